"""The address of claims against suppliers."""

from django.urls import path

from meetings.supplier_claims import views

urlpatterns = [path("krav/", views.supplier_claims, name="supplier-claims")]
