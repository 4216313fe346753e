"""Addresses of support: Norwegian paths, English names. Each room has its own."""

from django.urls import include, path

app_name = "support"
ROOMS = ("statistics", "workload", "deadlines", "tickets", "sla", "measuring", "syncing", "imports")
urlpatterns = [path("", include(f"support.{room}.urls")) for room in ROOMS]
