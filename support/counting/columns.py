"""Every ticket in columns of numbers, held in memory, for statistics that go through all of them in milliseconds.

They are read from the rows, a month of creation at a time, and again when the database has noted that a month changed
(`support.measuring.touches`): nothing shown is older than the rows. A million tickets take about 90 MB and two seconds
the first time. The words are those of `TicketQuerySet`. Times are microseconds, in UTC since 1970; `MISSING` where
there is none.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from rorikt.calendar import ONE_DAY, start_of
from rorikt.figures.once import once
from support.measuring import touches
from support.measuring.in_bulk import KINDS, PRIORITIES
from support.measuring.reading import read_columns
from support.sla.clock import MICROSECOND, micros
from support.sla.judging import MISSING, Verdict
from support.sla.models import Priority
from support.sla.policies import ResponseLimit
from support.tickets.models import Ticket

Column = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
Part = dict[str, Column]

VERDICTS = ["", *Verdict]
NONE = 0

_MOMENTS = ("created_at", "responded_at", "resolved_at", "due_at", "stopped_at")
_LENGTHS = ("business_time", "paused_time", "response_time")
_CHOICES: dict[str, Sequence[str]] = {"kind": KINDS, "priority": PRIORITIES, "verdict": VERDICTS}
_KEYS = ("id", "category_id", "municipality_id", "team_id", "policy_id", "reopenings")


NAMES = {
    "id": "id", "category": "category_id", "municipality": "municipality_id", "team": "team_id",
    "policy": "policy_id", "reopenings": "reopenings",
    "kind": "kind", "priority": "priority", "verdict": "verdict", "created": "created_at", "responded": "responded_at",
    "resolved": "resolved_at", "due": "due_at", "stopped": "stopped_at", "used": "business_time",
    "paused": "paused_time", "response": "response_time",
}  # fmt: skip
_SMALL = {**dict.fromkeys(_CHOICES, np.int8), **dict.fromkeys(_KEYS[1:], np.int32)}


class Tickets:
    """Some tickets, in the order of creation; each of `NAMES` is an attribute, read when it is asked for.

    A municipality is its number, 0 for none, as is a missing team; the others are a place in the lists above.
    """

    def __init__(self, columns: Mapping[str, Column], rows: Column | slice = slice(None)) -> None:
        self._columns, self._rows = columns, rows

    def __getattr__(self, name: str) -> Column:
        if name not in NAMES:
            raise AttributeError(name)
        values = self._columns[name][self._rows]
        self.__dict__[name] = values
        return values

    def __len__(self) -> int:
        return len(self.created)

    def where(self, mask: Mask) -> "Tickets":
        chosen = np.flatnonzero(mask)
        if isinstance(self._rows, slice):
            return Tickets(self._columns, chosen + (self._rows.start or 0))
        return Tickets(self._columns, self._rows[chosen])

    def between(self, first: int, last: int) -> "Tickets":
        """By place: what is created in a period lies side by side."""
        if isinstance(self._rows, slice):
            begin = self._rows.start or 0
            return Tickets(self._columns, slice(begin + first, begin + last))
        return Tickets(self._columns, self._rows[first:last])

    def of_kind(self, kind: str) -> "Tickets":
        return self.where(self.kind == KINDS.index(Ticket.Kind(kind)))

    def incidents(self) -> "Tickets":
        return self.of_kind(Ticket.Kind.INCIDENT)

    def critical(self) -> "Tickets":
        return self.where(self.priority == PRIORITIES.index(Priority.CRITICAL))

    def created_between(self, first: date, last: date) -> "Tickets":
        """Both days included."""
        ends = [micros(start_of(first)), micros(start_of(last + ONE_DAY))]
        begin, end = np.searchsorted(self.created, ends).tolist()
        return self.between(begin, end)

    def resolved_between(self, first: date, last: date) -> "Tickets":
        """Both days included."""
        begins, ends = micros(start_of(first)), micros(start_of(last + ONE_DAY))
        return self.where((self.resolved >= begins) & (self.resolved < ends))

    def responded_between(self, first: date, last: date) -> "Tickets":
        begins, ends = micros(start_of(first)), micros(start_of(last + ONE_DAY))
        return self.where((self.responded >= begins) & (self.responded < ends))

    def open_on(self, day: date) -> "Tickets":
        """Open at the end of the day."""
        moment = micros(start_of(day + ONE_DAY))
        created = self.between(0, int(np.searchsorted(self.created, moment)))
        return created.where((created.resolved == MISSING) | (created.resolved >= moment))

    def reopened(self) -> "Tickets":
        return self.where(self.reopenings > 0)

    def response_limits(self, limits: Sequence[ResponseLimit]) -> Column:
        """How long the first response of each may take, `MISSING` where there is no target."""
        found = np.full(len(self), MISSING, np.int64)
        for limit in limits:
            own = (self.policy == limit.policy) & (self.created >= micros(limit.begins))
            if limit.ends:
                own &= self.created < micros(limit.ends)
            found[own] = limit.length // MICROSECOND
        return found

    def judged(self) -> "Tickets":
        """Resolved and measured: what the compliance table and the means count."""
        return self.where(self.is_judged)

    def is_late(self, moment: int, now: int, always: Sequence[int]) -> Mask:
        """Past the deadline at `moment`, one of the clock's own; not while the clock stands.

        Those whose policy is among `always`, around the clock, go by `now`.
        """
        is_due = (self.due != MISSING) & (self.due < np.where(np.isin(self.policy, always), now, moment))
        return is_due & ((self.stopped == MISSING) | (self.due < self.stopped))

    @property
    def is_judged(self) -> Mask:
        return (self.verdict == VERDICTS.index(Verdict.WITHIN)) | (self.verdict == VERDICTS.index(Verdict.BREACHED))

    @property
    def is_within(self) -> Mask:
        return self.verdict == VERDICTS.index(Verdict.WITHIN)

    @cached_property
    def endings(self) -> dict[str, Column]:
        """When the tickets of each kind ended, in order: one with wrong data ended when it was created."""
        found = {}
        for code, kind in enumerate(KINDS):
            own = (self.kind == code) & (self.resolved != MISSING)
            found[str(kind)] = np.sort(np.maximum(self.resolved[own], self.created[own]))
        return found

    @cached_property
    def beginnings(self) -> dict[str, Column]:
        """When the tickets of each kind were created, in order."""
        return {str(kind): self.created[self.kind == code] for code, kind in enumerate(KINDS)}


_kept: ContextVar[Tickets | None] = ContextVar("tickets", default=None)
_lock = threading.Lock()
_held: dict[str, tuple[str, Part]] = {}
_whole: tuple[dict[str, str], Tickets] | None = None


@contextmanager
def kept() -> Iterator[Tickets]:
    """Within it everybody gets the same tickets, without asking again: one page shows one state."""
    found = tickets()
    token = _kept.set(found)
    try:
        yield found
    finally:
        _kept.reset(token)


def tickets() -> Tickets:
    """All tickets as they are now. One small query where nothing has changed."""
    found = _kept.get()
    return _current() if found is None else found


@once
def _current() -> Tickets:
    global _whole
    with _lock:
        current = touches.versions(connection)
        if _whole is not None and _whole[0] == current:
            return _whole[1]
        stale = [month for month, version in current.items() if month not in _held or _held[month][0] != version]
        for month in _held.keys() - current.keys():
            del _held[month]
        for month, part in _read(stale, everything=len(stale) > 6 and len(stale) > len(current) / 2):
            _held[month] = (current[month], part)
        parts = [part for _, (_, part) in sorted(_held.items())] or [_empty()]
        whole = Tickets({name: np.concatenate([part[name] for part in parts]) for name in NAMES})
        _whole = (current, whole)
        return whole


def _read(months: Sequence[str], *, everything: bool) -> Iterable[tuple[str, Part]]:
    if not everything:
        for month in months:
            yield month, _rows(_start(month), _start(_after(month)))
        return
    found = _rows(None, None)
    for month in months:
        first, last = np.searchsorted(found["created"], [micros(_start(month)), micros(_start(_after(month)))])
        # A copy, so that the whole is let go when one month is read again.
        yield month, {name: column[first:last].copy() for name, column in found.items()}


def _rows(begins: datetime | None, ends: datetime | None) -> Part:
    chosen = Ticket.objects.all()
    if begins is not None and ends is not None:
        chosen = chosen.filter(created_at__gte=begins, created_at__lt=ends)
    found = read_columns(chosen, moments=_MOMENTS, lengths=_LENGTHS, choices=_CHOICES, keys=_KEYS)
    order = np.argsort(found["created_at"], kind="stable")
    return {name: found.pop(field)[order].astype(_SMALL.get(field, np.int64)) for name, field in NAMES.items()}


def _empty() -> Part:
    return {name: np.empty(0, np.int64) for name in NAMES}


def _start(month: str) -> datetime:
    return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC)


def _after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
