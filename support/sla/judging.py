"""The SLA: when a ticket is due, what time it has used, and the verdict on it, by the terms of a policy.

Pure functions over columns of tickets; a ticket alone is a column of one. Source: `support` in the council's activity
report of February 2024 (2.1.2.6), where a target is given in working hours or working days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db.models import TextChoices

from support.sla.clock import EPOCH, MICROSECOND, Clock, Micros, micros

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
    paused: timedelta
    started_at: datetime | None
    ended_at: datetime | None
    is_by_other_event: bool
    stopped_at: datetime | None


def judge(
    clock: Clock, terms: Terms, facts: Sequence[Facts], targets: Sequence[timedelta], *, as_of: datetime | None
) -> list[Measurement]:
    """`judge_all` for tickets at hand, each with its own target in place of that of the terms."""
    judged = judge_all(
        clock,
        terms,
        as_batch(facts),
        np.array([target // MICROSECOND for target in targets], dtype=np.int64),
        as_of=None if as_of is None else micros(as_of),
    )
    return [judged.of(row) for row in range(len(facts))]


# In columns


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


def as_batch(facts: Sequence[Facts]) -> Batch:
    pauses = [(row, pause) for row, one in enumerate(facts) for pause in one.pauses]
    return Batch(
        as_column(one.created_at for one in facts),
        as_column(one.resolved_at for one in facts),
        as_column(one.closed_at for one in facts),
        as_column(one.responded_at for one in facts),
        as_column(one.priority_changed_at for one in facts),
        np.array([row for row, _ in pauses], dtype=np.int64),
        as_column(pause.started_at for _, pause in pauses),
        as_column(pause.ended_at for _, pause in pauses),
        np.array([WAITINGS.index(pause.why) for _, pause in pauses], dtype=np.int8),
    )


@dataclass(frozen=True)
class Judged:
    """As `Measurement`, in columns; `verdict` is a place in `VERDICTS`, -1 for none, and other gaps are `MISSING`."""

    due: Micros
    used: Micros
    paused: Micros
    verdict: npt.NDArray[np.int8]
    started: Micros
    ended: Micros
    by_other: npt.NDArray[np.bool_]
    stopped: Micros

    def of(self, row: int) -> Measurement:
        return Measurement(
            due_at=EPOCH + int(self.due[row]) * MICROSECOND,
            business_time=as_length(self.used[row]),
            verdict=VERDICTS[self.verdict[row]] if self.verdict[row] >= 0 else None,
            paused=int(self.paused[row]) * MICROSECOND,
            started_at=as_moment(self.started[row]),
            ended_at=as_moment(self.ended[row]),
            is_by_other_event=bool(self.by_other[row]),
            stopped_at=as_moment(self.stopped[row]),
        )


def judge_all(clock: Clock, terms: Terms, batch: Batch, targets: Micros, *, as_of: int | None = None) -> Judged:
    """Each ticket by the terms and its own target, inclusive, in microseconds.

    Without `as_of` an open ticket gets a deadline and no verdict, and a pause that has not ended is no pause yet.
    """
    end, by_other = _endings(terms, batch)
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
    return Judged(clock.moments(due), used, paused, verdict, start, end, by_other, stopped)


def _endings(terms: Terms, batch: Batch) -> tuple[Micros, npt.NDArray[np.bool_]]:
    """When the clock ends, and whether another event had to take the place of the one that should end it."""
    if terms.ending == Ending.CLOSED:
        return batch.closed, np.zeros(len(batch.closed), dtype=bool)
    named = batch.resolved
    if terms.ending == Ending.RESPONDED:
        named = batch.responded
    elif terms.reopening == Reopening.FIRST:
        first = np.full(len(named), FOREVER, dtype=np.int64)
        reopened = batch.pause_why == WAITINGS.index(Waiting.RESOLVED)
        np.minimum.at(first, batch.pause_ticket[reopened], batch.pause_start[reopened])
        named = np.where(first < FOREVER, first, named)
    solved = np.where(batch.resolved != MISSING, batch.resolved, batch.closed)
    end = np.where(named != MISSING, named, solved)
    return end, (named == MISSING) & (end != MISSING)


def _walk(
    clock: Clock, terms: Terms, batch: Batch, first: Micros, last: Micros, due: Micros
) -> tuple[Micros, Micros, Micros]:
    """The pauses of every ticket in their order: what is taken out, the moved deadlines, and where the clock stands, as
    positions."""
    paused, due = np.zeros_like(first), due.copy()
    stopped = np.full(len(first), MISSING, dtype=np.int64)
    stops = np.array([terms.stops_for(why) for why in WAITINGS])
    rows = np.flatnonzero(stops[batch.pause_why])
    if not len(rows):
        return paused, due, stopped
    ticket, start = batch.pause_ticket[rows], batch.pause_start[rows]
    if not _is_in_order(ticket, start):
        order = np.lexsort((start, ticket))
        rows, ticket, start = rows[order], ticket[order], start[order]
    end, begins_at = batch.pause_end[rows], micros(clock.begins)
    begins = clock.positions(np.maximum(start, begins_at))
    never = end == MISSING
    ends = clock.positions(np.maximum(np.where(never, start, end), begins_at))
    ends[never] = np.where(last[ticket[never]] < FOREVER, last[ticket[never]], MISSING)
    unknown = ends == MISSING
    if unknown.any():
        earliest = np.full(len(first), FOREVER, dtype=np.int64)
        np.minimum.at(earliest, ticket[unknown], begins[unknown])
        stopped = np.where(earliest < FOREVER, earliest, MISSING)
    own = np.flatnonzero(np.diff(ticket, prepend=-1))  # the first pause of each ticket that has any
    first_of = np.repeat(own, np.diff(own, append=len(ticket)))
    until = np.minimum(ends, last[ticket])
    length = np.maximum(until - np.maximum(begins, _covered(until, first[ticket], own)), 0)
    length[unknown] = 0
    earlier = np.cumsum(length) - length
    is_late = begins >= due[ticket] + earlier - earlier[first_of]
    # One that begins past the deadline moves it no more, nor do those after it.
    late_before = np.cumsum(is_late) - is_late
    moves = ~is_late & (late_before == late_before[first_of])
    paused[ticket[own]] = np.add.reduceat(length, own)
    due[ticket[own]] += np.add.reduceat(np.where(moves, length, 0), own)
    return paused, due, stopped


def _is_in_order(ticket: Micros, start: Micros) -> bool:
    same = ticket[1:] == ticket[:-1]
    return bool(((ticket[1:] > ticket[:-1]) | (same & (start[1:] >= start[:-1]))).all())


def _covered(until: Micros, begins: Micros, own: Micros) -> Micros:
    """How far the pauses before each one reach, of the same ticket; `own` are the first of each, before which the clock
    begins."""
    reached = until
    while True:
        before = np.concatenate([begins[:1], reached[:-1]])
        before[own] = begins[own]
        further = np.maximum(reached, before)
        if (further == reached).all():
            return np.maximum(before, begins)
        reached = further


def as_column(moments: Iterable[datetime | None]) -> Micros:
    return np.array([MISSING if moment is None else micros(moment) for moment in moments], dtype=np.int64)


def as_moment(value: int) -> datetime | None:
    """A moment of a column."""
    return None if value == MISSING else EPOCH + int(value) * MICROSECOND


def as_length(value: int) -> timedelta | None:
    return None if value == MISSING else int(value) * MICROSECOND
