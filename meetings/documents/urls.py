"""Addresses of documents and their outline."""

from django.urls import path

from meetings.documents import outline_views, views
from meetings.documents.finding import DOCUMENT

urlpatterns = [
    path("dokumenter/", views.document_list, name="documents"),
    path("dokumenter/ny/", views.new_document, name="document-new"),
    path("dokumenter/tertialrapport/ny/", views.new_period_report, name="period-report-new"),
    path(f"{DOCUMENT}rediger/", views.edit_document, name="document-edit"),
    path(f"{DOCUMENT}flytt/", views.move_document, name="document-move"),
    path(f"{DOCUMENT}disposisjon/", outline_views.outline, name="document-outline"),
    path("avsnitt/<int:pk>/plass/", outline_views.place_section, name="section-place"),
    path("avsnitt/<int:pk>/flytt/", outline_views.move_section, name="section-move"),
    path("avsnitt/<int:pk>/slett/", outline_views.delete_section, name="section-delete"),
]
