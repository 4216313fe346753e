"""Addresses of terms."""

from django.urls import path

from meetings.definitions import views

urlpatterns = [
    path("definisjoner/", views.definitions, name="definitions"),
    path("definisjoner/ny/", views.definition_pages.new, name="definition-new"),
    path("definisjoner/<int:pk>/", views.definition_pages.edit, name="definition-edit"),
    path("definisjoner/<int:pk>/slett/", views.definition_pages.delete, name="definition-delete"),
]
