"""Addresses of the financial plan."""

from django.urls import path

from budget.plan import views

urlpatterns = [
    path("okonomiplan/", views.plans, name="plans"),
    path("okonomiplan/ny/", views.new_plan, name="plan-new"),
    path("okonomiplan/<int:pk>/", views.plan, name="plan"),
    path("okonomiplan/<int:pk>/endre/", views.edit_plan, name="plan-edit"),
    path("okonomiplan/<int:pk>/slett/", views.delete_plan, name="plan-delete"),
    path("okonomiplan/<int:pk>/prisvekst/", views.growth, name="plan-growth"),
    path("okonomiplan/<int:pk>/vedta/", views.adopt, name="plan-adopt"),
    path("okonomiplan/<int:pk>/budsjett/", views.propose_budget, name="plan-propose"),
    path("okonomiplan/<int:pk>/linjer/ny/", views.line_pages.new, name="plan-line-new"),
    path("planlinjer/<int:pk>/endre/", views.line_pages.edit, name="plan-line-edit"),
    path("planlinjer/<int:pk>/slett/", views.line_pages.delete, name="plan-line-delete"),
    path("okonomiplan/<int:pk>/tiltak/nytt/", views.change_pages.new, name="plan-change-new"),
    path("tiltak/<int:pk>/endre/", views.change_pages.edit, name="plan-change-edit"),
    path("tiltak/<int:pk>/slett/", views.change_pages.delete, name="plan-change-delete"),
]
