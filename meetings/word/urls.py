"""Addresses of documents as Word files."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.word import views

urlpatterns = [
    path(f"{DOCUMENT}docx/", views.document_docx, name="document-docx"),
    path(f"{DOCUMENT}versjon/<int:sequence>/docx/", views.version_docx, name="version-docx"),
]
