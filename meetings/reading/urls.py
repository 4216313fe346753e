"""Addresses of a meeting and a case as they are read."""

from django.urls import path

from meetings.agenda.addresses import CASE, ITEM, MEETING
from meetings.reading import views

urlpatterns = [
    path(MEETING, views.meeting, name="meeting"),
    path(CASE, views.agenda_item, name="agenda-item"),
    path(ITEM, views.agenda_item, name="agenda-item"),
]
