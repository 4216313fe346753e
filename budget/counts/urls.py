"""Addresses of counts and of the files they are imported from."""

from django.urls import path

from budget.counts import views
from rorikt.imports.views import addresses

urlpatterns = [
    *addresses("antall/", views.COUNT_FILES),
    path("tjenester/<slug:slug>/antall/", views.service_counts, name="service-counts"),
]
