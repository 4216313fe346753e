"""Addresses of where a reader was."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
