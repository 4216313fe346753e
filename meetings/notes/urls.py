"""Addresses of notes of readers."""

from django.urls import path

from meetings.agenda.addresses import MEETING
from meetings.notes import views

NOTE = "notater/<uuid:pk>/"

urlpatterns = [
    path("notater/", views.notes, name="notes"),
    path("notater/nytt/", views.new, name="note-new"),
    path("notater/eksport/<str:kind>/", views.export, name="notes-export"),
    path(NOTE, views.note, name="note"),
    path(f"{NOTE}lagre/", views.save_note, name="note-save"),
    path(f"{NOTE}slett/", views.delete, name="note-delete"),
    path(f"{NOTE}sporsmal/", views.ask, name="note-ask"),
    path(f"{MEETING}notater.json", views.of_meeting, name="meeting-notes"),
]
