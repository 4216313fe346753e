"""How tickets flow: what waits and comes back, how long the queue is, and which categories come again."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np

from rorikt.amounts import number, short_date
from rorikt.calendar import ONE_DAY, local_day, start_of
from rorikt.figures.values import Cell, Column, Table
from support.counting.columns import KINDS, Tickets
from support.measuring.in_bulk import Codes
from support.sla.judging import MISSING
from support.sla.policies import Rules
from support.statistics.figures import counted_cell
from support.statistics.period import Period
from support.tickets.categories import Tree
from support.tickets.links import JUDGED, KIND_NAMES
from support.workload.cells import (
    change_cell,
    change_percent_cell,
    one_decimal,
    one_decimal_percent,
    percent_cell,
    value_cell,
)

MOST_CATEGORIES = 15


def waiting_and_reopening(tickets: Tickets, period: Period) -> Table:
    """Of the tickets resolved in the period: how many came back, and how much of their time they stood still."""
    resolved = tickets.resolved_between(period.first, period.last_day)

    def cells(own: Tickets, kind: str | None) -> tuple[Cell, ...]:
        filters = {**period.filters, **({"kind": kind} if kind else {}), **period.resolved()}
        again, judged = len(own.reopened()), own.judged()
        paused = int(judged.paused[judged.paused != MISSING].sum())
        whole = paused + int(judged.used.sum())
        share = Decimal(paused * 100) / whole if whole else None
        waited = int((judged.paused > 0).sum())
        return (
            counted_cell(len(own), **filters),
            counted_cell(again, **filters, reopened="ja"),
            percent_cell(again, len(own), filters),
            value_cell(share, one_decimal_percent, {**filters, "verdict": JUDGED}),
            percent_cell(waited, len(judged), {**filters, "verdict": JUDGED}),
        )

    return Table(
        key="gjenapning-og-venting",
        caption=f"Gjenåpninger og venting, {period.population}",
        columns=(
            Column("Type", width=28),
            Column("Løst", "number", 12),
            Column("Antall", "number", 12, "Gjenåpnet"),
            Column("Andel", "number", 12, "Gjenåpnet"),
            Column("Av arbeidstiden", "number", 18, "Venting"),
            Column("Av sakene", "number", 18, "Venting"),
        ),
        rows=tuple((Cell(KIND_NAMES[kind]), *cells(resolved.of_kind(kind), kind)) for kind in KINDS),
        total=(Cell("Sum"), *cells(resolved, None)),
        note="Saker løst i perioden. Venting er arbeidstid da SLA-klokken sto, i saker som er målt; andelen av "
        "arbeidstiden er all venting delt på all arbeidstid fra sakene ble opprettet til de ble løst."
        f"{_nothing_held(resolved)}",
        as_of=period.as_of,
    )


def _nothing_held(resolved: Tickets) -> str:
    """A source that holds no pauses or reopenings looks like one where nothing ever waits or comes back."""
    held = {"gjenåpninger": len(resolved.reopened()) > 0, "pauser": bool((resolved.judged().paused > 0).any())}
    missing = " eller ".join(word for word, is_held in held.items() if not is_held)
    return f" Ingen av sakene har {missing} i kilden, så null kan bety at den ikke fører dem." if missing else ""


def queue(tickets: Tickets, period: Period, rules: Rules) -> Table:
    """How many working days the queue would take at the pace of the period, if nothing new came."""
    last = min(period.last_day, period.as_of)
    days = working_days(rules, period.first, last)
    span = {"resolved_from": period.first, "resolved_to": last}
    arrived = {"created_from": period.first, "created_to": last}

    def cells(own: Tickets, kind: str | None) -> tuple[Cell, ...]:
        filters = {**period.filters, **({"kind": kind} if kind else {})}
        opened = len(own.open_on(period.as_of))
        new = per_day(len(own.created_between(period.first, last)), days)
        solved = per_day(len(own.resolved_between(period.first, last)), days)
        return (
            counted_cell(opened, **filters, open_on=period.as_of),
            value_cell(new, one_decimal, {**filters, **arrived}),
            value_cell(solved, one_decimal, {**filters, **span}),
            value_cell(days_to_clear(opened, solved), one_decimal, {**filters, "open_on": period.as_of}),
        )

    return Table(
        key="ko",
        caption=f"Køen {short_date(period.as_of)}, {period.population}",
        columns=(
            Column("Type", width=28),
            Column("Åpne", "number", 15),
            Column("Nye", "number", 15, "Per arbeidsdag"),
            Column("Løst", "number", 15, "Per arbeidsdag"),
            Column("Arbeidsdager for å tømme køen", "number", 27),
        ),
        rows=tuple((Cell(KIND_NAMES[kind]), *cells(tickets.of_kind(kind), kind)) for kind in KINDS),
        total=(Cell("Sum"), *cells(tickets, None)),
        note=f"{_counted_over(days, period.first, last)} Dagene det tar å tømme køen, er åpne saker delt på løste "
        "saker per arbeidsdag, når ingen nye saker kommer.",
        as_of=period.as_of,
    )


def _counted_over(days: int, first: date, last: date) -> str:
    if last < first:
        return f"Perioden begynner etter {short_date(last)}, så det er ingenting å regne per arbeidsdag."
    return f"{number(days)} arbeidsdager fra {short_date(first)} til {short_date(last)}."


def working_days(rules: Rules, first: date, last: date) -> int:
    """Days from `first` to `last`, both included, on which the clock runs; half-days are days."""
    begins = max(start_of(first), rules.clock.begins)
    ends = start_of(last + ONE_DAY)
    return len({local_day(opens) for opens, _ in rules.clock.open_intervals(begins, ends)}) if begins < ends else 0


def per_day(count: int, days: int) -> Decimal | None:
    return Decimal(count) / days if days else None


def days_to_clear(opened: int, solved_per_day: Decimal | None) -> Decimal | None:
    """`None` where nothing is being solved."""
    return opened / solved_per_day if solved_per_day else None


def categories_again(tickets: Tickets, period: Period, level: int) -> Table:
    """The categories with most new tickets, against the same months a year earlier; each with all that lies below."""
    tree = Tree.load()
    above, year = tree.at_level(level), period.earlier(12)
    spans = [(one.first, one.last_day if period.is_over else one.as_of) for one in (period, year)]
    now, before = (_by_category(tickets.created_between(*span), above) for span in spans)
    found = sorted(now.keys() | before.keys(), key=lambda code: (-now.get(code, 0), tree.names[code]))

    def counted(code: int | None, count: int, span: tuple[date, date]) -> Cell:
        own = {} if code is None else {"category": code}
        return counted_cell(count, **period.filters, **own, created_from=span[0], created_to=span[1])

    def row(code: int) -> Sequence[Cell]:
        mine, last_year = now.get(code, 0), before.get(code, 0)
        return (
            Cell(tree.names[code]),
            counted(code, mine, spans[0]),
            counted(code, last_year, spans[1]),
            change_cell(mine, last_year),
            change_percent_cell(mine, last_year),
        )

    whole, last_year = sum(now.values()), sum(before.values())
    rest = len(found) - MOST_CATEGORIES
    return Table(
        key="kategorier-mot-i-fjor",
        caption=f"Nye saker per kategori mot året før, {period.population}",
        columns=(
            Column("Kategori", width=36),
            Column("Nye", "number", 16),
            Column("Året før", "number", 16),
            Column("Endring", "number", 16),
            Column("Endring i prosent", "number", 16),
        ),
        rows=tuple(tuple(row(code)) for code in found[:MOST_CATEGORIES]),
        total=(
            Cell("Sum av alle"),
            counted(None, whole, spans[0]),
            counted(None, last_year, spans[1]),
            change_cell(whole, last_year),
            change_percent_cell(whole, last_year),
        ),
        unit_note="Antall saker",
        note=" mot ".join(f"{short_date(begins)}–{short_date(ends)}" for begins, ends in spans)
        + "."
        + (f" De {MOST_CATEGORIES} største av {number(len(found))} kategorier vises." if rest > 0 else ""),
        as_of=period.as_of,
    )


def _by_category(tickets: Tickets, above: Codes) -> dict[int, int]:
    counts = np.bincount(above[tickets.category]) if len(tickets) else np.empty(0, np.int64)
    return {int(code): int(counts[code]) for code in np.flatnonzero(counts)}
