"""Addresses of how a person wants pages to look."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
