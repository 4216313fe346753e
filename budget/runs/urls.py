"""Addresses of runs and of the settlement."""

from django.urls import path

from budget.runs import consumption_views, settlement_views, views

urlpatterns = [
    path("<budget_year:year>/oppgjor/", settlement_views.settlement, name="settlement"),
    path("fordelinger/", views.runs, name="runs"),
    path("fordelinger/ny/", views.new_run, name="run-new"),
    path("fordelinger/forbruk/", consumption_views.new_consumption, name="consumption-new"),
    path("fordelinger/<int:pk>/", views.run, name="run"),
    path("fordelinger/<int:pk>/pdf/", views.run_pdf, name="run-pdf"),
    path("fordelinger/<int:pk>/godkjenn/", views.approve_run, name="run-approve"),
    path("fordelinger/<int:pk>/regn/", views.recompute_run, name="run-recompute"),
    path("fordelinger/<int:pk>/korriger/", views.correct_run, name="run-correct"),
    path("fordelinger/<int:pk>/slett/", views.delete_run, name="run-delete"),
]
