"""Verbs that change what tickets are measured by: the holidays of a year."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from rorikt.audit import trail
from rorikt.people.models import User
from support.sla.holidays import days_of
from support.sla.models import Holiday


@transaction.atomic
def seed_holidays(years: Iterable[int], *, dry_run: bool = False) -> int:
    """Add what is missing and leave the rest as an administrator left it; the number of days missing before."""
    days = [day for year in years for day in days_of(year)]
    known = set(Holiday.objects.filter(day__in=[day.day for day in days]).values_list("day", flat=True))
    missing = {day.day: day for day in days if day.day not in known}
    if not dry_run:
        Holiday.objects.bulk_create(Holiday(**day._asdict()) for day in missing.values())
    return len(missing)


@transaction.atomic
def add_holidays(year: int, *, by: User, now: datetime) -> int:
    """The year's holidays that are missing; how many. Raises ValidationError for one who may not."""
    if not by.has_perm("support.change_sla"):
        raise ValidationError("Du har ikke tilgang til å endre fridager.")
    added = seed_holidays([year])
    if added:
        first = Holiday.objects.filter(day__year=year).earliest("day")
        trail.record("la til fridager", first, by=by, now=now, year=year, added=added)
    return added
