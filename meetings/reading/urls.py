"""Addresses of a meeting and a case as they are read."""

from django.urls import path

from meetings.reading import views

CASE = "moter/<int:year>/M<int:sequence>/<int:item>/"

urlpatterns = [
    path("moter/<int:year>/M<int:sequence>/", views.meeting, name="meeting"),
    path(CASE, views.agenda_item, name="agenda-item"),
]
