"""Fields, constraints and sums that all models of the money share."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q, Sum

from rorikt.amounts import ORE

YEAR = models.PositiveSmallIntegerField
AMOUNT: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


def plausible_year(name: str) -> models.CheckConstraint:
    """A constraint on the field `year`."""
    return models.CheckConstraint(
        condition=Q(year__gte=2000, year__lte=2100),
        name=name,
        violation_error_code="year",
        violation_error_message="Året må være mellom 2000 og 2100.",
    )


def sums(rows: models.QuerySet[Any], *fields: str) -> dict[str, Decimal]:
    """Each field summed over the rows, in NOK. SQLite adds in floating point, which is taken back to whole øre here."""
    totals = rows.aggregate(**{field: Sum(field, default=Decimal(0)) for field in fields})
    return {field: total.quantize(ORE) for field, total in totals.items()}
