"""The slow oracle: one ticket after the other, one moment after the other, as the engine of columns is held to.

It judged tickets until the columns did it alone, and its arithmetic is as it was then.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from rorikt.calendar import ONE_DAY, start_of
from support.sla.clock import EPOCH, GROWTH, MICROSECOND, Calendar, micros
from support.sla.judging import (
    Ending,
    Facts,
    Measurement,
    PriorityChange,
    Reopening,
    Terms,
    Verdict,
    Waiting,
)


class SlowClock:
    """Business time over dated calendars, read off a list of open intervals with the time that lies before each."""

    def __init__(self, calendars: Iterable[Calendar], holidays: Mapping[date, bool]) -> None:
        self._calendars = sorted(calendars, key=lambda calendar: calendar.valid_from)
        self._holidays = dict(holidays)
        self._opens: list[int] = []
        self._closes: list[int] = []
        self._before: list[int] = []
        self._total = 0
        self._next_day = self._calendars[0].valid_from
        self.begins = start_of(self._next_day)
        self._begins = self._known_until = micros(self.begins)

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


def judge(clock: SlowClock, terms: Terms, facts: Facts, *, as_of: datetime | None) -> Measurement:
    """Without `as_of` an open ticket gets a deadline and no verdict, and a pause that has not ended is no pause yet."""
    end, other = _ending(terms, facts)
    start = facts.created_at
    is_wrong = any(moment is not None and micros(moment) < micros(start) for moment in (end, facts.resolved_at))
    changed = facts.priority_changed_at
    if (
        terms.priority_change == PriorityChange.FROM_CHANGE
        and changed
        and (end is None or micros(changed) <= micros(end))
    ):
        start = max(start, changed)
    stop = None if is_wrong else end if end is not None else None if as_of is None else max(as_of, start)
    pauses = sorted((pause for pause in facts.pauses if terms.stops_for(pause.why)), key=lambda pause: pause.started_at)
    first, target = clock.position(start), terms.target
    last = clock.position(stop) if stop is not None else None
    due, covered, paused, stopped = first + target, first, timedelta(), None
    for pause in pauses:
        if micros(pause.started_at) < micros(clock.begins):
            pause = replace(pause, started_at=clock.begins)
        begins = clock.position(pause.started_at)
        if pause.ended_at is None and last is None:
            stopped = min(stopped, begins) if stopped is not None else begins
            continue
        ends = clock.position(max(pause.ended_at, clock.begins)) if pause.ended_at is not None else last
        ends = min(ends, last) if ends is not None and last is not None else ends
        assert ends is not None
        length = max(ends - max(begins, covered), timedelta())
        due += length if begins < due else timedelta()
        paused, covered = paused + length, max(covered, ends)
    used = last - first - paused if last is not None else None
    return Measurement(
        due_at=clock.moment(due),
        business_time=used,
        verdict=Verdict.BAD_DATA if is_wrong else _verdict(used, target, is_open=end is None),
        paused=paused,
        started_at=start,
        ended_at=end,
        is_by_other_event=other,
        stopped_at=clock.moment(stopped) if stopped is not None and end is None else None,
    )


def _ending(terms: Terms, facts: Facts) -> tuple[datetime | None, bool]:
    """When the clock ends, and whether another event had to take the place of the one that should end it."""
    solved = facts.resolved_at or facts.closed_at
    if terms.ending == Ending.CLOSED:
        return facts.closed_at, False
    if terms.ending == Ending.RESPONDED:
        return facts.responded_at or solved, facts.responded_at is None and solved is not None
    reopened = [pause.started_at for pause in facts.pauses if pause.why == Waiting.RESOLVED]
    if terms.reopening == Reopening.FIRST and reopened:
        return min(reopened), False
    return solved, facts.resolved_at is None and solved is not None


def _verdict(used: timedelta | None, target: timedelta, *, is_open: bool) -> Verdict | None:
    if used is None:
        return None
    if is_open:
        return Verdict.RUNNING if used <= target else Verdict.OPEN_BREACHED
    return Verdict.WITHIN if used <= target else Verdict.BREACHED
