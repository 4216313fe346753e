"""Addresses of two versions held against each other."""

from django.urls import path

from meetings.comparing import views
from meetings.documents.finding import DOCUMENT

urlpatterns = [
    path(f"{DOCUMENT}endringer/", views.comparison, name="comparison"),
    path(f"{DOCUMENT}endringer/pdf/", views.comparison_pdf, name="comparison-pdf"),
]
