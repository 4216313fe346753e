"""What a year will end at, from what has been spent so far. Nothing here is rounded; that is for print."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import TextChoices

from budget.lines.period import MONTHS_OF_YEAR


class Method(TextChoices):
    RUN_RATE = "run_rate", "Som hittil i år"
    SEASONAL = "seasonal", "Sesong som i fjor"
    BY_HAND = "by_hand", "Satt for hånd"


def run_rate(actual: Decimal, months: int) -> Decimal | None:
    """The year at the pace of its first `months`; `None` while none has passed. A full year is its accounts."""
    if months == 0:
        return None
    return actual if months >= MONTHS_OF_YEAR else actual * MONTHS_OF_YEAR / months


def seasonal(actual: Decimal, months: int, last_year: Sequence[Decimal]) -> Decimal | None:
    """The year if its first `months` are as large a part of it as they were of last year.

    `last_year` has the twelve months of last year, or nothing where they are not known. `None` where last year's
    first months say nothing about its rest: they are zero, or of the other sign. A full year is its accounts.
    """
    if months >= MONTHS_OF_YEAR:
        return actual
    past, whole = sum(last_year[:months], Decimal(0)), sum(last_year, Decimal(0))
    if past * whole <= 0:
        return None
    return actual * whole / past
