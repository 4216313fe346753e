"""Addresses of packets."""

from django.urls import path

from meetings.packet import views

CASE = "moter/<int:year>/M<int:sequence>/<int:item>/"

urlpatterns = [
    path("moter/<int:year>/M<int:sequence>/pakke/", views.packet, name="packet"),
    path("moter/<int:year>/M<int:sequence>/pakke/offentlig/", views.public_packet, name="packet-public"),
    path("moter/<int:year>/M<int:sequence>/pakke/filer/", views.packet_files, name="packet-files"),
    path(f"{CASE}pakke/", views.case_packet, name="agenda-item-packet"),
]
