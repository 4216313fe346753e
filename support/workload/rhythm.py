"""When tickets come: by the day of the week and the hour, in Norwegian time."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from rorikt.calendar import ONE_DAY, OSLO, start_of
from rorikt.figures.values import Cell, Column, Table
from support.counting.columns import Tickets
from support.sla.clock import HOUR, MICROSECOND, Micros, micros
from support.sla.models import WorkingHours
from support.statistics.figures import counted_cell
from support.statistics.period import Period

DAY = 24 * HOUR


def by_weekday_and_hour(tickets: Tickets, period: Period) -> Table:
    """New tickets of the period. Hours in which nothing came on any day are left out at both ends."""
    new = tickets.created_between(period.first, period.last_day)
    counts = count_by_weekday_and_hour(new.created, period.first, period.last_day)
    used = np.flatnonzero(counts.any(axis=0))
    hours = range(int(used[0]), int(used[-1]) + 1) if len(used) else range(0)
    days = [day for day in WorkingHours.Weekday if day < 5 or counts[day].any()]

    def cell(count: int, **own: int) -> Cell:
        return counted_cell(count, **period.filters, **period.created(), **own)

    return Table(
        key="ukedag-og-time",
        caption=f"Nye saker per ukedag og time, {period.population}",
        columns=(
            Column("Time", width=16),
            *(Column(day.label.capitalize(), "number", 72 // len(days)) for day in days),
            Column("Sum", "number", 12),
        ),
        rows=tuple(
            (
                Cell(f"{hour:02d}–{hour + 1:02d}"),
                *(cell(int(counts[day, hour]), weekday=int(day), hour=hour) for day in days),
                cell(int(counts[:, hour].sum()), hour=hour),
            )
            for hour in hours
        ),
        total=(
            Cell("Sum"),
            *(cell(int(counts[day].sum()), weekday=int(day)) for day in days),
            cell(int(counts.sum())),
        ),
        unit_note="Antall saker",
        note="Etter klokkeslettet saken ble opprettet.",
        as_of=period.as_of,
    )


def count_by_weekday_and_hour(moments: Micros, first: date, last: date) -> Micros:
    """Of moments from `first` to `last`: a row for each day of the week, Monday first, and a column for each hour."""
    begins, offsets = _offsets(first, last)
    local = moments + offsets[np.searchsorted(begins, moments, side="right") - 1]
    weekday = (local // DAY + 3) % 7  # 1970 began on a Thursday
    hour = local % DAY // HOUR
    return np.bincount(weekday * 24 + hour, minlength=7 * 24).reshape(7, 24)


def _offsets(first: date, last: date) -> tuple[Micros, Micros]:
    """From when on which offset from UTC holds; the clocks are changed at a whole hour."""
    moment, ends = start_of(first).astimezone(UTC), start_of(last + ONE_DAY).astimezone(UTC)
    found = [(micros(moment), _offset(moment))]
    while moment < ends:
        after = moment + ONE_DAY
        if _offset(after) != _offset(moment):
            change = next(at for n in range(1, 25) if _offset(at := moment + n * timedelta(hours=1)) != _offset(moment))
            found.append((micros(change), _offset(change)))
        moment = after
    begins, offsets = zip(*found, strict=True)
    return np.array(begins, np.int64), np.array(offsets, np.int64)


def _offset(moment: datetime) -> int:
    return (moment.astimezone(OSLO).utcoffset() or timedelta()) // MICROSECOND
