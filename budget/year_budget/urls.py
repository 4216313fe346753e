"""Addresses of the budget of a year and its regulations."""

from django.urls import path

from budget.year_budget import views

urlpatterns = [
    path("<budget_year:year>/budsjett/", views.year_budget, name="year-budget"),
    path("<budget_year:year>/budsjett/vedta/", views.adopt, name="budget-adopt"),
    path("<budget_year:year>/budsjett/trekk/", views.withdraw, name="budget-adoption-withdraw"),
    path("<budget_year:year>/budsjett/regulering/ny/", views.new_regulation, name="budget-regulation-new"),
    path("budsjettregulering/<int:pk>/", views.regulation, name="budget-regulation"),
    path("budsjettregulering/<int:pk>/tilbakefor/", views.reverse_regulation, name="budget-regulation-reverse"),
]
