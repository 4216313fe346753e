"""Addresses of the cost keys and of the inhabitants."""

from django.urls import path

from budget.keys import views

urlpatterns = [
    path("nokler/", views.cost_keys, name="cost-keys"),
    path("nokler/ny/", views.new_cost_key, name="cost-key-new"),
    path("nokler/<int:pk>/", views.cost_key, name="cost-key"),
    path("nokler/<int:pk>/endre/", views.edit_cost_key, name="cost-key-edit"),
    path("nokler/<int:pk>/slett/", views.delete_cost_key, name="cost-key-delete"),
    path("innbyggere/", views.inhabitants, name="inhabitants"),
    path("innbyggere/nytt/", views.inhabitant_pages.new, name="inhabitants-new"),
    path("innbyggere/<int:pk>/endre/", views.inhabitant_pages.edit, name="inhabitants-edit"),
    path("innbyggere/<int:pk>/slett/", views.inhabitant_pages.delete, name="inhabitants-delete"),
]
