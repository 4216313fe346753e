"""Days and months as they are in Norway: their beginnings, and the way from one to another."""

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
