"""Addresses of meetings, documents and what they are made of. Each room has its own."""

from django.urls import include, path

app_name = "meetings"
ROOMS = (
    "agenda",
    "council",
    "cycle",
    "preparing",
    "confirming",
    "reading",
    "followup",
    "suggestions",
    "conducting",
    "readiness",
    "packet",
    "issuing",
    "notice",
    "absence",
    "attachments",
    "documents",
    "outlining",
    "board",
    "carrying",
    "papers",
    "summary",
    "municipal",
    "sections",
    "comparing",
    "word",
    "inserting",
    "own",
    "comments",
    "proposing",
    "queue",
    "registers",
)
urlpatterns = [path("", include(f"meetings.{room}.urls")) for room in ROOMS]
