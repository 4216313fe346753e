"""Addresses of a document's own figures and tables."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.own import views

urlpatterns = [
    path(f"{DOCUMENT}tabeller/", views.own_data, name="document-data"),
    path(f"{DOCUMENT}egne-data/bekreft/", views.confirm, name="document-data-confirm"),
    path(f"{DOCUMENT}tabeller/ny/", views.table_pages.new, name="manual-table-new"),
    path(f"{DOCUMENT}tabeller/<slug:slug>/", views.table_pages.edit, name="manual-table"),
    path(f"{DOCUMENT}tabeller/<slug:slug>/slett/", views.table_pages.delete, name="manual-table-delete"),
    path(f"{DOCUMENT}tall/ny/", views.figure_pages.new, name="manual-figure-new"),
    path(f"{DOCUMENT}tall/<slug:slug>/", views.figure_pages.edit, name="manual-figure"),
    path(f"{DOCUMENT}tall/<slug:slug>/slett/", views.figure_pages.delete, name="manual-figure-delete"),
]
