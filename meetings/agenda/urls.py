"""Addresses of meetings and cases as they are made and changed."""

from django.urls import path

from meetings.agenda import views
from meetings.agenda.addresses import CASE, MEETING

urlpatterns = [
    path("moter/nytt/", views.new_meeting, name="meeting-new"),
    path(f"{MEETING}rediger/", views.edit_meeting, name="meeting-edit"),
    path(f"{MEETING}ny-sak/", views.new_item, name="agenda-item-new"),
    path("saker/ny/", views.new_item, name="waiting-item-new"),
    path(f"{CASE}rediger/", views.edit_item, name="agenda-item-edit"),
    path(f"{CASE}slett/", views.delete_item, name="agenda-item-delete"),
    path(f"{CASE}trekk/", views.withdraw_item, name="agenda-item-withdraw"),
    path(f"{CASE}ta-inn-igjen/", views.reinstate_item, name="agenda-item-reinstate"),
]
