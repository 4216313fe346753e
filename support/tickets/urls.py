"""Addresses of the tickets."""

from django.urls import path

from support.tickets import views

urlpatterns = [
    path("saker/", views.tickets, name="tickets"),
    path("saker/<int:number>/", views.ticket, name="ticket"),
    path("saker/<int:number>/hendelse/", views.critical_event, name="critical-event"),
]
