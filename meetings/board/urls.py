"""Addresses of the board of a document, and of one person's sections."""

from django.urls import path

from meetings.board import views
from meetings.documents.finding import DOCUMENT

urlpatterns = [
    path(f"{DOCUMENT}tavle/", views.board, name="document-board"),
    path("avsnitt/mine/", views.my_sections, name="my-sections"),
]
