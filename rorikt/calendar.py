"""Days and months as they are in Norway: how they are typed, their beginnings, and the way from one to another."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from that of `first` to that of `last`, both included; empty if `last` is before."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def last_day(month: date) -> date:
    return next_month(month) - ONE_DAY


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months earlier."""
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


OSLO = ZoneInfo("Europe/Oslo")
ONE_DAY = timedelta(days=1)


def start_of(day: date) -> datetime:
    """The first moment of a day in Oslo, in UTC."""
    return datetime.combine(day, time(0), OSLO).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """The day in Oslo."""
    return moment.astimezone(OSLO).date()


_DAY = re.compile(r"(?P<day>\d{1,2})[./ -]\s*(?P<month>\d{1,2})[./ -]\s*(?P<year>\d{4}|\d\d)")
_DIGITS = re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_MONTH = re.compile(r"(?P<month>\d{1,2})[./ -]\s*(?P<year>\d{4})|(?P<m>\d\d)(?P<y>\d{4})")
_ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?(?::00)?|(?P<h>\d\d)(?P<m>\d\d)")


def read_day(typed: str) -> date:
    """`1.2.2024`, `01.02.24`, `01022024` and `2024-02-01` are the first of February. Raises ValueError."""
    found = _DAY.fullmatch(typed) or _DIGITS.fullmatch(typed) or _ISO.fullmatch(typed)
    if not found:
        raise ValueError(f"{typed!r} is not a day")
    year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
    return date(int(year), int(found["month"]), int(found["day"]))


def read_month(typed: str) -> date:
    """The first day of `2.2024`, `022024` or `2024-02`. Raises ValueError."""
    if found := _ISO_MONTH.fullmatch(typed):
        return date(int(found["year"]), int(found["month"]), 1)
    if found := _MONTH.fullmatch(typed):
        return date(int(found["year"] or found["y"]), int(found["month"] or found["m"]), 1)
    raise ValueError(f"{typed!r} is not a month")


def read_clock(typed: str) -> time:
    """`8`, `8.30`, `08:30` and `0830`. Raises ValueError."""
    found = _CLOCK.fullmatch(typed)
    if not found:
        raise ValueError(f"{typed!r} is not a time of day")
    return time(int(found["hour"] or found["h"]), int(found["minute"] or found["m"] or 0))
