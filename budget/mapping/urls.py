"""Addresses of the mapping of accounts."""

from django.urls import path

from budget.mapping import views

urlpatterns = [
    path("<budget_year:year>/konti/", views.mappings, name="account-mappings"),
    path("<budget_year:year>/konti/hver/", views.placements, name="account-placements"),
    path("<budget_year:year>/konti/koble/", views.map_many, name="account-mappings-new"),
    path("<budget_year:year>/konti/ny/", views.mapping_pages.new, name="account-mapping-new"),
    path("<budget_year:year>/konti/hent/", views.copy_mappings, name="account-mappings-copy"),
    path("konti/<int:pk>/endre/", views.mapping_pages.edit, name="account-mapping-edit"),
    path("konti/<int:pk>/slett/", views.mapping_pages.delete, name="account-mapping-delete"),
]
