"""Addresses of what finance officers read and fetch."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
