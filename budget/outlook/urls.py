"""Addresses of what a coming year may cost."""

from django.urls import path

from budget.outlook import views

urlpatterns = [
    path("<budget_year:year>/anslag/", views.outlook, name="outlook"),
    path("<budget_year:year>/anslag/frist/", views.set_day, name="outlook-day"),
    path("<budget_year:year>/anslag/publiser/", views.issue_outlook, name="outlook-issue"),
    path("<budget_year:year>/anslag/<str:number>/", views.municipality_outlook, name="municipality-outlook"),
    path(
        "<budget_year:year>/anslag/<str:number>/pdf/", views.municipality_outlook_pdf, name="municipality-outlook-pdf"
    ),
]
