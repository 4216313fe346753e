"""Addresses of registers and their rows."""

from django.urls import path

from meetings.grid import views

urlpatterns = [
    path("registre/", views.registers, name="registers"),
    path("registre/<slug:slug>/", views.register_page, name="register"),
]
