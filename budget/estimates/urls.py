"""Addresses of the cost estimates."""

from django.urls import path

from budget.estimates import views

urlpatterns = [
    path("kostnadsoverslag/", views.cost_estimates, name="cost-estimates"),
    path("kostnadsoverslag/unntatt/<int:pk>/", views.exempt_cost_estimate, name="exempt-cost-estimate"),
    path("nytt-kostnadsoverslag/", views.estimate_pages.new, name="cost-estimate-new"),
    path("kostnadsoverslag/<slug:slug>/", views.cost_estimate, name="cost-estimate"),
    path("kostnadsoverslag/<slug:slug>/endre/", views.estimate_pages.edit, name="cost-estimate-edit"),
    path("kostnadsoverslag/<slug:slug>/slett/", views.estimate_pages.delete, name="cost-estimate-delete"),
    path("kostnadsoverslag/<slug:slug>/linjer/ny/", views.line_pages.new, name="estimate-line-new"),
    path("kostnadslinjer/<int:pk>/endre/", views.line_pages.edit, name="estimate-line-edit"),
    path("kostnadslinjer/<int:pk>/slett/", views.line_pages.delete, name="estimate-line-delete"),
    path("kostnadsoverslag/<slug:slug>/trinn/nytt/", views.tier_pages.new, name="tier-new"),
    path("pristrinn/<int:pk>/endre/", views.tier_pages.edit, name="tier-edit"),
    path("pristrinn/<int:pk>/slett/", views.tier_pages.delete, name="tier-delete"),
]
