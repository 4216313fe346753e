"""Addresses of the page of what tickets are measured by."""

from django.urls import path

from support.sla import views

urlpatterns = [
    path("sla/", views.sla, name="sla"),
    path("sla/fridager/", views.add_holidays, name="add-holidays"),
]
