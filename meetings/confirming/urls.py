"""Addresses of the minutes of a meeting, from the draft to the extracts."""

from django.urls import path

from meetings.agenda.addresses import CASE, MEETING
from meetings.confirming import views

MINUTES = f"{MEETING}protokoll/"

urlpatterns = [
    path(MINUTES, views.minutes, name="minutes"),
    path(f"{MINUTES}lag/", views.make, name="minutes-make"),
    path(f"{MINUTES}oppdater/", views.renew, name="minutes-renew"),
    path(f"{MINUTES}utkast/", views.draft, name="minutes-draft"),
    path(f"{MINUTES}til-merknad/", views.send, name="minutes-send"),
    path(f"{MINUTES}merknad/", views.comment, name="minutes-comment"),
    path("protokollmerknader/<int:pk>/", views.answer, name="minutes-comment-answer"),
    path(f"{MINUTES}bekreft/", views.confirm, name="minutes-confirm"),
    path(f"{MINUTES}underskrevet/", views.sign, name="minutes-sign"),
    path(f"{CASE}godkjenn-protokoll/", views.approve, name="minutes-approve"),
    path(f"{CASE}saerutskrift/", views.extract, name="extract"),
    path(f"{CASE}saerutskrift/<str:number>/", views.extract, name="extract-for"),
]
