"""Addresses of a document's own figures and tables."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.own import views

urlpatterns = [
    path(f"{DOCUMENT}tabeller/", views.own_data, name="document-data"),
    path(f"{DOCUMENT}tabeller/ny/", views.new_table, name="manual-table-new"),
    path(f"{DOCUMENT}tabeller/<slug:slug>/", views.edit_table, name="manual-table"),
    path(f"{DOCUMENT}tabeller/<slug:slug>/slett/", views.delete_table, name="manual-table-delete"),
    path(f"{DOCUMENT}tall/ny/", views.new_figure, name="manual-figure-new"),
    path(f"{DOCUMENT}tall/<slug:slug>/", views.edit_figure, name="manual-figure"),
    path(f"{DOCUMENT}tall/<slug:slug>/slett/", views.delete_figure, name="manual-figure-delete"),
]
