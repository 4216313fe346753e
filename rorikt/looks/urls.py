"""Addresses of how a person wants pages to look."""

from django.urls import path

from rorikt.looks import views

urlpatterns = [path("lesevisning/", views.looks, name="looks")]
