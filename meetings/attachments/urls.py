"""Addresses of attachments."""

from django.urls import path

from meetings.agenda.addresses import CASE
from meetings.attachments import views

urlpatterns = [
    path(f"{CASE}vedlegg/", views.add, name="attachment-new"),
    path("vedlegg/<int:pk>/", views.attachment, name="attachment"),
    path("vedlegg/<int:pk>/fil/", views.file, name="attachment-file"),
    path("vedlegg/<int:pk>/original/", views.original, name="attachment-original"),
    path("vedlegg/<int:pk>/rediger/", views.edit, name="attachment-edit"),
    path("vedlegg/<int:pk>/flytt/", views.move, name="attachment-move"),
    path("vedlegg/<int:pk>/slett/", views.delete, name="attachment-delete"),
]
