"""Tables of the tickets, and the sources behind them.

A period is given by its first and its last month. Every value links to the ticket list filtered to the very tickets
it counts. What cannot be shown because there are no tickets or no targets raises `NotAvailable`.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any

from django.db.models import Q

from rorikt import calendar
from rorikt.amounts import NOTHING, month_name, number, short_date
from rorikt.calendar import ONE_DAY, start_of
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Source, Table
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

    def judged(month: date, verdict: Verdict) -> ValueColumn[Priority]:
        def cell(own: Compliance, **filters: Any) -> Cell:
            count = own.within if verdict == Verdict.WITHIN else own.breached
            return counted_cell(count, kind=INCIDENT, verdict=verdict, **filters, **resolved_in(month))

        width, total = share_of(84, 2 * len(months)), cell(sums[month])
        return column(
            verdict.label,
            lambda priority: cell(counted[month, priority], priority=priority),
            width=width,
            total=total,
            kind="number",
            group=month_name(month),
        )

    return tabulate(
        "sla",
        "Feilmeldinger løst innenfor og utenfor SLA",
        (
            column("Prioritet", lambda priority: priority.label, width=16, total="Sum"),
            *(judged(month, verdict) for month in months for verdict in (Verdict.WITHIN, Verdict.BREACHED)),
        ),
        Priority,
        unit_note="Antall saker",
        note="Bare feilmeldinger, telt i måneden de ble løst. " + sla_definition(rules, calendar.last_day(last)),
        source=judged_url(first, last),
        as_of=calendar.last_day(last),
    )


def resolution_times(first: date, last: date, rules: Rules | None = None) -> Table:
    """Mean and median business time of incidents resolved in each month, with their number, by priority."""
    months, tickets = tickets_of_period(first, last)
    rules = rules or stored_rules(first)
    times = tallying.resolution_times(resolved_incidents(tickets, months), months)

    def resolved(month: date, label: str, value: Callable[[Resolution], Any]) -> ValueColumn[Priority]:
        def measured(priority: Priority) -> Decimal | int | None:
            found = value(times[month, priority])
            return found if isinstance(found, int) else Scale.of(priority, month, rules).measure(found)

        return column(
            label,
            measured,
            partial(number, decimals=0 if label == "Antall" else 1),
            share_of(78, 3 * len(months)),
            link=lambda priority: judged_url(month, priority=priority),
            group=month_name(month),
        )

    shown = {"Snitt": attrgetter("mean"), "Median": attrgetter("median"), "Antall": attrgetter("count")}
    return tabulate(
        "losningstid",
        "Løsningstid for feilmeldinger",
        (
            column("Prioritet", lambda priority: priority.label, width=11),
            column("SLA-frist", lambda priority: printed_target(priority, last, rules), width=11),
            *(resolved(month, label, value) for month in months for label, value in shown.items()),
        ),
        Priority,
        unit_note="Snitt og median i samme enhet som fristen",
        note="Bare feilmeldinger, telt i måneden de ble løst. Løsningstiden er arbeidstid fra saken ble opprettet til "
        f"den ble løst. «{NOTHING}» betyr at ingen sak ble løst. " + sla_definition(rules, calendar.last_day(last)),
        source=judged_url(first, last),
        as_of=calendar.last_day(last),
    )


def critical_event_table(first: date, last: date, most: int | None = None) -> Table:
    """Every critical incident resolved in the period, also the one that nobody has described; or the last `most`."""
    keys = critical_incidents(first, last).id.tolist()
    counted = Ticket.objects.filter(pk__in=keys if most is None else keys[-most:])
    tickets = counted.select_related("municipality", "critical_event").order_by("created_at")
    rest = "" if most is None or len(keys) <= most else f" De {most} siste av {number(Decimal(len(keys)))} vises."

    def day(ticket: Ticket) -> Cell:
        return Cell(short_date(ticket.created_at), ticket.created_at.isoformat(), ticket.get_absolute_url())

    def told(ticket: Ticket, name: str, otherwise: str) -> str:
        return getattr(getattr(ticket, "critical_event", None), name, otherwise)

    return tabulate(
        "kritiske-hendelser",
        "Kritiske hendelser",
        (
            column("Dato", day, width=13),
            column("Kommune", lambda one: one.municipality.name if one.municipality else NO_MUNICIPALITY, width=14),
            column("Hva skjedde", lambda one: told(one, "what", NOT_DESCRIBED), width=33),
            column("Utfall", lambda one: told(one, "outcome", NOTHING), width=30),
            column("SLA", lambda one: Cell(one.get_verdict_display() or NOTHING, one.verdict), width=10),
        ),
        tickets,
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
