"""The work clock: dated opening hours, holidays and half-days, and the business time between two moments.

Pure functions over aware moments, and over whole columns of them; both read the same table. Opening hours are local
times in Europe/Oslo; all arithmetic is done in UTC, so a day on which the clocks change has the hours it really has.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from rorikt.calendar import ONE_DAY, OSLO, start_of

GROWTH = 366
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = 86_400_000_000

Micros = npt.NDArray[np.int64]
Interval = tuple[time, time]


@dataclass(frozen=True)
class Calendar:
    """Opening hours from a date on: weekday (Monday is 0) to intervals of opening and closing, in order.

    A missing weekday is closed. An interval that closes at 00:00 is open to the end of the day.
    """

    valid_from: date
    hours: Mapping[int, Sequence[Interval]]
    half_day_closes_at: time = time(12)
    closes_on_holidays: bool = True

    @property
    def ordinary_day(self) -> timedelta:
        """The length most open weekdays have, the longest of them on a tie: what a target's «day» is worth."""
        lengths = Counter(
            sum((_length(*interval) for interval in intervals), timedelta()) for intervals in self.hours.values()
        )
        return max(lengths, key=lambda length: (lengths[length], length))

    def openings(self, day: date, *, is_half_day: bool) -> Iterator[tuple[datetime, datetime]]:
        """When the day opens and closes, in UTC; nothing for a closed day. Full holidays are the caller's to know."""
        for opens, closes in self.hours.get(day.weekday(), ()):
            if is_half_day and self.closes_on_holidays and (closes == time(0) or closes > self.half_day_closes_at):
                closes = self.half_day_closes_at
            start = datetime.combine(day, opens, OSLO).astimezone(UTC)
            end = datetime.combine(day if closes > time(0) else day + ONE_DAY, closes, OSLO).astimezone(UTC)
            if start < end:
                yield start, end


def around_the_clock(valid_from: date) -> Calendar:
    whole_day = ((time(0), time(0)),)
    return Calendar(valid_from, dict.fromkeys(range(7), whole_day), closes_on_holidays=False)


class Clock:
    """Business time over dated calendars, read off a table of open intervals with the time that lies before each.

    `holidays` maps a day to whether it is a half-day; other holidays are closed. The table grows as far as it is
    asked, a year at a time. One reading takes about a microsecond, one of a column about a thirtieth of that.
    """

    def __init__(self, calendars: Iterable[Calendar], holidays: Mapping[date, bool]) -> None:
        self._calendars = sorted(calendars, key=lambda calendar: calendar.valid_from)
        if not self._calendars:
            raise ValueError("a clock needs at least one calendar")
        self._holidays = dict(holidays)
        self._opens: list[int] = []
        self._closes: list[int] = []
        self._before: list[int] = []
        self._total = 0
        self._next_day = self._calendars[0].valid_from
        self.begins = start_of(self._next_day)
        self._begins = self._known_until = micros(self.begins)
        self._columns: _Columns | None = None

    @property
    def calendars(self) -> Sequence[Calendar]:
        """Oldest first."""
        return self._calendars

    def calendar_on(self, day: date) -> Calendar:
        """The calendar in force. Raises ValueError for a day before the first."""
        index = bisect_right(self._calendars, day, key=lambda calendar: calendar.valid_from) - 1
        if index < 0:
            raise ValueError(f"no calendar is in force on {day}")
        return self._calendars[index]

    def position(self, moment: datetime) -> timedelta:
        """What the clock shows: the business time from its beginning. Raises ValueError before it begins."""
        return self._position(micros(moment)) * MICROSECOND

    def moment(self, position: timedelta) -> datetime:
        """The first moment, in UTC, at which the clock shows `position`: a closing time rather than an opening."""
        return EPOCH + self._moment(position // MICROSECOND) * MICROSECOND

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Business time from `start` to `end`; negative when `end` comes first."""
        return self.position(end) - self.position(start)

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The first moment at which `length` of business time has passed since `start`."""
        return self.moment(self.position(start) + length)

    def open_intervals(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The parts of the time from `start` to `end` in which the clock runs, in UTC."""
        first, last = micros(start), micros(end)
        self._position(last)
        for index in range(max(bisect_right(self._opens, first) - 1, 0), bisect_left(self._opens, last)):
            opens, closes = max(self._opens[index], first), min(self._closes[index], last)
            if opens < closes:
                yield EPOCH + opens * MICROSECOND, EPOCH + closes * MICROSECOND

    def positions(self, moments: Micros) -> Micros:
        """`position` for a column of microseconds since 1970, none of them before the clock begins."""
        if not len(moments):
            return moments
        if int(moments.min()) < self._begins:
            raise ValueError("a moment is before the clock begins")
        while self._known_until <= int(moments.max()):
            self._grow()
        table = self._as_columns()
        index = table.first_of_day[moments // DAY - table.first_day]
        for _ in range(table.most_a_day):
            index = index + (table.opens[np.minimum(index + 1, len(table.opens) - 1)] <= moments) * (
                index + 1 < len(table.opens)
            )
        return table.before[index] + np.minimum(moments, table.closes[index]) - table.opens[index]

    def moments(self, positions: Micros) -> Micros:
        """`moment` for a column of positions."""
        if not len(positions):
            return positions
        if int(positions.min()) < 0:
            raise ValueError("the clock never shows less than nothing")
        while self._total < int(positions.max()) or not self._opens:
            self._grow()
        table = self._as_columns()
        # The first interval of the columns is the empty one before the clock begins.
        index = np.maximum(np.searchsorted(table.before, positions, side="left") - 1, 1)
        return table.opens[index] + positions - table.before[index]

    def _position(self, moment: int) -> int:
        if moment < self._begins:
            raise ValueError(f"{EPOCH + moment * MICROSECOND} is before the clock begins, {self.begins}")
        while self._known_until <= moment:
            self._grow()
        index = bisect_right(self._opens, moment) - 1
        return self._before[index] + min(moment, self._closes[index]) - self._opens[index] if index >= 0 else 0

    def _moment(self, position: int) -> int:
        if position < 0:
            raise ValueError(f"the clock never shows {position * MICROSECOND}")
        while self._total < position or not self._opens:
            self._grow()
        index = max(bisect_left(self._before, position) - 1, 0)
        return self._opens[index] + position - self._before[index]

    def _grow(self) -> None:
        """Adds a year. Raises ValueError if it has no open day, as with a calendar without hours."""
        known = len(self._opens)
        for _ in range(GROWTH):
            self._add(self._next_day)
            self._next_day += ONE_DAY
        self._known_until = micros(start_of(self._next_day))
        self._columns = None
        if len(self._opens) == known:
            raise ValueError(f"no day is open in the year before {self._next_day}")

    def _add(self, day: date) -> None:
        calendar = self.calendar_on(day)
        if self._holidays.get(day) is False and calendar.closes_on_holidays:
            return
        for opens, closes in calendar.openings(day, is_half_day=day in self._holidays):
            start, end = micros(opens), micros(closes)
            self._opens.append(start)
            self._closes.append(end)
            self._before.append(self._total)
            self._total += end - start

    def _as_columns(self) -> "_Columns":
        if self._columns is None:
            self._columns = _columns(self._begins, self._known_until, self._opens, self._closes, self._before)
        return self._columns


@dataclass(frozen=True)
class _Columns:
    """The table for whole columns: interval 0 is empty and lies before the others, so that every moment has one.

    `first_of_day` is the last interval that opened before each UTC day, from which at most `most_a_day` steps lead to
    the right one.
    """

    opens: Micros
    closes: Micros
    before: Micros
    first_day: int
    first_of_day: Micros
    most_a_day: int


def _columns(begins: int, until: int, opens: list[int], closes: list[int], before: list[int]) -> _Columns:
    all_opens = np.array([begins, *opens], dtype=np.int64)
    days = np.arange(begins // DAY, until // DAY + 2, dtype=np.int64)
    first = np.maximum(np.searchsorted(all_opens, days * DAY, side="right") - 1, 0)
    return _Columns(
        all_opens,
        np.array([begins, *closes], dtype=np.int64),
        np.array([0, *before], dtype=np.int64),
        int(days[0]),
        first,
        int(np.diff(first).max(initial=1)),
    )


def micros(moment: datetime) -> int:
    """Microseconds since 1970. Two moments of one zone would else be subtracted by their wall clocks, an hour wrong."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return (moment.astimezone(UTC) - EPOCH) // MICROSECOND


def _length(opens: time, closes: time) -> timedelta:
    whole = timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)
    return whole if closes > time(0) else whole + ONE_DAY
