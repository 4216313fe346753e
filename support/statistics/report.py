"""Tables of the tickets, and the sources behind them.

A period is given by its first and its last month. Every value links to the ticket list filtered to the very tickets
it counts. What cannot be shown because there are no tickets or no targets raises `NotAvailable`.
"""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from rorikt import calendar
from rorikt.amounts import NOTHING, month_name, number, short_date
from rorikt.calendar import ONE_DAY, start_of
from rorikt.figures.values import Cell, Column, Source, Table
from support.counting import tallying
from support.counting.tallying import Compliance, Resolution
from support.sla.definition import Scale, rules_as_data, sla_definition, stored_rules
from support.sla.judging import Verdict
from support.sla.models import Priority
from support.sla.policies import Rules
from support.statistics.figures import (
    counted_cell,
    critical_incidents,
    judged_url,
    period_name,
    printed_target,
    resolved_in,
    resolved_incidents,
    share_of,
    tickets_of_period,
)
from support.tickets.links import INCIDENT, NO_MUNICIPALITY, NOT_DESCRIBED, tickets_url
from support.tickets.models import Ticket

MOST_BARS, OTHERS = 12, "Andre"


# Tables


def compliance(first: date, last: date, rules: Rules | None = None) -> Table:
    """Incidents resolved in each month, within their target or not, by priority."""
    months, tickets = tickets_of_period(first, last)
    rules = rules or stored_rules(first)
    counted = tallying.compliance(resolved_incidents(tickets, months), months)
    sums = {month: sum((counted[month, priority] for priority in Priority), Compliance()) for month in months}
    return Table(
        key="sla",
        caption="Feilmeldinger løst innenfor og utenfor SLA",
        columns=(
            Column("Prioritet", width=16),
            *(Column(label, "number", share_of(84, 2 * len(months)), month_name(month)) for month in months
              for label in (Verdict.WITHIN.label, Verdict.BREACHED.label)),
        ),
        rows=tuple(
            (
                Cell(priority.label),
                *(cell for month in months
                  for cell in _compliance_cells(counted[month, priority], priority=priority, **resolved_in(month))),
            )
            for priority in Priority
        ),
        total=(
            Cell("Sum"),
            *(cell for month in months for cell in _compliance_cells(sums[month], **resolved_in(month))),
        ),
        unit_note="Antall saker",
        note="Bare feilmeldinger, telt i måneden de ble løst. " + sla_definition(rules, calendar.last_day(last)),
        source=judged_url(first, last),
        as_of=calendar.last_day(last),
    )  # fmt: skip


def resolution_times(first: date, last: date, rules: Rules | None = None) -> Table:
    """Mean and median business time of incidents resolved in each month, with their number, by priority."""
    months, tickets = tickets_of_period(first, last)
    rules = rules or stored_rules(first)
    times = tallying.resolution_times(resolved_incidents(tickets, months), months)
    rows = []
    for priority in Priority:
        cells = [Cell(priority.label), Cell(printed_target(priority, last, rules))]
        for month in months:
            scale = Scale.of(priority, month, rules)
            url = judged_url(month, priority=priority)
            cells += _resolution_cells(times[month, priority], scale, url)
        rows.append(tuple(cells))
    return Table(
        key="losningstid",
        caption="Løsningstid for feilmeldinger",
        columns=(
            Column("Prioritet", width=11),
            Column("SLA-frist", width=11),
            *(Column(label, "number", share_of(78, 3 * len(months)), month_name(month)) for month in months
              for label in ("Snitt", "Median", "Antall")),
        ),
        rows=tuple(rows),
        unit_note="Snitt og median i samme enhet som fristen",
        note="Bare feilmeldinger, telt i måneden de ble løst. Løsningstiden er arbeidstid fra saken ble opprettet til "
        f"den ble løst. «{NOTHING}» betyr at ingen sak ble løst. " + sla_definition(rules, calendar.last_day(last)),
        source=judged_url(first, last),
        as_of=calendar.last_day(last),
    )  # fmt: skip


def critical_event_table(first: date, last: date, most: int | None = None) -> Table:
    """Every critical incident resolved in the period, also the one that nobody has described; or the last `most`."""
    keys = critical_incidents(first, last).id.tolist()
    counted = Ticket.objects.filter(pk__in=keys if most is None else keys[-most:])
    tickets = counted.select_related("municipality", "critical_event").order_by("created_at")
    rest = "" if most is None or len(keys) <= most else f" De {most} siste av {number(Decimal(len(keys)))} vises."
    return Table(
        key="kritiske-hendelser",
        caption="Kritiske hendelser",
        columns=(
            Column("Dato", width=13),
            Column("Kommune", width=14),
            Column("Hva skjedde", width=33),
            Column("Utfall", width=30),
            Column("SLA", width=10),
        ),
        rows=tuple(_event_row(ticket) for ticket in tickets),
        note=f"Feilmeldinger med prioritet kritisk, telt i måneden de ble løst.{rest}",
        source=tickets_url(kind=INCIDENT, priority=Priority.CRITICAL, **resolved_in(first, last)),
        as_of=calendar.last_day(last),
    )


# What a frozen document keeps of the rows


def ticket_sources(first: date, last: date, as_of: date) -> tuple[Source, ...]:
    """The tickets that the figures of the period and the charts up to `as_of` are counted from, and what they are
    measured by. Charts and comparisons go a year back."""
    begins = start_of(calendar.months_before(min(first, last, as_of), 12))
    ends = start_of(max(calendar.last_day(last), as_of) + ONE_DAY)
    tickets = Ticket.objects.filter(Q(resolved_at__isnull=True) | Q(resolved_at__gte=begins), created_at__lt=ends)
    rows, content = 0, hashlib.sha256()
    fields = (
        "number", "kind", "priority", "category__name", "municipality", "created_at", "responded_at", "resolved_at",
        "reopenings", "policy", "due_at", "stopped_at", "business_time", "paused_time", "response_time", "verdict",
        "critical_event__what", "critical_event__outcome",
    )  # fmt: skip
    for row in tickets.order_by("number").values_list(*fields).iterator(chunk_size=2000):
        rows += 1
        content.update("\x1f".join(map(str, row)).encode() + b"\n")
    return (Source(f"Saker {period_name([first, last])}", rows, content.hexdigest(), rules_as_data()),)


def _event_row(ticket: Ticket) -> tuple[Cell, ...]:
    event = getattr(ticket, "critical_event", None)
    return (
        Cell(short_date(ticket.created_at), ticket.created_at.isoformat(), ticket.get_absolute_url()),
        Cell(ticket.municipality.name if ticket.municipality else NO_MUNICIPALITY),
        Cell(event.what if event else NOT_DESCRIBED),
        Cell(event.outcome if event else NOTHING),
        Cell(ticket.get_verdict_display() or NOTHING, ticket.verdict),
    )


def _compliance_cells(counted: Compliance, **filters: Any) -> tuple[Cell, Cell]:
    return (
        counted_cell(counted.within, kind=INCIDENT, verdict=Verdict.WITHIN, **filters),
        counted_cell(counted.breached, kind=INCIDENT, verdict=Verdict.BREACHED, **filters),
    )


def _resolution_cells(resolution: Resolution, scale: Scale, url: str) -> list[Cell]:
    def time(length: timedelta | None) -> Cell:
        value = scale.measure(length)
        return Cell(number(value, 1), "" if value is None else str(value), url)

    count = Cell(number(resolution.count), str(resolution.count), url)
    return [time(resolution.mean), time(resolution.median), count]
