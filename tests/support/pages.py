"""Addresses of support, and the Monday on which most tickets of its tests are created."""

from datetime import UTC, datetime

from django.urls import reverse

MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)
TICKETS, INDEX, SLA = (reverse(f"support:{name}") for name in ("tickets", "index", "sla"))
