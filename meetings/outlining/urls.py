"""Addresses of the outline of a document."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.outlining import views

urlpatterns = [
    path(f"{DOCUMENT}disposisjon/", views.outline, name="document-outline"),
    path("avsnitt/<int:pk>/plass/", views.place_section, name="section-place"),
    path("avsnitt/<int:pk>/flytt/", views.move_section, name="section-move"),
    path("avsnitt/<int:pk>/slett/", views.delete_section, name="section-delete"),
]
