"""Address of the page where frame, budget and payments are held against each other."""

from django.urls import path

from budget.reconciling import views

urlpatterns = [path("<budget_year:year>/avstemming/", views.reconciliation, name="reconciliation")]
