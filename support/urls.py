"""Addresses of support."""

from django.urls import path

from support import views

app_name = "support"
urlpatterns = [
    path("", views.index, name="index"),
    path("saker/", views.tickets, name="tickets"),
    path("saker/<int:number>/", views.ticket, name="ticket"),
    path("saker/<int:number>/hendelse/", views.critical_event, name="critical-event"),
    path("sla/", views.sla, name="sla"),
]
