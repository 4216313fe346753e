"""Addresses of terms and building projects."""

from django.urls import path

from meetings.registers import views

urlpatterns = [
    path("definisjoner/", views.definitions, name="definitions"),
    path("definisjoner/ny/", views.edit_definition, name="definition-new"),
    path("definisjoner/<int:pk>/", views.edit_definition, name="definition-edit"),
    path("byggprosjekter/", views.building_projects, name="building-projects"),
    path("byggprosjekter/ny/", views.edit_building_project, name="building-project-new"),
    path("byggprosjekter/<int:pk>/", views.edit_building_project, name="building-project-edit"),
]
