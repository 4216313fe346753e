"""Addresses of the overview and the statistics."""

from django.urls import path

from support.statistics import views

urlpatterns = [
    path("", views.index, name="index"),
    path("statistikk/", views.statistics, name="statistics"),
]
