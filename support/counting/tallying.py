"""What a set of tickets amounts to: by month, priority, category and municipality, and how many were open on a day.

Everything is counted in the columns of `support.counting.columns`, without a query. Months are first days; days and
months are those of Oslo.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from rorikt.calendar import ONE_DAY, last_day, months_between, start_of
from support.counting.columns import KINDS, PRIORITIES, Column, Tickets
from support.sla.clock import MICROSECOND, micros
from support.sla.judging import MISSING
from support.sla.models import Priority

Cell = tuple[date, Priority]


@dataclass(frozen=True)
class Compliance:
    """Tickets resolved in a month, by whether they kept their target."""

    within: int = 0
    breached: int = 0

    @property
    def total(self) -> int:
        return self.within + self.breached

    @property
    def percent(self) -> Decimal | None:
        """Of those judged, the share within their target."""
        return Decimal(self.within * 100) / self.total if self.total else None

    def __add__(self, other: "Compliance") -> "Compliance":
        return Compliance(self.within + other.within, self.breached + other.breached)


@dataclass(frozen=True)
class Resolution:
    """Business time to an event. `None` where there was no ticket: no tickets take no mean time."""

    count: int = 0
    mean: timedelta | None = None
    median: timedelta | None = None
    percentile_90: timedelta | None = None


def compliance(tickets: Tickets, months: Sequence[date]) -> dict[Cell, Compliance]:
    """Every month and priority has an entry."""
    if not months:
        return {}
    judged = tickets.resolved_between(months[0], last_day(months[-1])).judged()
    place = _month_places(judged.resolved, months) * len(PRIORITIES) + judged.priority
    size = len(months) * len(PRIORITIES)
    within = np.bincount(place[judged.is_within], minlength=size)
    total = np.bincount(place, minlength=size)
    return {
        (month, priority): Compliance(int(within[index]), int(total[index] - within[index]))
        for index, (month, priority) in enumerate((month, priority) for month in months for priority in PRIORITIES)
    }


def resolution_times(tickets: Tickets, months: Sequence[date]) -> dict[Cell, Resolution]:
    """Every month and priority has an entry. Tickets with wrong data are left out, never counted as zero."""
    if not months:
        return {}
    judged = tickets.resolved_between(months[0], last_day(months[-1])).judged()
    place = _month_places(judged.resolved, months) * len(PRIORITIES) + judged.priority
    lengths = _grouped(place, judged.used, len(months) * len(PRIORITIES))
    cells = ((month, priority) for month in months for priority in PRIORITIES)
    return {cell: resolution(used) for cell, used in zip(cells, lengths, strict=True)}


def new_by(tickets: Tickets, months: Sequence[date], *names: str) -> dict[tuple[int, ...], list[int]]:
    """New tickets in each month, for every combination of the columns `names` that has any, as their codes."""
    if not months:
        return {}
    new = tickets.created_between(months[0], last_day(months[-1]))
    if not len(new):
        return {}
    codes = [getattr(new, name).astype(np.int64) for name in names]
    sizes = tuple(int(own.max()) + 1 for own in codes)
    group = np.ravel_multi_index(tuple(codes), sizes)
    size = int(np.prod(sizes))
    counts = np.bincount(_month_places(new.created, months) * size + group, minlength=size * len(months))
    counts = counts.reshape(len(months), size)
    found = np.flatnonzero(counts.any(axis=0))
    keys = zip(*(own.tolist() for own in np.unravel_index(found, sizes)), strict=True)
    return dict(zip(keys, counts[:, found].T.tolist(), strict=True))


def open_on_days(tickets: Tickets, days: Sequence[date]) -> dict[str, list[int]]:
    """How many of each kind were open at the end of each day: those created before, less those ended before."""
    moments = np.array([micros(start_of(day + ONE_DAY)) for day in days], dtype=np.int64)
    return {
        kind: [
            int(count)
            for count in np.searchsorted(tickets.beginnings[kind], moments)
            - np.searchsorted(tickets.endings[kind], moments)
        ]
        for kind in map(str, KINDS)
    }


def points_up_to(as_of: date) -> list[date]:
    """The twelve month starts before `as_of`, and `as_of` itself."""
    this_month = as_of.replace(day=1)
    starts = months_between(date(as_of.year - 1, as_of.month, 1), this_month)
    return [*[day for day in starts if day < as_of][-12:], as_of]


def resolution(lengths: Column) -> Resolution:
    """Of lengths in microseconds."""
    return sorted_resolution(np.sort(lengths))


def sorted_resolution(lengths: Column) -> Resolution:
    """Of lengths in their order. The percentile is interpolated, as the median of an even number is."""
    count = len(lengths)
    if not count:
        return Resolution()
    low, high = int(lengths[(count - 1) // 2]), int(lengths[count // 2])
    return Resolution(
        count,
        int(lengths.sum()) * MICROSECOND / count,
        (low + high) * MICROSECOND / 2,
        _interpolated(lengths, 9 * (count - 1), 10),
    )


def _interpolated(lengths: Column, place: int, parts: int) -> timedelta:
    """The value at `place / parts`, between two where that is no whole number."""
    whole, rest = divmod(place, parts)
    low, high = int(lengths[whole]), int(lengths[min(whole + 1, len(lengths) - 1)])
    return low * MICROSECOND + (high - low) * rest * MICROSECOND / parts


def _month_places(moments: Column, months: Sequence[date]) -> Column:
    """The place of each moment's month, of moments that lie within the months."""
    starts = np.array([micros(start_of(month)) for month in months], dtype=np.int64)
    return np.searchsorted(starts, moments, side="right") - 1


def _grouped(place: Column, values: Column, size: int) -> Iterable[Column]:
    order = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[order], np.arange(1, size))
    return np.split(values[order], ends)


def known(values: Column) -> Column:
    """Those that are there: without `MISSING`."""
    return values[values != MISSING]
