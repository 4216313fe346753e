"""What a set of tickets amounts to: by month, priority, category and municipality, and how many were open on a day.

Every function asks the database once or twice, whatever the number of tickets and months. Months are first days; days
and months are those of Oslo.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from support.models import Priority, Ticket, TicketQuerySet, Verdict, open_at
from support.sla import ONE_DAY, local_day, start_of

Cell = tuple[date, Priority]


@dataclass(frozen=True)
class Compliance:
    """Tickets resolved in a month, by whether they kept their target."""

    within: int = 0
    breached: int = 0

    @property
    def total(self) -> int:
        return self.within + self.breached

    def __add__(self, other: "Compliance") -> "Compliance":
        return Compliance(self.within + other.within, self.breached + other.breached)


@dataclass(frozen=True)
class Resolution:
    """Business time from report to resolution. `None` where no ticket was resolved: no tickets take no mean time."""

    count: int = 0
    mean: timedelta | None = None
    median: timedelta | None = None


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from that of `first` to that of `last`, both included; empty if `last` is before."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def last_day(month: date) -> date:
    return _next_month(month) - ONE_DAY


def compliance(tickets: TicketQuerySet, months: Sequence[date]) -> dict[Cell, Compliance]:
    """Every month and priority has an entry."""
    counts = {
        f"{verdict}_{index}": Count("pk", filter=Q(verdict=verdict) & _within("resolved_at", month))
        for index, month in enumerate(months)
        for verdict in (Verdict.WITHIN, Verdict.BREACHED)
    }
    rows = {row["priority"]: row for row in _in_months(tickets.judged(), "resolved_at", months, ["priority"], counts)}
    return {
        (month, priority): Compliance(rows[priority][f"within_{index}"], rows[priority][f"breached_{index}"])
        if priority in rows
        else Compliance()
        for index, month in enumerate(months)
        for priority in Priority
    }


def resolution_times(tickets: TicketQuerySet, months: Sequence[date]) -> dict[Cell, Resolution]:
    """Every month and priority has an entry. Tickets with wrong data are left out, never counted as zero."""
    times: dict[Cell, list[timedelta]] = {(month, priority): [] for month in months for priority in Priority}
    if months:
        judged = tickets.judged().resolved_between(months[0], last_day(months[-1])).order_by()
        for priority, resolved_at, used in judged.values_list("priority", "resolved_at", "business_time"):
            if resolved_at is not None and used is not None:
                times[local_day(resolved_at).replace(day=1), Priority(priority)].append(used)
    return {cell: _resolution(used) for cell, used in times.items()}


def new_by(tickets: TicketQuerySet, months: Sequence[date], *fields: str) -> dict[tuple[Any, ...], list[int]]:
    """New tickets in each month, for every combination of `fields` that has any."""
    counts = {f"month_{index}": Count("pk", filter=_within("created_at", month)) for index, month in enumerate(months)}
    return {
        tuple(row[field] for field in fields): [row[name] for name in counts]
        for row in _in_months(tickets, "created_at", months, fields, counts)
    }


def open_on_days(tickets: TicketQuerySet, days: Sequence[date]) -> dict[str, list[int]]:
    """How many of each kind were open at the end of each day, oldest day first."""
    ends = [start_of(day + ONE_DAY) for day in days]
    counts = {f"day_{index}": Count("pk", filter=open_at(end)) for index, end in enumerate(ends)}
    found: dict[str, list[int]] = {kind: [0] * len(days) for kind in Ticket.Kind}
    if days:
        alive = Q(created_at__lt=ends[-1]) & (Q(resolved_at__isnull=True) | Q(resolved_at__gte=ends[0]))
        rows: Any = tickets.filter(alive).order_by().values("kind").annotate(**counts)
        for row in rows:
            found[row["kind"]] = [row[name] for name in counts]
    return found


def points_up_to(as_of: date) -> list[date]:
    """The twelve month starts before `as_of`, and `as_of` itself."""
    this_month = as_of.replace(day=1)
    starts = months_between(date(as_of.year - 1, as_of.month, 1), this_month)
    return [*[day for day in starts if day < as_of][-12:], as_of]


def _within(field: str, month: date) -> Q:
    return Q(**{f"{field}__gte": start_of(month), f"{field}__lt": start_of(_next_month(month))})


def _in_months(
    tickets: TicketQuerySet, field: str, months: Sequence[date], groups: Iterable[str], counts: dict[str, Count]
) -> Iterable[dict[str, Any]]:
    """Counted by `groups`, in one query; no rows for no months."""
    if not months:
        return []
    bounds: dict[str, datetime] = {
        f"{field}__gte": start_of(months[0]),
        f"{field}__lt": start_of(_next_month(months[-1])),
    }
    return tickets.filter(**bounds).order_by().values(*groups).annotate(**counts)


def _resolution(used: list[timedelta]) -> Resolution:
    if not used:
        return Resolution()
    used = sorted(used)
    middle = (used[(len(used) - 1) // 2] + used[len(used) // 2]) / 2
    return Resolution(len(used), sum(used, timedelta()) / len(used), middle)


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
