"""Addresses of what each municipality pays, and of the calculator of keys."""

from django.urls import path

from budget.charges import calculator_views, views

urlpatterns = [
    path("nokler/kalkulator/", calculator_views.calculator, name="key-calculator"),
    path("<budget_year:year>/betaling/", views.charges, name="charges"),
    path("ramme/<int:pk>/fordel/<budget_year:year>/", views.allocate_change, name="frame-change-allocate"),
    path("<budget_year:year>/ramme/fordel/", views.allocate_changes, name="frame-changes-allocate"),
]
