"""Addresses of the investments and of what is paid on account."""

from django.urls import path

from budget.investments import views

urlpatterns = [
    path("<budget_year:year>/investeringer/", views.investments, name="investments"),
    path("<budget_year:year>/investeringer/nytt/", views.project_pages.new, name="project-new"),
    path("prosjekter/<int:pk>/", views.project, name="project"),
    path("prosjekter/<int:pk>/endre/", views.project_pages.edit, name="project-edit"),
    path("prosjekter/<int:pk>/slett/", views.project_pages.delete, name="project-delete"),
    path("prosjekter/<int:pk>/reguleringer/ny/", views.new_revision, name="revision-new"),
    path("reguleringer/<int:pk>/slett/", views.delete_revision, name="revision-delete"),
    path("prosjekter/<int:pk>/overforinger/ny/", views.new_carry_over, name="carry-over-new"),
    path("overforinger/<int:pk>/slett/", views.delete_carry_over, name="carry-over-delete"),
    path("<budget_year:year>/akonto/", views.payments, name="payments"),
]
