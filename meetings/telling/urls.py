"""Addresses of what a member is told, and the calendar."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
