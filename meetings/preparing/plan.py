"""The plan of a year's meetings: several days set down at once. A meeting without a notice is what the plan is."""

from collections.abc import Collection
from datetime import date, datetime, time
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from meetings.agenda.actions import next_sequence, save_meeting
from meetings.agenda.models import Meeting
from rorikt.amounts import short_date
from rorikt.audit.rows import locked
from rorikt.people.models import User


@transaction.atomic
def plan_meetings(
    days: Collection[date], *, starts_at: time | None, place: str, is_remote: bool = False, by: User, now: datetime
) -> list[Meeting]:
    """A meeting on each of the days, numbered in their order. All or none.

    Raises ValidationError, by the code of the field, for a day that has passed, stands twice or has a meeting already.
    """
    list(locked(Meeting.objects.filter(year__in={day.year for day in days})))
    if faults := list(_faults(days, timezone.localdate(now))):
        raise ValidationError([ValidationError(fault, code="days") for fault in faults])
    return [
        save_meeting(
            Meeting(
                year=day.year,
                sequence=next_sequence(day.year),
                held_on=day,
                starts_at=starts_at,
                place=place,
                is_remote=is_remote,
            ),
            by=by,
            now=now,
        )
        for day in sorted(days)
    ]


def _faults(days: Collection[date], today: date) -> list[str]:
    taken = {meeting.held_on: meeting for meeting in Meeting.objects.filter(cancelled_at=None, held_on__in=set(days))}
    typed = sorted(days)
    return [
        *(f"{short_date(day)} er passert. Planlegg møter på dager som kommer." for day in typed if day < today),
        *(f"{short_date(day)} står to ganger." for day, following in pairwise(typed) if day == following),
        *(f"{short_date(day)} har allerede møte {taken[day].number}." for day in dict.fromkeys(typed) if day in taken),
    ]


def usual() -> tuple[time | None, str]:
    """When and where the newest meeting that says so begins: what the next is proposed to be."""
    known = (
        Meeting.objects.filter(cancelled_at=None).exclude(place="", starts_at=None).order_by("-held_on", "-sequence")
    )
    last = known.first()
    return (last.starts_at, last.place) if last else (None, "")


def years_of_plans(today: date) -> list[int]:
    """Those that have meetings, this one and the next, the newest first."""
    years = set(Meeting.objects.order_by().values_list("year", flat=True).distinct())
    return sorted(years | {today.year, today.year + 1}, reverse=True)
