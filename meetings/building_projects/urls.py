"""Addresses of the building projects, and of what reports have printed of one."""

from django.urls import path

from meetings.building_projects import views

urlpatterns = [
    path("byggprosjekter/", views.building_projects, name="building-projects"),
    path("byggprosjekter/<uuid:uuid>/", views.building_project, name="building-project"),
]
