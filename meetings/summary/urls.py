"""Addresses of the page that is read first."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.summary import views

urlpatterns = [
    path(f"{DOCUMENT}sammendrag/", views.document_summary, name="document-summary"),
    path(f"{DOCUMENT}sammendrag/pdf/", views.document_summary_pdf, name="document-summary-pdf"),
    path(f"{DOCUMENT}sammendrag/tall/", views.choose_key_figures, name="document-key-figures"),
    path(f"{DOCUMENT}sammendrag/kort-sagt/", views.write_in_short, name="document-in-short"),
    path(f"{DOCUMENT}versjon/<int:sequence>/sammendrag/", views.version_summary, name="version-summary"),
    path(f"{DOCUMENT}versjon/<int:sequence>/sammendrag/pdf/", views.version_summary_pdf, name="version-summary-pdf"),
]
