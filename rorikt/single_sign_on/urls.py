"""Addresses of log-in elsewhere. The second one is what the provider is told to answer to."""

from django.urls import path

from rorikt.single_sign_on import views

urlpatterns = [
    path("innlogging/felles/", views.sign_on, name="sign-on"),
    path("innlogging/felles/svar/", views.sign_on_callback, name="sign-on-callback"),
]
