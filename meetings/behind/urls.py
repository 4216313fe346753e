"""Addresses of what stands behind a figure."""

from django.urls import path

from meetings.behind import views
from meetings.documents.finding import DOCUMENT

VERSION = f"{DOCUMENT}versjon/<int:sequence>/"
CELL = "tabell/<slug:name>/<slug:row>/<int:column>/"

urlpatterns = [
    path(f"{DOCUMENT}tall/<str:key>/", views.document_figure, name="document-figure"),
    path(f"{VERSION}tall/<str:key>/", views.version_figure, name="version-figure"),
    path(f"{DOCUMENT}{CELL}", views.document_cell, name="document-cell"),
    path(f"{VERSION}{CELL}", views.version_cell, name="version-cell"),
]
