"""Addresses of a document's figures for one municipality."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.municipal import views

urlpatterns = [
    path("min-kommune/", views.own_municipality, name="own-municipality"),
    path(f"{DOCUMENT}for/<slug:number>/", views.document_for, name="document-for"),
    path(f"{DOCUMENT}for/<slug:number>/pdf/", views.document_for_pdf, name="document-for-pdf"),
    path(f"{DOCUMENT}versjon/<int:sequence>/for/<slug:number>/", views.version_for, name="version-for"),
    path(f"{DOCUMENT}versjon/<int:sequence>/for/<slug:number>/pdf/", views.version_for_pdf, name="version-for-pdf"),
    path(f"{DOCUMENT}for/<slug:number>/utgave/pdf/", views.document_edition_pdf, name="document-edition-pdf"),
    path(
        f"{DOCUMENT}versjon/<int:sequence>/for/<slug:number>/utgave/pdf/",
        views.version_edition_pdf,
        name="version-edition-pdf",
    ),
]
