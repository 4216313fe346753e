"""Addresses of meetings and cases as they are made and changed."""

from django.urls import path

from meetings.agenda import views

CASE = "moter/<int:year>/M<int:sequence>/<int:item>/"

urlpatterns = [
    path("moter/", views.meeting_list, name="meetings"),
    path("moter/nytt/", views.new_meeting, name="meeting-new"),
    path("moter/<int:year>/M<int:sequence>/rediger/", views.edit_meeting, name="meeting-edit"),
    path("moter/<int:year>/M<int:sequence>/ny-sak/", views.new_item, name="agenda-item-new"),
    path(f"{CASE}rediger/", views.edit_item, name="agenda-item-edit"),
    path(f"{CASE}slett/", views.delete_item, name="agenda-item-delete"),
]
