"""Addresses of invoices over several runs."""

from django.urls import path

from budget.joint_invoices import views

urlpatterns = [
    path("fakturaer/", views.invoices, name="joint-invoices"),
    path("fakturaer/ny/<budget_year:year>/<str:number>/", views.new_invoice, name="joint-invoice-new"),
    path("fakturaer/<int:pk>/", views.invoice, name="joint-invoice"),
    path("fakturaer/<int:pk>/pdf/", views.invoice_pdf, name="joint-invoice-pdf"),
    path("fakturaer/<int:pk>/xml/", views.invoice_xml, name="joint-invoice-xml"),
    path("fakturaer/<int:pk>/sendt/", views.record_sent, name="joint-invoice-sent"),
    path("fakturaer/<int:pk>/angre/", views.forget_sent, name="joint-invoice-forget"),
    path("fakturaer/<int:pk>/trekk/", views.withdraw_invoice, name="joint-invoice-withdraw"),
    path("fakturaer/<int:pk>/krediter/", views.reverse_invoice, name="joint-invoice-reverse"),
]
