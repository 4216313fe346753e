"""The SLA clock: the business time between two moments, when a ticket is due, and the verdict on it.

Pure functions over aware moments. Opening hours are local times in Europe/Oslo; all arithmetic is done in UTC, so a
day on which the clocks change has the hours it really has. Source: `support` in the council's activity report of
February 2024 (2.1.2.6), where a target is given in working hours or working days.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

OSLO = ZoneInfo("Europe/Oslo")
ONE_DAY = timedelta(days=1)
GROWTH = 366


class Verdict(TextChoices):
    """What the SLA says of a ticket. Only the first two count in the compliance table."""

    WITHIN = "within", "OK"
    BREACHED = "breached", "Brudd"
    OPEN_BREACHED = "open_breached", "Brudd (åpen)"
    RUNNING = "running", "Pågår"
    BAD_DATA = "bad_data", "Datafeil"


@dataclass(frozen=True)
class Calendar:
    """Opening hours from a date on: weekday (Monday is 0) to opening and closing. A missing weekday is closed.

    A day that closes at 00:00 is open to the end of the day.
    """

    valid_from: date
    hours: Mapping[int, tuple[time, time]]
    half_day_closes_at: time = time(12)

    @property
    def ordinary_day(self) -> timedelta:
        """The length most open weekdays have, the longest of them on a tie: what a target's «day» is worth."""
        lengths = Counter(_length(opens, closes) for opens, closes in self.hours.values())
        return max(lengths, key=lambda length: (lengths[length], length))

    def opening(self, day: date, *, is_half_day: bool) -> tuple[datetime, datetime] | None:
        """When the day opens and closes, in UTC; `None` for a closed day. Holidays are the caller's to know."""
        if day.weekday() not in self.hours:
            return None
        opens, closes = self.hours[day.weekday()]
        if is_half_day and (closes == time(0) or closes > self.half_day_closes_at):
            closes = self.half_day_closes_at
        start = datetime.combine(day, opens, OSLO).astimezone(UTC)
        end = datetime.combine(day if closes > time(0) else day + ONE_DAY, closes, OSLO).astimezone(UTC)
        return (start, end) if start < end else None


class Clock:
    """Business time over dated calendars, read off a table of open days with the time that lies before each.

    `holidays` maps a day to whether it is a half-day; other holidays are closed. The table grows as far as it is
    asked, a year at a time; one reading takes about a microsecond.
    """

    def __init__(self, calendars: Iterable[Calendar], holidays: Mapping[date, bool]) -> None:
        self._calendars = sorted(calendars, key=lambda calendar: calendar.valid_from)
        if not self._calendars:
            raise ValueError("a clock needs at least one calendar")
        self._holidays = dict(holidays)
        self._opens: list[datetime] = []
        self._closes: list[datetime] = []
        self._before: list[timedelta] = []
        self._total = timedelta()
        self._next_day = self._calendars[0].valid_from
        self.begins = self._known_until = start_of(self._next_day)

    def calendar_on(self, day: date) -> Calendar:
        """The calendar in force. Raises ValueError for a day before the first."""
        index = bisect_right(self._calendars, day, key=lambda calendar: calendar.valid_from) - 1
        if index < 0:
            raise ValueError(f"no calendar is in force on {day}")
        return self._calendars[index]

    def position(self, moment: datetime) -> timedelta:
        """What the clock shows: the business time from its beginning. Raises ValueError before it begins."""
        moment = _utc(moment)
        if moment < self.begins:
            raise ValueError(f"{moment} is before the clock begins, {self.begins}")
        while self._known_until <= moment:
            self._grow()
        index = bisect_right(self._opens, moment) - 1
        if index < 0:
            return timedelta()
        return self._before[index] + min(moment, self._closes[index]) - self._opens[index]

    def moment(self, position: timedelta) -> datetime:
        """The first moment, in UTC, at which the clock shows `position`: a closing time rather than an opening."""
        if position < timedelta():
            raise ValueError(f"the clock never shows {position}")
        while self._total < position or not self._opens:
            self._grow()
        index = max(bisect_left(self._before, position) - 1, 0)
        return self._opens[index] + (position - self._before[index])

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Business time from `start` to `end`; negative when `end` comes first."""
        return self.position(end) - self.position(start)

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The first moment at which `length` of business time has passed since `start`."""
        return self.moment(self.position(start) + length)

    def _grow(self) -> None:
        """Adds a year. Raises ValueError if it has no open day, as with a calendar without hours."""
        known = len(self._opens)
        for _ in range(GROWTH):
            self._add(self._next_day)
            self._next_day += ONE_DAY
        self._known_until = start_of(self._next_day)
        if len(self._opens) == known:
            raise ValueError(f"no day is open in the year before {self._next_day}")

    def _add(self, day: date) -> None:
        if self._holidays.get(day) is False:
            return
        opening = self.calendar_on(day).opening(day, is_half_day=day in self._holidays)
        if opening:
            opens, closes = opening
            self._opens.append(opens)
            self._closes.append(closes)
            self._before.append(self._total)
            self._total += closes - opens


@dataclass(frozen=True)
class Measurement:
    """`business_time` is used up to the resolution, or to the moment asked about; `None` where the data is wrong."""

    due_at: datetime
    business_time: timedelta | None
    verdict: Verdict


def measure(
    clock: Clock, *, target: timedelta, created_at: datetime, resolved_at: datetime | None, as_of: datetime
) -> Measurement:
    """Judge one ticket. The target is inclusive, to the second: resolved on the last one is within."""
    due_at = clock.after(created_at, target)
    if resolved_at is not None and _utc(resolved_at) < _utc(created_at):
        return Measurement(due_at, None, Verdict.BAD_DATA)
    used = clock.between(created_at, as_of if resolved_at is None else resolved_at)
    if resolved_at is None:
        return Measurement(due_at, used, Verdict.RUNNING if used <= target else Verdict.OPEN_BREACHED)
    return Measurement(due_at, used, Verdict.WITHIN if used <= target else Verdict.BREACHED)


def start_of(day: date) -> datetime:
    """The first moment of a day in Oslo, in UTC."""
    return datetime.combine(day, time(0), OSLO).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """The day in Oslo."""
    return moment.astimezone(OSLO).date()


def _length(opens: time, closes: time) -> timedelta:
    whole = timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)
    return whole if closes > time(0) else whole + ONE_DAY


def _utc(moment: datetime) -> datetime:
    """Two moments of the same zone would be subtracted by their wall clocks, an hour wrong where clocks change."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)
