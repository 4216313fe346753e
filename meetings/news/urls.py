"""Addresses of what is new to a reader."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
