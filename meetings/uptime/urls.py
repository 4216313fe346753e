"""Addresses of uptime."""

from django.urls import path

from meetings.uptime import views

urlpatterns = [
    path("oppetid/", views.uptime, name="uptime"),
    path("oppetid/hendelser/", views.add_incident, name="uptime-add"),
]
