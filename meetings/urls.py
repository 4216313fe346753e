"""Addresses of meetings, documents and what they are made of. Each room has its own."""

from django.urls import include, path

app_name = "meetings"
ROOMS = (
    "agenda",
    "council",
    "confirming",
    "reading",
    "readiness",
    "packet",
    "issuing",
    "attachments",
    "documents",
    "papers",
    "own",
    "registers",
)
urlpatterns = [path("", include(f"meetings.{room}.urls")) for room in ROOMS]
