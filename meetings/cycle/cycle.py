"""When a point of the cycle is due: days and months, without a database or a clock."""

from collections.abc import Sequence
from datetime import date, timedelta

from rorikt.calendar import last_day

REMINDED_BEFORE = timedelta(days=14)
REMINDED_AFTER = timedelta(days=60)


def deadline(month: date, day: int | None, days_before: int | None, meetings: Sequence[date]) -> date | None:
    """`month` is its first day. None for one that goes by a meeting which is not planned yet.

    A day that the month does not have is its last one.
    """
    if days_before is not None:
        meeting = meeting_of(month, meetings)
        return meeting - timedelta(days=days_before) if meeting else None
    end = last_day(month)
    return end if day is None else month.replace(day=min(day, end.day))


def meeting_of(month: date, meetings: Sequence[date]) -> date | None:
    """The first of `meetings`, which are in order, from the month on; none that is a year later."""
    end = month.replace(year=month.year + 1)
    return next((day for day in meetings if month <= day < end), None)


def reminder(due: date | None, today: date, *, was_reminded: bool, was_told_late: bool) -> str:
    """`soon` once in the two weeks before the deadline, `late` once in the two months after it, else empty."""
    if due is None:
        return ""
    if due < today <= due + REMINDED_AFTER:
        return "" if was_told_late else "late"
    return "soon" if due - REMINDED_BEFORE <= today <= due and not was_reminded else ""
