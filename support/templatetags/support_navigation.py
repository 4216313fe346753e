"""The way between the main pages of support."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()
PAGES = [
    ("Oversikt", "support:index"),
    ("Statistikk", "support:statistics"),
    ("Kø og flyt", "support:workload"),
    ("Frister", "support:deadlines"),
    ("Saker", "support:tickets"),
    ("SLA og åpningstider", "support:sla"),
]


@register.inclusion_tag("components/section_navigation.html")
def support_navigation(current: str) -> dict[str, Any]:
    """`current` is the name of this page."""
    items = [(label, reverse(name), name == current) for label, name in PAGES]
    return {"items": items, "label": "Sider om brukerstøtte"}
