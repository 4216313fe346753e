"""Addresses of what stands behind a figure."""

from django.urls import path

from meetings.behind import views
from meetings.documents.finding import DOCUMENT

VERSION = f"{DOCUMENT}versjon/<int:sequence>/"
CELL = "<slug:name>/<slug:row>/<int:column>/"

urlpatterns = [
    # Below `tall/` and `tabell/` of a document those that it owns are written (meetings/own).
    path(f"{DOCUMENT}bak/<str:key>/", views.document_figure, name="document-figure"),
    path(f"{VERSION}tall/<str:key>/", views.version_figure, name="version-figure"),
    path(f"{DOCUMENT}bak/{CELL}", views.document_cell, name="document-cell"),
    path(f"{VERSION}tabell/{CELL}", views.version_cell, name="version-cell"),
]
