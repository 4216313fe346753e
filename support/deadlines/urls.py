"""Addresses of the deadlines."""

from django.urls import path

from support.deadlines import views

urlpatterns = [path("frister/", views.deadlines, name="deadlines")]
