"""Addresses of the cost estimates."""

from django.urls import path

from budget.estimates import views

urlpatterns = [
    path("kostnadsoverslag/", views.cost_estimates, name="cost-estimates"),
    path("kostnadsoverslag/unntatt/<int:pk>/", views.exempt_cost_estimate, name="exempt-cost-estimate"),
    path("nytt-kostnadsoverslag/", views.new_cost_estimate, name="cost-estimate-new"),
    path("kostnadsoverslag/<slug:slug>/", views.cost_estimate, name="cost-estimate"),
    path("kostnadsoverslag/<slug:slug>/endre/", views.edit_cost_estimate, name="cost-estimate-edit"),
    path("kostnadsoverslag/<slug:slug>/slett/", views.delete_cost_estimate, name="cost-estimate-delete"),
    path("kostnadsoverslag/<slug:slug>/linjer/ny/", views.new_line, name="estimate-line-new"),
    path("kostnadslinjer/<int:pk>/endre/", views.edit_line, name="estimate-line-edit"),
    path("kostnadslinjer/<int:pk>/slett/", views.delete_line, name="estimate-line-delete"),
    path("kostnadsoverslag/<slug:slug>/trinn/nytt/", views.new_tier, name="tier-new"),
    path("pristrinn/<int:pk>/endre/", views.edit_tier, name="tier-edit"),
    path("pristrinn/<int:pk>/slett/", views.delete_tier, name="tier-delete"),
]
