"""Addresses of documents."""

from django.urls import path

from meetings.documents import views
from meetings.documents.finding import DOCUMENT

urlpatterns = [
    path("dokumenter/", views.document_list, name="documents"),
    path("dokumenter/ny/", views.new_document, name="document-new"),
    path("dokumenter/tertialrapport/ny/", views.new_period_report, name="period-report-new"),
    path(f"{DOCUMENT}rediger/", views.edit_document, name="document-edit"),
    path(f"{DOCUMENT}flytt/", views.move_document, name="document-move"),
]
