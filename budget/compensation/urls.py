"""Addresses of the compensation of VAT."""

from django.urls import path

from budget.compensation import views

urlpatterns = [
    path("<budget_year:year>/mva-kompensasjon/", views.compensation, name="compensation"),
    path(
        "<budget_year:year>/mva-kompensasjon/<str:number>/",
        views.municipality_compensation,
        name="municipality-compensation",
    ),
    path(
        "<budget_year:year>/mva-kompensasjon/<str:number>/pdf/",
        views.municipality_compensation_pdf,
        name="municipality-compensation-pdf",
    ),
    path("<budget_year:year>/mva-kompensasjon-avklaring/ny/", views.claim_pages.new, name="vat-claim-new"),
    path("mva-kompensasjon/<int:pk>/", views.claim_pages.edit, name="vat-claim-edit"),
    path("mva-kompensasjon/<int:pk>/slett/", views.claim_pages.delete, name="vat-claim-delete"),
]
