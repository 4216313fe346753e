"""Addresses of reading without a network."""

from django.urls import path

from meetings.agenda.addresses import MEETING
from meetings.offline import views

urlpatterns = [
    path(f"{MEETING}med/", views.parcel, name="parcel"),
    path(f"{MEETING}med/avsnitt/", views.paragraphs, name="parcel-paragraphs"),
    path("tatt-med/", views.shelf, name="shelf"),
    path("tatt-med/kvittering/", views.holding, name="holding"),
    path("uten-nett/", views.away, name="away"),
    # At the root, for the whole of the site.
    path("tjeneste.js", views.worker, name="worker"),
    path("program.webmanifest", views.manifest, name="manifest"),
]
