"""What every page shows: the cooperation's name and the navigation of what this person may open."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from rorikt.people.models import Cooperation


class MenuItem(NamedTuple):
    label: str
    url: str
    is_current: bool


MAIN = [
    ("Oversikt", "rorikt:home", None),
    ("Møter", "meetings:meetings", "meetings.view_meeting"),
    ("Dokumenter", "meetings:documents", "meetings.view_document"),
    ("Økonomi", "budget:index", "budget.view_budget"),
    ("Brukerstøtte", "support:index", "support.view_statistics"),
    ("Grunndata", "admin:index", "rorikt.enter_reference_data"),
    ("Drift", "rorikt:running", "rorikt.run_installation"),
]


def cooperation(request: HttpRequest) -> dict[str, Any]:
    """`None` until an administrator has filled it in."""
    return {"cooperation": Cooperation.objects.first()}


def navigation(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    entries = []
    for label, name, permission in MAIN:
        if permission is None or user.has_perm(permission):
            url = reverse(name)
            is_current = request.path == url if name == "rorikt:home" else request.path.startswith(url)
            entries.append(MenuItem(label, url, is_current))
    return {"navigation": entries}
