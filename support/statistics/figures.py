"""Single figures of the tickets, each with the way to the very tickets it counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rorikt import calendar
from rorikt.amounts import NO_BREAK_SPACE, NOTHING, long_date, month_name, month_span, number, percentage
from rorikt.calendar import ONE_DAY, start_of
from rorikt.figures.values import Cell, Figure, NotAvailable
from support.counting import columns, tallying
from support.counting.columns import KINDS, Tickets
from support.sla.clock import micros
from support.sla.definition import Scale, stored_rules
from support.sla.models import Priority
from support.sla.policies import Rules
from support.tickets.links import INCIDENT, JUDGED, REQUEST, tickets_url
from support.tickets.models import Ticket

# How a priority is written in a document: [[sla-prosent:hoy:2024-01]].
PRIORITY_SLUGS = {"lav": Priority.LOW, "medium": Priority.MEDIUM, "hoy": Priority.HIGH, "kritisk": Priority.CRITICAL}


# Single figures


def open_incidents(day: date) -> Figure:
    """At the end of the day."""
    return _open_figure("apne-feilmeldinger", "Åpne feilmeldinger", day, kind=INCIDENT)


def open_requests(day: date) -> Figure:
    """At the end of the day."""
    return _open_figure("apne-foresporsler", "Åpne tjenesteforespørsler", day, kind=REQUEST)


def open_total(day: date) -> Figure:
    """At the end of the day."""
    return _open_figure("apne-totalt", "Åpne saker i alt, feilmeldinger og tjenesteforespørsler", day)


def critical_events(first: date, last: date) -> Figure:
    """Critical incidents resolved in the months from `first` to `last`, with or without an account."""
    count = len(critical_incidents(first, last))
    period = month_span(first, last)
    filters = {"kind": INCIDENT, "priority": Priority.CRITICAL, **resolved_in(first, last)}
    key = "kritiske-hendelser" + (f":{first:%Y-%m}" if first == last else "")
    return _count(
        key,
        f"Kritiske hendelser, løste feilmeldinger, {period}",
        count,
        tickets_url(**filters),
        calendar.last_day(last),
    )


def new_incidents(month: date) -> Figure:
    """Created in the month, which is its first day."""
    return _new_figure("nye-feilmeldinger", "Nye feilmeldinger", month, INCIDENT)


def new_requests(month: date) -> Figure:
    """Created in the month, which is its first day."""
    return _new_figure("nye-foresporsler", "Nye tjenesteforespørsler", month, REQUEST)


def sla_percent(priority: Priority, month: date) -> Figure:
    """The share within their target among incidents resolved in the month; `None` where none was."""
    tickets = tickets_to(calendar.last_day(month))
    counted = tallying.compliance(resolved_incidents(tickets, [month]), [month])[month, priority]
    value = counted.percent
    return Figure(
        key=f"sla-prosent:{_slug(priority)}:{month:%Y-%m}",
        label=f"Innenfor SLA, feilmeldinger, {priority.label.lower()}, {month_name(month)}",
        value=value,
        unit="%",
        text=percentage(value, 1),
        as_of=calendar.last_day(month),
        source=judged_url(month, priority=priority),
    )


def resolution_time(priority: Priority, month: date, rules: Rules | None = None) -> Figure:
    """The mean business time of incidents resolved in the month, in days or hours as the target is given."""
    tickets = tickets_to(calendar.last_day(month))
    scale = Scale.of(priority, month, rules or stored_rules(month))
    value = scale.measure(
        tallying.resolution_times(resolved_incidents(tickets, [month]), [month])[month, priority].mean
    )
    return Figure(
        key=f"losningstid:{_slug(priority)}:{month:%Y-%m}",
        label=f"Gjennomsnittlig løsningstid, feilmeldinger, {priority.label.lower()}, {month_name(month)}",
        value=value,
        unit=scale.unit,
        text=NOTHING if value is None else number(value, 1) + NO_BREAK_SPACE + scale.unit,
        as_of=calendar.last_day(month),
        source=judged_url(month, priority=priority),
    )


# The parts that all of them are made of


def _open_figure(key: str, label: str, day: date, kind: Ticket.Kind | None = None) -> Figure:
    opened = tallying.open_on_days(tickets_to(day), [day])
    count = opened[kind][0] if kind else sum(counts[0] for counts in opened.values())
    url = tickets_url(kind=kind, open_on=day)
    return _count(f"{key}:{day.isoformat()}", f"{label} {long_date(day)}", count, url, day)


def _new_figure(key: str, label: str, month: date, kind: Ticket.Kind) -> Figure:
    last = calendar.last_day(month)
    new = tickets_to(last).created_between(month, last)
    count = int((new.kind == KINDS.index(kind)).sum())
    url = tickets_url(kind=kind, created_from=month, created_to=last)
    return _count(f"{key}:{month:%Y-%m}", f"{label} {month_name(month)}", count, url, last)


def _count(key: str, label: str, count: int, url: str, as_of: date) -> Figure:
    return Figure(key, label, count, "saker", number(count), as_of, url)


def critical_incidents(first: date, last: date) -> Tickets:
    """Those resolved in the months from `first` to `last`."""
    tickets = tickets_to(calendar.last_day(last))
    return tickets.resolved_between(first, calendar.last_day(last)).incidents().critical()


def resolved_incidents(tickets: Tickets, months: Sequence[date]) -> Tickets:
    """Incidents resolved in the months; the period first, since it leaves the fewest."""
    return tickets.resolved_between(months[0], calendar.last_day(months[-1])).incidents()


def counted_cell(count: int, **filters: Any) -> Cell:
    return Cell.of(count, number, tickets_url(**filters))


def tickets_of_period(first: date, last: date) -> tuple[list[date], Tickets]:
    """The months, and all tickets. Raises NotAvailable if `last` is before `first`, or where there is none yet."""
    months = calendar.months_between(first, last)
    if not months:
        raise NotAvailable("Siste måned er før første måned. Rett perioden.")
    return months, tickets_to(calendar.last_day(last))


def period_name(months: Sequence[date]) -> str:
    return month_span(months[0], months[-1])


def resolved_in(first: date, last: date | None = None) -> dict[str, date]:
    """Filters of the ticket list; one month where `last` is not given."""
    return {"resolved_from": first, "resolved_to": calendar.last_day(last or first)}


def judged_url(first: date, last: date | None = None, **filters: Any) -> str:
    return tickets_url(kind=INCIDENT, verdict=JUDGED, **filters, **resolved_in(first, last))


def tickets_to(day: date) -> Tickets:
    """All tickets. Raises NotAvailable where none of them was created by the end of the day."""
    tickets = columns.tickets()
    if not len(tickets) or tickets.created[0] >= micros(start_of(day + ONE_DAY)):
        raise NotAvailable(f"Det finnes ingen saker til og med {long_date(day)}. Hent inn saker først.")
    return tickets


def printed_target(priority: Priority, month: date, rules: Rules) -> str:
    """The target in force at the end of the month; «–» where there is none."""
    policy = rules.policy(priority, calendar.last_day(month))
    return policy.printed_target if policy else NOTHING


def share_of(whole: int, parts: int) -> int:
    """Width of a column in per cent, at least one."""
    return max(whole // parts, 1)


def _slug(priority: Priority) -> str:
    return next(slug for slug, own in PRIORITY_SLUGS.items() if own == priority)
