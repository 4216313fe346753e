"""The SLA: when a ticket is due, what time it has used, and the verdict on it, by the terms of a policy.

Pure functions, for one ticket (`judge`) and for columns of them (`judge_all`), over the same clock. Source: `support`
in the council's activity report of February 2024 (2.1.2.6), where a target is given in working hours or working days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db.models import TextChoices

from rorikt.calendar import ONE_DAY, OSLO, local_day, start_of
from support.sla.clock import EPOCH, MICROSECOND, Calendar, Clock, Interval, Micros, micros

__all__ = ["EPOCH", "ONE_DAY", "OSLO", "Calendar", "Clock", "Interval", "local_day", "micros", "start_of"]

# No such moment, in a column; and a position that no ticket reaches.
MISSING = np.iinfo(np.int64).min
FOREVER = 2**62


class Verdict(TextChoices):
    """What the SLA says of a ticket. Only the first two count in the compliance table."""

    WITHIN = "within", "OK"
    BREACHED = "breached", "Brudd"
    OPEN_BREACHED = "open_breached", "Brudd (åpen)"
    RUNNING = "running", "Pågår"
    BAD_DATA = "bad_data", "Datafeil"


class Ending(TextChoices):
    """The event that stops the clock."""

    RESOLVED = "resolved", "løst"
    RESPONDED = "responded", "besvart"
    CLOSED = "closed", "lukket"


class Waiting(TextChoices):
    """Why a ticket stood still. `RESOLVED` is the time from a resolution to the reopening that followed it."""

    USER = "user", "Venter på bruker"
    SUPPLIER = "supplier", "Venter på leverandør"
    PROBLEM = "problem", "Venter på problemsak"
    PLANNED = "planned", "Avtalt til senere"
    OTHER = "other", "Venter"
    RESOLVED = "resolved", "Løst, siden gjenåpnet"


class Reopening(TextChoices):
    """What the time between a resolution and a reopening is."""

    PAUSED = "paused", "tiden som løst er pause"
    FIRST = "first", "første løsning gjelder"
    COUNTED = "counted", "tiden som løst teller med"


class PriorityChange(TextChoices):
    """What a change of priority does."""

    FINAL = "final", "siste prioritet gjelder fra saken ble opprettet"
    INITIAL = "initial", "første prioritet gjelder"
    FROM_CHANGE = "from_change", "siste prioritet gjelder fra den ble satt"


# Waiting for others than the one who asked does not stop the clock unless the policy says so.
USUAL_PAUSES = frozenset({Waiting.USER, Waiting.PLANNED, Waiting.OTHER})
VERDICTS = list(Verdict)
WAITINGS = list(Waiting)


@dataclass(frozen=True)
class Terms:
    """What a policy says. `pausing` are the waits in which the clock stands; for time as solved `reopening` decides."""

    target: timedelta
    ending: Ending = Ending.RESOLVED
    pausing: frozenset[Waiting] = USUAL_PAUSES
    reopening: Reopening = Reopening.PAUSED
    priority_change: PriorityChange = PriorityChange.FINAL

    def stops_for(self, why: Waiting) -> bool:
        return self.reopening == Reopening.PAUSED if why == Waiting.RESOLVED else why in self.pausing


@dataclass(frozen=True)
class Pause:
    """A time a ticket stood still; `ended_at` is `None` while it does, or where nobody noted the end."""

    started_at: datetime
    ended_at: datetime | None = None
    why: Waiting = Waiting.USER


@dataclass(frozen=True)
class Facts:
    """What is known of one ticket. `priority_changed_at` is the last change, `None` where there was none."""

    created_at: datetime
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    responded_at: datetime | None = None
    pauses: Sequence[Pause] = ()
    priority_changed_at: datetime | None = None


@dataclass(frozen=True)
class Measurement:
    """`business_time` is used up to the end of the clock, or to the moment asked about; `None` where the data is wrong.

    `paused` is the business time taken out. `is_by_other_event` where the event that ends it is missing and a later one
    took its place. `stopped_at` is the last moment the clock ran of an open ticket that stands still: `due_at` is then
    what it would be if it went on at once.
    """

    due_at: datetime
    business_time: timedelta | None
    verdict: Verdict | None
    paused: timedelta = timedelta()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    is_by_other_event: bool = False
    stopped_at: datetime | None = None


def measure(
    clock: Clock, *, target: timedelta, created_at: datetime, resolved_at: datetime | None, as_of: datetime
) -> Measurement:
    """Judge one ticket that never stood still. The target is inclusive, to the second."""
    return judge(clock, Terms(target), Facts(created_at, resolved_at), as_of=as_of)


def judge(clock: Clock, terms: Terms, facts: Facts, *, as_of: datetime | None) -> Measurement:
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


# The same for columns


@dataclass(frozen=True)
class Batch:
    """Columns of tickets: microseconds since 1970, `MISSING` where there is no such moment.

    A pause has the index of its ticket and its place in `WAITINGS`; its end is `MISSING` where it has not ended.
    """

    created: Micros
    resolved: Micros
    closed: Micros
    responded: Micros
    changed: Micros
    pause_ticket: Micros = field(default_factory=lambda: np.empty(0, np.int64))
    pause_start: Micros = field(default_factory=lambda: np.empty(0, np.int64))
    pause_end: Micros = field(default_factory=lambda: np.empty(0, np.int64))
    pause_why: npt.NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))

    def take(self, rows: Micros) -> "Batch":
        """These tickets only, with their pauses."""
        place = np.full(len(self.created), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        kept = np.flatnonzero(place[self.pause_ticket] >= 0)
        return Batch(
            self.created[rows], self.resolved[rows], self.closed[rows], self.responded[rows], self.changed[rows],
            place[self.pause_ticket[kept]], self.pause_start[kept], self.pause_end[kept], self.pause_why[kept],
        )  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """As `Measurement`, in columns: `verdict` is a place in `VERDICTS`, -1 for none; lengths may be `MISSING`."""

    due: Micros
    used: Micros
    paused: Micros
    verdict: npt.NDArray[np.int8]
    stopped: Micros


def judge_all(clock: Clock, terms: Terms, batch: Batch, targets: Micros, *, as_of: int | None = None) -> Judged:
    """`judge` for each ticket, with its own target in microseconds in place of that of the terms."""
    end = _endings(terms, batch)
    start = batch.created
    is_open = end == MISSING
    wrong = (~is_open & (end < start)) | ((batch.resolved != MISSING) & (batch.resolved < start))
    if terms.priority_change == PriorityChange.FROM_CHANGE:
        start = np.where((batch.changed > start) & (is_open | (batch.changed <= end)), batch.changed, start)
    stop = end if as_of is None else np.where(is_open, np.maximum(as_of, start), end)
    known = (stop != MISSING) & ~wrong
    first = clock.positions(start)
    last = np.full(len(start), FOREVER, dtype=np.int64)
    last[known] = clock.positions(stop[known])
    paused, due, stopped = _walk(clock, terms, batch, first, last, first + targets)
    used = np.where(known, last - first - paused, MISSING)
    late = used > targets
    verdict = np.where(is_open, np.where(late, 2, 3), np.where(late, 1, 0)).astype(np.int8)
    verdict[~known] = -1
    verdict[wrong] = VERDICTS.index(Verdict.BAD_DATA)
    standing = is_open & (stopped != MISSING)
    stopped = stopped.copy()
    stopped[standing] = clock.moments(stopped[standing])
    stopped[~standing] = MISSING
    return Judged(clock.moments(due), used, paused, verdict, stopped)


def _endings(terms: Terms, batch: Batch) -> Micros:
    solved = np.where(batch.resolved != MISSING, batch.resolved, batch.closed)
    if terms.ending == Ending.CLOSED:
        return batch.closed
    if terms.ending == Ending.RESPONDED:
        return np.where(batch.responded != MISSING, batch.responded, solved)
    if terms.reopening == Reopening.FIRST:
        first = np.full(len(solved), FOREVER, dtype=np.int64)
        reopened = batch.pause_why == WAITINGS.index(Waiting.RESOLVED)
        np.minimum.at(first, batch.pause_ticket[reopened], batch.pause_start[reopened])
        return np.where(first < FOREVER, first, solved)
    return solved


def _walk(
    clock: Clock, terms: Terms, batch: Batch, first: Micros, last: Micros, due: Micros
) -> tuple[Micros, Micros, Micros]:
    """The pauses of every ticket in their order, the earliest of all tickets at once, then the next: what is taken out,
    the moved deadlines, and where the clock stands, as positions."""
    paused, covered, due = np.zeros_like(first), first.copy(), due.copy()
    stopped = np.full(len(first), MISSING, dtype=np.int64)
    stops = np.array([terms.stops_for(why) for why in WAITINGS])
    rows = np.flatnonzero(stops[batch.pause_why])
    if not len(rows):
        return paused, due, stopped
    ticket, start, end = batch.pause_ticket[rows], batch.pause_start[rows], batch.pause_end[rows]
    if np.any((ticket[1:] < ticket[:-1]) | ((ticket[1:] == ticket[:-1]) & (start[1:] < start[:-1]))):
        order = np.lexsort((start, ticket))
        ticket, start, end = ticket[order], start[order], end[order]
    begins_at = micros(clock.begins)
    begins = clock.positions(np.maximum(start, begins_at))
    never = end == MISSING
    ends = clock.positions(np.maximum(np.where(never, start, end), begins_at))
    ends[never] = np.where(last[ticket[never]] < FOREVER, last[ticket[never]], MISSING)
    unknown = ends == MISSING
    if unknown.any():
        earliest = np.full(len(first), FOREVER, dtype=np.int64)
        np.minimum.at(earliest, ticket[unknown], begins[unknown])
        stopped = np.where(earliest < FOREVER, earliest, MISSING)
    count = np.bincount(ticket, minlength=len(first))
    offset = np.cumsum(count) - count
    left = np.flatnonzero(count)
    for turn in range(int(count.max())):
        left = left[count[left] > turn]
        pause = offset[left] + turn
        until = np.minimum(ends[pause], last[left])
        length = np.maximum(until - np.maximum(begins[pause], covered[left]), 0)
        length[unknown[pause]] = 0
        due[left] += np.where(begins[pause] < due[left], length, 0)
        paused[left] += length
        covered[left] = np.maximum(covered[left], until)
    return paused, due, stopped


def as_moment(value: int) -> datetime | None:
    """A moment of a column."""
    return None if value == MISSING else EPOCH + int(value) * MICROSECOND


def as_length(value: int) -> timedelta | None:
    return None if value == MISSING else int(value) * MICROSECOND
