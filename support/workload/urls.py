"""Addresses of the page of what a support lead asks for."""

from django.urls import path

from support.workload import views

urlpatterns = [path("ko-og-flyt/", views.workload, name="workload")]
