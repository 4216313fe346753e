"""Addresses of the risk analyses."""

from django.urls import path

from meetings.risks import views

urlpatterns = [
    path("risikoanalyser/", views.risks, name="risks"),
    path("risikoanalyser/<uuid:uuid>/", views.risk, name="risk"),
]
