"""Addresses of what a person wants to be told."""

from django.urls import path

from rorikt.telling import views

urlpatterns = [path("varsler/", views.wishes, name="wishes")]
