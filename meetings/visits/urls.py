"""Addresses of read marks and of where somebody reads."""

from django.urls import path

from meetings.agenda.addresses import CASE
from meetings.documents.finding import DOCUMENT
from meetings.visits import views

urlpatterns = [
    path(f"{DOCUMENT}sted/", views.place, name="document-place"),
    path(f"{DOCUMENT}versjon/<int:sequence>/lest/", views.mark_version, name="version-read"),
    path("vedlegg/<int:pk>/lest/", views.mark_attachment, name="attachment-read"),
    path(f"{CASE}lest/", views.mark_case, name="agenda-item-read"),
]
