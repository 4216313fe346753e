"""Addresses of the cases that wait, and of what moves a case along."""

from django.urls import path

from meetings.agenda.addresses import CASE, MEETING
from meetings.queue import views

urlpatterns = [
    path("saker/", views.queue, name="queue"),
    path(f"{MEETING}fra-koen/", views.take_from_queue, name="agenda-take"),
    path(f"{MEETING}rekkefolge/", views.order, name="agenda-order"),
    path(f"{CASE}plasser/", views.place, name="agenda-item-place"),
    path(f"{CASE}ta-av/", views.take_off, name="agenda-item-take-off"),
    path(f"{CASE}flytt/", views.move, name="agenda-item-move"),
    path(f"{CASE}til-kvalitetssikring/", views.send_to_check, name="agenda-item-check"),
    path(f"{CASE}klarer/", views.clear, name="agenda-item-clear"),
    path(f"{CASE}send-tilbake/", views.send_back, name="agenda-item-send-back"),
    path(f"{CASE}legg-i-koen/", views.requeue, name="agenda-item-requeue"),
]
