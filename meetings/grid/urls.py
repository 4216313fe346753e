"""Addresses of registers."""

from django.urls import path

from meetings.grid import views

urlpatterns = [
    path("registre/", views.registers, name="registers"),
    path("registre/ta-i-bruk/<slug:standard>/", views.register_begin, name="register-begin"),
    path("registre/<slug:slug>/", views.register_page, name="register"),
    path("registre/<slug:slug>/skriv/", views.register_write, name="register-write"),
    path("registre/<slug:slug>/forslag/", views.register_suggestions, name="register-suggestions"),
    path("registre/<slug:slug>/tatt-bort/", views.register_removed, name="register-removed"),
]
