"""What is forgotten of imported files of tickets by the clock."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from rorikt.duties.ticking import Duty
from support.imports.actions import forget_files


def forget_old_files(now: datetime) -> str:
    before = date(timezone.localdate(now).year - settings.TICKET_DETAILS_YEARS, 1, 1)
    count = forget_files(before, by=None, now=now)
    return f"Innholdet i {count} saksfiler lastet opp før {before:%d.%m.%Y} er slettet." if count else ""


DUTIES = (
    Duty(
        "Sletter innholdet i gamle saksfiler",
        timedelta(days=1),
        forget_old_files,
        waits=lambda: settings.TICKET_DETAILS_YEARS > 0,
    ),
)
