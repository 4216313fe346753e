"""Addresses of a municipality's year."""

from django.urls import path

from budget.municipal_year import views

urlpatterns = [
    path("<budget_year:year>/betaling/<str:number>/", views.municipality_charges, name="municipality-charges"),
    path(
        "<budget_year:year>/betaling/<str:number>/pdf/",
        views.municipality_charges_pdf,
        name="municipality-charges-pdf",
    ),
    path("<budget_year:year>/betaling/<str:number>/krav/<int:pk>/", views.charge, name="municipality-charge"),
]
