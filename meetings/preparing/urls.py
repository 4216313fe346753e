"""Addresses of the plan of meetings, and of the next one as it is prepared."""

from django.urls import path

from meetings.agenda.addresses import MEETING
from meetings.preparing import views

urlpatterns = [
    path("moter/plan/", views.this_years_plan, name="meeting-plan"),
    path("moter/plan/<int:year>/", views.plan, name="meeting-plan-year"),
    path("moter/plan/<int:year>/ny/", views.add_to_plan, name="meeting-plan-new"),
    path("moter/forbered/", views.prepare_next, name="meeting-prepare"),
    path(f"{MEETING}forberedelse/", views.preparation, name="meeting-preparation"),
    path(f"{MEETING}avlys/", views.cancel, name="meeting-cancel"),
]
