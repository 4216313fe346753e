"""Verbs that change cost estimates."""

from datetime import datetime

from budget.estimates.models import CostEstimate
from rorikt.audit import rows
from rorikt.people.models import User


def store_estimate(estimate: CostEstimate, *, by: User, now: datetime) -> None:
    """Add or change an estimate, which tokens name by its slug. Raises ValidationError like `store_row`."""
    rows.set_slug(estimate)
    rows.store_row(estimate, by=by, now=now)
