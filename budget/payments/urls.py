"""Addresses of received payments."""

from django.urls import path

from budget.payments import views
from rorikt.imports.views import addresses

urlpatterns = [
    path("<budget_year:year>/innbetalinger/", views.received, name="received"),
    path("<budget_year:year>/innbetalinger/<str:number>/ny/", views.payment_pages.new, name="received-new"),
    path("innbetalinger/<int:pk>/endre/", views.payment_pages.edit, name="received-edit"),
    path("innbetalinger/<int:pk>/slett/", views.payment_pages.delete, name="received-delete"),
    *addresses("innbetalinger/filer/", views.PAYMENT_FILES),
]
