"""The address where a document is approved."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.readiness import views

urlpatterns = [
    path(f"{DOCUMENT}godkjenn/", views.approve_document, name="document-approve"),
]
