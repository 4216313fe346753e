"""Addresses of documents as they are read and printed, and of the text of a section."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.papers import section_views, views

urlpatterns = [
    path(DOCUMENT, views.document, name="document"),
    path(f"{DOCUMENT}pdf/", views.document_pdf, name="document-pdf"),
    path(f"{DOCUMENT}versjon/<int:sequence>/", views.version, name="version"),
    path(f"{DOCUMENT}versjon/<int:sequence>/pdf/", views.version_pdf, name="version-pdf"),
    path(f"{DOCUMENT}versjon/<int:sequence>/offentlig/", views.public_version, name="version-public"),
    path(f"{DOCUMENT}versjon/<int:sequence>/offentlig/pdf/", views.public_version_pdf, name="version-public-pdf"),
    path("avsnitt/<int:pk>/", section_views.edit_section, name="section-edit"),
]
