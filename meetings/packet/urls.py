"""Addresses of packets."""

from django.urls import path

from meetings.agenda.addresses import CASE, MEETING
from meetings.packet import views

urlpatterns = [
    path(f"{MEETING}pakke/", views.packet, name="packet"),
    path(f"{MEETING}pakke/offentlig/", views.public_packet, name="packet-public"),
    path(f"{MEETING}pakke/filer/", views.packet_files, name="packet-files"),
    path(f"{CASE}pakke/", views.case_packet, name="agenda-item-packet"),
]
