"""Addresses of what is new to a reader."""

from django.urls import path

from meetings.agenda.addresses import MEETING
from meetings.documents.finding import DOCUMENT
from meetings.news import views

urlpatterns = [
    path(f"{DOCUMENT}sett/", views.settle_paper, name="document-news-seen"),
    path(f"{MEETING}sett/", views.settle_meeting, name="meeting-news-seen"),
]
