"""Addresses of Pureservice."""

from django.urls import path

from support.syncing import views

urlpatterns = [
    path("pureservice/", views.overview, name="pureservice"),
    path("pureservice/synkroniser/", views.start, name="sync-start"),
    path("pureservice/kjoringer/<int:pk>/", views.run, name="sync-run"),
    path("pureservice/venter/", views.waiting, name="waiting"),
    path("pureservice/koblinger/<slug:slug>/", views.mapping, name="mapping"),
    path("pureservice/innstillinger/", views.settings, name="pureservice-settings"),
    path("pureservice/borte/<int:pk>/fjern/", views.remove_held, name="remove-held"),
]
