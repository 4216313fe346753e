"""Addresses of what a person wants to be told."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
