"""Addresses of support."""

from django.urls import path

from support import pureservice_views, views

app_name = "support"
urlpatterns = [
    path("", views.index, name="index"),
    path("saker/", views.tickets, name="tickets"),
    path("saker/<int:number>/", views.ticket, name="ticket"),
    path("saker/<int:number>/hendelse/", views.critical_event, name="critical-event"),
    path("sla/", views.sla, name="sla"),
    path("pureservice/", pureservice_views.overview, name="pureservice"),
    path("pureservice/synkroniser/", pureservice_views.start, name="sync-start"),
    path("pureservice/kjoringer/<int:pk>/", pureservice_views.run, name="sync-run"),
    path("pureservice/venter/", pureservice_views.waiting, name="waiting"),
    path("pureservice/koblinger/<slug:slug>/", pureservice_views.mapping, name="mapping"),
    path("pureservice/innstillinger/", pureservice_views.settings, name="pureservice-settings"),
    path("pureservice/borte/<int:pk>/fjern/", pureservice_views.remove_held, name="remove-held"),
]
