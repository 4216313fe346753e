"""Addresses of the pages of an attachment."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
