"""The addresses where a document is quality-checked and approved."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.readiness import views

urlpatterns = [
    path(f"{DOCUMENT}kvalitetssikre/", views.check_document, name="document-check"),
    path(f"{DOCUMENT}godkjenn/", views.approve_document, name="document-approve"),
]
