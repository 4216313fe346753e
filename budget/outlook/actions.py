"""Verbs of the outlook: its day is set, and it is published."""

import hashlib
import json
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from budget.memberships.members import members_in
from budget.outlook.models import IssuedOutlook, OutlookDay
from budget.outlook.report import outlook_of
from rorikt.audit import rows, trail
from rorikt.people.models import Municipality, User
from rorikt.snapshot import one_snapshot


def set_day(year: int, publish_by: date, *, by: User, now: datetime) -> None:
    if not date(year - 2, 1, 1) <= publish_by <= date(year, 12, 31):
        raise ValidationError({"publish_by": f"Velg en dag før {year} er over, og ikke tidligere enn {year - 2}."})
    day = OutlookDay.objects.filter(year=year).first() or OutlookDay(year=year)
    day.publish_by = publish_by
    rows.store_row(day, by=by, now=now, is_figure=False)


@one_snapshot
def issue_outlook(year: int, *, by: User, now: datetime) -> IssuedOutlook:
    """Publish what each municipality may have to pay, as it stands.

    Raises ValidationError where it is out already, and for a year that is over: that has been charged, not foreseen.
    """
    if year < timezone.localdate(now).year:
        raise ValidationError(f"{year} er over. Det som er betalt, står under Kommunene betaler.")
    members = Municipality.objects.filter(pk__in=members_in(year))
    figures = {one.pk: [item.as_json() for item in outlook_of(one, year).items] for one in members}
    last = IssuedOutlook.objects.filter(year=year).first()
    if last and last.figures == figures:
        raise ValidationError("Ingenting er endret siden tallene ble publisert sist.")
    content = json.dumps([year, figures], sort_keys=True, ensure_ascii=False)
    issued = IssuedOutlook(
        year=year,
        version=last.version + 1 if last else 1,
        figures=figures,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        issued_at=now,
        issued_by=by,
    )
    issued.full_clean()
    issued.save()
    trail.record("sendte ut anslag for året", issued, by=by, now=now, year=year, sha256=issued.sha256)
    return issued
