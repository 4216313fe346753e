"""Addresses of the calendar of meetings."""

from django.urls import path

from meetings.telling import views

urlpatterns = [
    path("kalender/ny-adresse/", views.make_calendar, name="calendar-new"),
    path("kalender/fjern-adresse/", views.take_calendar, name="calendar-delete"),
    path("kalender/<str:secret>.ics", views.calendar, name="calendar"),
]
