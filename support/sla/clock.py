"""The work clock: dated opening hours, holidays and half-days, and the business time between two moments.

Pure functions over whole columns of moments, and over one as a column of one. Opening hours are local times in
Europe/Oslo; all arithmetic is done in UTC, so a day on which the clocks change has the hours it really has.
"""

from bisect import bisect_right
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
HOUR = timedelta(hours=1) // MICROSECOND

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
    """Business time over dated calendars, read off a table of open intervals with the time that lies before each, and
    of which interval an hour begins in: that is several times as fast as a search for it.

    `holidays` maps a day to whether it is a half-day; other holidays are closed. The table grows as far as it is
    asked, a year at a time. All arithmetic is over columns; one moment is a column of one, in some ten microseconds.
    """

    def __init__(self, calendars: Iterable[Calendar], holidays: Mapping[date, bool]) -> None:
        self.calendars = sorted(calendars, key=lambda calendar: calendar.valid_from)
        if not self.calendars:
            raise ValueError("a clock needs at least one calendar")
        self.holidays = dict(holidays)
        self._next_day = self.calendars[0].valid_from
        self.begins = start_of(self._next_day)
        self._known_until = micros(self.begins)
        # The first interval is empty and lies before the others, so that every moment has one.
        self._opens = self._closes = np.array([self._known_until], dtype=np.int64)
        self._before = np.zeros(1, dtype=np.int64)
        self._total = 0

    def calendar_on(self, day: date) -> Calendar:
        """The calendar in force. Raises ValueError for a day before the first."""
        index = bisect_right(self.calendars, day, key=lambda calendar: calendar.valid_from) - 1
        if index < 0:
            raise ValueError(f"no calendar is in force on {day}")
        return self.calendars[index]

    def position(self, moment: datetime) -> timedelta:
        """What the clock shows: the business time from its beginning. Raises ValueError before it begins."""
        return int(self.positions(np.array([micros(moment)]))[0]) * MICROSECOND

    def moment(self, position: timedelta) -> datetime:
        """The first moment, in UTC, at which the clock shows `position`: a closing time rather than an opening."""
        return EPOCH + int(self.moments(np.array([position // MICROSECOND]))[0]) * MICROSECOND

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Business time from `start` to `end`; negative when `end` comes first."""
        return self.position(end) - self.position(start)

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The first moment at which `length` of business time has passed since `start`."""
        return self.moment(self.position(start) + length)

    def open_intervals(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The parts of the time from `start` to `end` in which the clock runs, in UTC."""
        self.position(end)  # so that the table reaches it
        opens, closes = np.maximum(self._opens, micros(start)), np.minimum(self._closes, micros(end))
        for index in np.flatnonzero(opens < closes):
            yield EPOCH + int(opens[index]) * MICROSECOND, EPOCH + int(closes[index]) * MICROSECOND

    def positions(self, moments: Micros) -> Micros:
        """`position` for a column of microseconds since 1970."""
        if not len(moments):
            return moments
        first, last = int(moments.min()), int(moments.max())
        if first < self._opens[0]:
            raise ValueError(f"{EPOCH + first * MICROSECOND} is before the clock begins, {self.begins}")
        while self._known_until <= last:
            self._grow()
        index = self._of_hour.take((moments - self._opens[0]) // HOUR)
        for _ in range(self._most_in_an_hour):
            index += self._next.take(index) <= moments
        return np.minimum(moments + self._shift.take(index), self._until.take(index))

    def moments(self, positions: Micros) -> Micros:
        """`moment` for a column of positions."""
        if not len(positions):
            return positions
        first, last = int(positions.min()), int(positions.max())
        if first < 0:
            raise ValueError(f"the clock never shows {first * MICROSECOND}")
        while self._total < last or len(self._opens) == 1:
            self._grow()
        index = np.maximum(np.searchsorted(self._before, positions, side="left") - 1, 1)
        return self._opens[index] + positions - self._before[index]

    def _grow(self) -> None:
        """Adds a year. Raises ValueError if it has no open day, as with a calendar without hours."""
        days = [self._next_day + n * ONE_DAY for n in range(GROWTH)]
        added = [(micros(opens), micros(closes)) for day in days for opens, closes in self._openings(day)]
        self._next_day += GROWTH * ONE_DAY
        if not added:
            raise ValueError(f"no day is open in the year before {self._next_day}")
        opens, closes = np.array(added, dtype=np.int64).T
        self._opens, self._closes = np.append(self._opens, opens), np.append(self._closes, closes)
        lengths = self._closes - self._opens
        self._until = np.cumsum(lengths)
        self._before, self._total = self._until - lengths, int(self._until[-1])
        self._known_until = micros(start_of(self._next_day))
        self._shift, self._next = self._before - self._opens, np.append(self._opens[1:], self._known_until)
        hours = np.arange(self._opens[0], self._known_until, HOUR)
        self._of_hour = np.searchsorted(self._opens, hours, side="right") - 1
        self._most_in_an_hour = int(np.bincount((self._opens[1:] - self._opens[0]) // HOUR).max())

    def _openings(self, day: date) -> Iterable[tuple[datetime, datetime]]:
        calendar = self.calendar_on(day)
        if self.holidays.get(day) is False and calendar.closes_on_holidays:
            return ()
        return calendar.openings(day, is_half_day=day in self.holidays)


def micros(moment: datetime) -> int:
    """Microseconds since 1970. Two moments of one zone would else be subtracted by their wall clocks, an hour wrong."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return (moment.astimezone(UTC) - EPOCH) // MICROSECOND


def _length(opens: time, closes: time) -> timedelta:
    whole = timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)
    return whole if closes > time(0) else whole + ONE_DAY
