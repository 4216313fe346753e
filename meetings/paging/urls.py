"""Addresses of the pages of a packet."""

from django.urls import path

from meetings.agenda.addresses import MEETING
from meetings.paging import views

urlpatterns = [
    path(f"{MEETING}side/", views.go_to_page, name="packet-go-to-page"),
    path(f"{MEETING}side/<str:label>/", views.packet_page, name="packet-page"),
]
