"""Addresses of a document that is started from another, and of what a section takes over from the last time."""

from django.urls import path

from meetings.carrying import views
from meetings.documents.finding import DOCUMENT

urlpatterns = [
    path(f"{DOCUMENT}neste/", views.succeed, name="document-succeed"),
    path("avsnitt/<int:pk>/fra-sist/", views.mark, name="section-carried"),
]
