"""Addresses of the issue of a packet, and of a packet as it was sent."""

from django.urls import path

from meetings.agenda.addresses import MEETING
from meetings.issuing import views

urlpatterns = [
    path(f"{MEETING}pakke/send/", views.issue, name="packet-issue"),
    path("moter/utsendt/<int:pk>/", views.issued_packet, name="issued-packet"),
]
