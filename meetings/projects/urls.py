"""Addresses of projects and their milestones."""

from django.urls import path

from meetings.projects import views

urlpatterns = [
    path("prosjekter/", views.projects, name="projects"),
    path("prosjekter/<uuid:uuid>/", views.project, name="project"),
]
