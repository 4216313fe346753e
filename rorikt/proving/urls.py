"""The address of the trail as a whole; its rows are among the reference data."""

from django.urls import path

from rorikt.proving import views

urlpatterns = [path("endringslogg/", views.trail_page, name="trail")]
