"""Addresses of a meeting and a case as they are read."""

from django.urls import path

from meetings.agenda.addresses import CASE, MEETING, NUMBERED_CASE
from meetings.reading import views

urlpatterns = [
    path("moter/", views.meeting_list, name="meetings"),
    path(MEETING, views.meeting, name="meeting"),
    path(CASE, views.agenda_item, name="agenda-item"),
    path(NUMBERED_CASE, views.numbered_item, name="numbered-item"),
    path(f"{NUMBERED_CASE}<path:below>", views.numbered_item, name="below-numbered-item"),
]
