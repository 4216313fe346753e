"""Addresses of the invoice basis."""

from django.urls import path

from budget.invoices import views

urlpatterns = [
    path("fordelinger/<int:pk>/faktura/<str:number>/", views.invoice_basis, name="invoice-basis"),
    path("fordelinger/<int:pk>/faktura/<str:number>/pdf/", views.invoice_basis_pdf, name="invoice-basis-pdf"),
    path("fordelinger/<int:pk>/faktura/<str:number>/sendt/", views.record_invoice, name="invoice-sent"),
    path("fordelinger/<int:pk>/faktura/<str:number>/angre/", views.forget_invoice, name="invoice-forget"),
]
