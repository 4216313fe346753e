"""Addresses of a year that begins."""

from django.urls import path

from budget.new_year import views

urlpatterns = [
    path("<budget_year:year>/nytt-ar/", views.new_year, name="new-year"),
    path("<budget_year:year>/nytt-ar/hent/", views.copy, name="new-year-copy"),
    path("<budget_year:year>/nytt-ar/budsjett/", views.budgets, name="new-year-budgets"),
]
