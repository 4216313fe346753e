"""Addresses of agreements."""

from django.urls import path

from meetings.agreements import views

urlpatterns = [
    path("avtaler/", views.agreements, name="agreements"),
    path("avtaler/binder/", views.agreements_binding, name="agreements-binding"),
]
