"""Addresses of terms and building projects."""

from django.urls import path

from meetings.registers import views

urlpatterns = [
    path("definisjoner/", views.definitions, name="definitions"),
    path("definisjoner/ny/", views.definition_pages.new, name="definition-new"),
    path("definisjoner/<int:pk>/", views.definition_pages.edit, name="definition-edit"),
    path("definisjoner/<int:pk>/slett/", views.definition_pages.delete, name="definition-delete"),
    path("byggprosjekter/", views.building_projects, name="building-projects"),
    path("byggprosjekter/ny/", views.building_project_pages.new, name="building-project-new"),
    path("byggprosjekter/<int:pk>/", views.building_project_pages.edit, name="building-project-edit"),
]
