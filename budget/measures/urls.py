"""Addresses of the measures of a year."""

from django.urls import path

from budget.measures import views

urlpatterns = [
    path("<budget_year:year>/tiltak/", views.measures, name="measures"),
    path("<budget_year:year>/tiltak/nytt/", views.measure_pages.new, name="measure-new"),
    path("<budget_year:year>/tiltak/<int:pk>/endre/", views.measure_pages.edit, name="measure-edit"),
    path("<budget_year:year>/tiltak/<int:pk>/slett/", views.measure_pages.delete, name="measure-delete"),
]
