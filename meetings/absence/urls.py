"""Addresses of absence from a meeting that is to come."""

from django.urls import path

from meetings.absence import views
from meetings.agenda.addresses import MEETING

urlpatterns = [
    path(f"{MEETING}forfall/", views.absences, name="absences"),
    path(f"{MEETING}forfall/<int:seat>/meld/", views.report_absence, name="absence-report"),
    path(f"{MEETING}forfall/<int:seat>/trekk/", views.withdraw_absence, name="absence-withdraw"),
    path(f"{MEETING}forfall/<int:seat>/vara/", views.call_substitute, name="absence-call"),
]
