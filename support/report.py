"""What pages and documents show of the tickets: single figures, tables, charts, and the sources behind them.

A period is given by its first and its last month. Every value links to the ticket list filtered to the very tickets
it counts. What cannot be shown because there are no tickets or no targets raises `NotAvailable`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from rorikt import calendar
from rorikt.amounts import NO_BREAK_SPACE, NOTHING, long_date, month_name, number, percentage, short_date
from rorikt.calendar import ONE_DAY, start_of
from rorikt.figures.values import Cell, Chart, Column, Figure, NotAvailable, Series, Source, Table
from rorikt.people.models import Municipality
from support import columns, statistics
from support.columns import KINDS as KIND_CODES
from support.columns import Tickets
from support.sla.clock import micros
from support.sla.definition import Scale, rules_as_data, sla_definition, stored_rules
from support.sla.judging import Verdict
from support.sla.models import Priority
from support.sla.policies import Rules
from support.statistics import Compliance, Resolution
from support.tickets.categories import Tree
from support.tickets.links import (
    INCIDENT,
    JUDGED,
    KINDS,
    NO_MUNICIPALITY,
    NOT_DESCRIBED,
    REQUEST,
    WITHOUT_MUNICIPALITY,
    tickets_url,
)
from support.tickets.models import Ticket

# How a priority is written in a document: [[sla-prosent:hoy:2024-01]].
PRIORITY_SLUGS = {"lav": Priority.LOW, "medium": Priority.MEDIUM, "hoy": Priority.HIGH, "kritisk": Priority.CRITICAL}
MOST_BARS, OTHERS = 12, "Andre"
OPEN_NOTE = "Åpne ved slutten av dagen: opprettet, men ikke løst."


# Single figures


def open_incidents(day: date) -> Figure:
    return _open_figure("apne-feilmeldinger", "Åpne feilmeldinger", day, kind=INCIDENT)


def open_requests(day: date) -> Figure:
    return _open_figure("apne-foresporsler", "Åpne tjenesteforespørsler", day, kind=REQUEST)


def open_total(day: date) -> Figure:
    return _open_figure("apne-totalt", "Åpne saker i alt, feilmeldinger og tjenesteforespørsler", day)


def critical_events(first: date, last: date) -> Figure:
    """Critical incidents resolved in the months from `first` to `last`, with or without an account."""
    count = len(_critical(first, last))
    period = month_name(first) if first == last else f"{month_name(first)}–{month_name(last)}"
    filters = {"kind": INCIDENT, "priority": Priority.CRITICAL, **_resolved_in(first, last)}
    key = "kritiske-hendelser" + (f":{first:%Y-%m}" if first == last else "")
    return _count(
        key,
        f"Kritiske hendelser, løste feilmeldinger, {period}",
        count,
        tickets_url(**filters),
        calendar.last_day(last),
    )


def new_incidents(month: date) -> Figure:
    return _new_figure("nye-feilmeldinger", "Nye feilmeldinger", month, INCIDENT)


def new_requests(month: date) -> Figure:
    return _new_figure("nye-foresporsler", "Nye tjenesteforespørsler", month, REQUEST)


def sla_percent(priority: Priority, month: date) -> Figure:
    """The share within their target among incidents resolved in the month; `None` where none was."""
    tickets = _tickets_to(calendar.last_day(month))
    counted = statistics.compliance(_resolved(tickets, [month]), [month])[month, priority]
    value = Decimal(counted.within * 100) / counted.total if counted.total else None
    return Figure(
        key=f"sla-prosent:{_slug(priority)}:{month:%Y-%m}",
        label=f"Innenfor SLA, feilmeldinger, {priority.label.lower()}, {month_name(month)}",
        value=value,
        unit="%",
        text=percentage(value, 1),
        as_of=calendar.last_day(month),
        source=_judged_url(month, priority=priority),
    )


def resolution_time(priority: Priority, month: date, rules: Rules | None = None) -> Figure:
    """The mean business time of incidents resolved in the month, in days or hours as the target is given."""
    tickets = _tickets_to(calendar.last_day(month))
    scale = Scale.of(priority, month, rules or stored_rules(month))
    value = scale.measure(statistics.resolution_times(_resolved(tickets, [month]), [month])[month, priority].mean)
    return Figure(
        key=f"losningstid:{_slug(priority)}:{month:%Y-%m}",
        label=f"Gjennomsnittlig løsningstid, feilmeldinger, {priority.label.lower()}, {month_name(month)}",
        value=value,
        unit=scale.unit,
        text=NOTHING if value is None else number(value, 1) + NO_BREAK_SPACE + scale.unit,
        as_of=calendar.last_day(month),
        source=_judged_url(month, priority=priority),
    )


# Tables


def compliance(first: date, last: date, rules: Rules | None = None) -> Table:
    """Incidents resolved in each month, within their target or not, by priority."""
    months, tickets = _period(first, last)
    rules = rules or stored_rules(first)
    counted = statistics.compliance(_resolved(tickets, months), months)
    sums = {month: sum((counted[month, priority] for priority in Priority), Compliance()) for month in months}
    return Table(
        key="sla",
        caption="Feilmeldinger løst innenfor og utenfor SLA",
        columns=(
            Column("Prioritet", width=16),
            *(Column(label, "number", _share(84, 2 * len(months)), month_name(month)) for month in months
              for label in (Verdict.WITHIN.label, Verdict.BREACHED.label)),
        ),
        rows=tuple(
            (
                Cell(priority.label),
                *(cell for month in months
                  for cell in _compliance_cells(counted[month, priority], priority=priority, **_resolved_in(month))),
            )
            for priority in Priority
        ),
        total=(
            Cell("Sum"),
            *(cell for month in months for cell in _compliance_cells(sums[month], **_resolved_in(month))),
        ),
        unit_note="Antall saker",
        note="Bare feilmeldinger, telt i måneden de ble løst. " + sla_definition(rules, calendar.last_day(last)),
        source=_judged_url(first, last),
        as_of=calendar.last_day(last),
    )  # fmt: skip


def resolution_times(first: date, last: date, rules: Rules | None = None) -> Table:
    """Mean and median business time of incidents resolved in each month, with their number, by priority."""
    months, tickets = _period(first, last)
    rules = rules or stored_rules(first)
    times = statistics.resolution_times(_resolved(tickets, months), months)
    rows = []
    for priority in Priority:
        cells = [Cell(priority.label), Cell(_printed_target(priority, last, rules))]
        for month in months:
            scale = Scale.of(priority, month, rules)
            url = _judged_url(month, priority=priority)
            cells += _resolution_cells(times[month, priority], scale, url)
        rows.append(tuple(cells))
    return Table(
        key="losningstid",
        caption="Løsningstid for feilmeldinger",
        columns=(
            Column("Prioritet", width=11),
            Column("SLA-frist", width=11),
            *(Column(label, "number", _share(78, 3 * len(months)), month_name(month)) for month in months
              for label in ("Snitt", "Median", "Antall")),
        ),
        rows=tuple(rows),
        unit_note="Snitt og median i samme enhet som fristen",
        note="Bare feilmeldinger, telt i måneden de ble løst. Løsningstiden er arbeidstid fra saken ble opprettet til "
        f"den ble løst. «{NOTHING}» betyr at ingen sak ble løst. " + sla_definition(rules, calendar.last_day(last)),
        source=_judged_url(first, last),
        as_of=calendar.last_day(last),
    )  # fmt: skip


def critical_event_table(first: date, last: date, most: int | None = None) -> Table:
    """Every critical incident resolved in the period, also the one that nobody has described; or the last `most`."""
    keys = _critical(first, last).id.tolist()
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
        source=tickets_url(kind=INCIDENT, priority=Priority.CRITICAL, **_resolved_in(first, last)),
        as_of=calendar.last_day(last),
    )


# Charts, each with a table of the same numbers


def new_by_category(first: date, last: date) -> Chart:
    """New incidents in each month, the category with the most first, each with all that lies below it.

    The table has every category; the bars of those after the first are taken together.
    """
    months, tickets = _period(first, last)
    new = tickets.created_between(months[0], calendar.last_day(months[-1]))
    tree = Tree.load()
    top = tree.at_level(1)
    counted: dict[int, list[int]] = {}
    for (category,), values in statistics.new_by(new.incidents(), months, "category").items():
        own = int(top[category])
        counted[own] = [sum(pair) for pair in zip(counted.get(own, [0] * len(months)), values, strict=True)]
    named = [((category, tree.names[category]), values) for category, values in counted.items()]
    found = sorted(named, key=lambda item: (-sum(item[1]), item[0][1]))
    shown = [(name, values) for (_, name), values in found]
    if len(shown) > MOST_BARS:
        rest = [sum(column) for column in zip(*(values for _, values in shown[MOST_BARS - 1 :]), strict=True)]
        shown = [*shown[: MOST_BARS - 1], (OTHERS, rest)]
    filters = {"kind": INCIDENT}
    table = _month_table(
        key="nye-per-kategori",
        caption="Nye feilmeldinger per kategori",
        head="Kategori",
        months=months,
        rows=[(name, values, {**filters, "category": category}) for (category, name), values in found],
        filters=filters,
    )
    return Chart(
        key="nye-per-kategori",
        title="Nye feilmeldinger per kategori",
        kind="bars",
        categories=tuple(name for name, _ in shown),
        series=tuple(
            Series(month_name(month), tuple(values[index] for _, values in shown)) for index, month in enumerate(months)
        ),
        unit="saker",
        table=table,
        source=table.source,
        as_of=table.as_of,
    )


def new_by_municipality(first: date, last: date) -> Chart:
    """New tickets of the period, incidents and service requests side by side, in the order of the municipalities."""
    months, tickets = _period(first, last)
    counted = statistics.new_by(tickets, months, "municipality", "kind")
    names = dict(Municipality.objects.values_list("number", "name"))
    numbers = {code: f"{code:04d}" if code else None for code, _ in counted}
    sums = {
        (numbers[code], names.get(numbers[code] or ""), str(KIND_CODES[kind])): sum(own)
        for (code, kind), own in counted.items()
    }
    places = sorted({key[:2] for key in sums}, key=lambda place: (place[0] is None, place[0]))
    kinds: list[str] = list(KINDS)
    period = {"created_from": months[0], "created_to": calendar.last_day(months[-1])}
    rows = [
        (
            place[1] or NO_MUNICIPALITY,
            [sums.get((*place, kind), 0) for kind in kinds],
            {"municipality": place[0] or WITHOUT_MUNICIPALITY},
        )
        for place in places
    ]
    table = Table(
        key="nye-per-kommune",
        caption=f"Nye saker per kommune, {_period_name(months)}",
        columns=(
            Column("Kommune", width=34),
            *(Column(KINDS[kind], "number", 22) for kind in kinds),
            Column("Sum", "number", 22),
        ),
        rows=tuple(
            (Cell(name), *_summed_cells(values, [{**period, **own, "kind": kind} for kind in kinds], {**period, **own}))
            for name, values, own in rows
        ),
        total=(
            Cell("Sum"),
            *_summed_cells(
                [sum(values[index] for _, values, _ in rows) for index in range(len(kinds))],
                [{**period, "kind": kind} for kind in kinds],
                period,
            ),
        ),
        unit_note="Antall saker",
        source=tickets_url(**period),
        as_of=calendar.last_day(last),
    )
    return Chart(
        key="nye-per-kommune",
        title=table.caption,
        kind="bars",
        categories=tuple(name for name, _, _ in rows),
        series=tuple(
            Series(KINDS[kind], tuple(values[index] for _, values, _ in rows)) for index, kind in enumerate(kinds)
        ),
        unit="saker",
        table=table,
        source=table.source,
        as_of=table.as_of,
    )


def open_incidents_over_time(as_of: date) -> Chart:
    return open_charts(as_of)[0]


def open_requests_over_time(as_of: date) -> Chart:
    return open_charts(as_of)[1]


def open_tickets_over_time(as_of: date) -> Chart:
    return open_charts(as_of)[2]


def open_charts(as_of: date) -> tuple[Chart, Chart, Chart]:
    """Open incidents, open service requests, and both together, at each month start of a year and on the day itself.

    All three are made of one count.
    """
    days = statistics.points_up_to(as_of)
    counted = statistics.open_on_days(_tickets_to(as_of), days)
    return (
        open_chart("apne-feilmeldinger", "Åpne feilmeldinger", days, {INCIDENT: counted[INCIDENT]}),
        open_chart("apne-foresporsler", "Åpne tjenesteforespørsler", days, {REQUEST: counted[REQUEST]}),
        open_chart("apne-saker", "Åpne feilmeldinger og tjenesteforespørsler", days, counted),
    )


# What a frozen document keeps of the rows


def sources(first: date, last: date, as_of: date) -> tuple[Source, ...]:
    """The tickets that the figures of the period and the charts up to `as_of` are counted from, and what they are
    measured by."""
    begins = min(start_of(first), start_of(statistics.points_up_to(as_of)[0] + ONE_DAY))
    ends = start_of(max(calendar.last_day(last), as_of) + ONE_DAY)
    tickets = Ticket.objects.filter(Q(resolved_at__isnull=True) | Q(resolved_at__gte=begins), created_at__lt=ends)
    rows, content = 0, hashlib.sha256()
    fields = (
        "number", "kind", "priority", "category__name", "municipality", "created_at", "resolved_at",
        "policy", "due_at", "business_time", "verdict", "critical_event__what", "critical_event__outcome",
    )  # fmt: skip
    for row in tickets.order_by("number").values_list(*fields).iterator(chunk_size=2000):
        rows += 1
        content.update("\x1f".join(map(str, row)).encode() + b"\n")
    return (Source(f"Saker {_period_name([first, last])}", rows, content.hexdigest(), rules_as_data()),)


# The parts that all of them are made of


def _open_figure(key: str, label: str, day: date, kind: Ticket.Kind | None = None) -> Figure:
    opened = statistics.open_on_days(_tickets_to(day), [day])
    count = opened[kind][0] if kind else sum(counts[0] for counts in opened.values())
    url = tickets_url(kind=kind, open_on=day)
    return _count(f"{key}:{day.isoformat()}", f"{label} {long_date(day)}", count, url, day)


def _new_figure(key: str, label: str, month: date, kind: Ticket.Kind) -> Figure:
    last = calendar.last_day(month)
    new = _tickets_to(last).created_between(month, last)
    count = int((new.kind == KIND_CODES.index(kind)).sum())
    url = tickets_url(kind=kind, created_from=month, created_to=last)
    return _count(f"{key}:{month:%Y-%m}", f"{label} {month_name(month)}", count, url, last)


def _count(key: str, label: str, count: int, url: str, as_of: date) -> Figure:
    return Figure(key, label, count, "saker", number(count), as_of, url)


def _critical(first: date, last: date) -> Tickets:
    tickets = _tickets_to(calendar.last_day(last))
    return tickets.resolved_between(first, calendar.last_day(last)).incidents().critical()


def _resolved(tickets: Tickets, months: Sequence[date]) -> Tickets:
    """Incidents resolved in the months; the period first, since it leaves the fewest."""
    return tickets.resolved_between(months[0], calendar.last_day(months[-1])).incidents()


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
        _counted(counted.within, kind=INCIDENT, verdict=Verdict.WITHIN, **filters),
        _counted(counted.breached, kind=INCIDENT, verdict=Verdict.BREACHED, **filters),
    )


def _resolution_cells(resolution: Resolution, scale: Scale, url: str) -> list[Cell]:
    def time(length: timedelta | None) -> Cell:
        value = scale.measure(length)
        return Cell(number(value, 1), "" if value is None else str(value), url)

    count = Cell(number(resolution.count), str(resolution.count), url)
    return [time(resolution.mean), time(resolution.median), count]


def _counted(count: int, **filters: Any) -> Cell:
    return Cell(number(count), str(count), tickets_url(**filters))


def _summed_cells(values: Sequence[int], each: Sequence[Mapping[str, Any]], whole: Mapping[str, Any]) -> list[Cell]:
    return [*(_counted(value, **own) for value, own in zip(values, each, strict=True)), _counted(sum(values), **whole)]


def _month_table(
    *,
    key: str,
    caption: str,
    head: str,
    months: Sequence[date],
    rows: Sequence[tuple[str, Sequence[int], Mapping[str, Any]]],
    filters: Mapping[str, Any],
) -> Table:
    """New tickets: a column for each month and their sum, a total below; each row has filters of its own."""
    periods = [{"created_from": month, "created_to": calendar.last_day(month)} for month in months]
    whole = {"created_from": months[0], "created_to": calendar.last_day(months[-1])}

    def cells(values: Sequence[int], own: Mapping[str, Any]) -> list[Cell]:
        return _summed_cells(values, [{**own, **period} for period in periods], {**own, **whole})

    width = _share(70, len(months) + 1)
    return Table(
        key=key,
        caption=caption,
        columns=(
            Column(head, width=30),
            *(Column(month_name(month), "number", width) for month in months),
            Column("Sum", "number", width),
        ),
        rows=tuple((Cell(name), *cells(values, own)) for name, values, own in rows),
        total=(
            Cell("Sum"),
            *cells([sum(values[index] for _, values, _ in rows) for index in range(len(months))], filters),
        ),
        unit_note="Antall saker",
        source=tickets_url(**filters, **whole),
        as_of=calendar.last_day(months[-1]),
    )


def open_chart(
    key: str,
    title: str,
    days: Sequence[date],
    counted: Mapping[str, Sequence[int]],
    filters: Mapping[str, Any] | None = None,
) -> Chart:
    """Open tickets of each kind on each day; `filters` are those of the ticket list that they were counted by."""
    kinds, own = list(counted), filters or {}
    table = Table(
        key=key,
        caption=title,
        columns=(Column("Dato", width=34), *(Column(KINDS[kind], "number", 66 // len(kinds)) for kind in kinds)),
        rows=tuple(
            (
                Cell(short_date(day)),
                *(_counted(counted[kind][index], **{**own, "kind": kind, "open_on": day}) for kind in kinds),
            )
            for index, day in enumerate(days)
        ),
        unit_note="Antall saker",
        note=OPEN_NOTE,
        source=tickets_url(**{**own, "kind": kinds[0] if len(kinds) == 1 else own.get("kind"), "open_on": days[-1]}),
        as_of=days[-1],
    )
    return Chart(
        key=key,
        title=f"{title}, {month_name(days[0])}–{month_name(days[-1])}",
        kind="lines",
        categories=tuple(month_name(day) if day.day == 1 else short_date(day) for day in days),
        series=tuple(Series(KINDS[kind], tuple(counted[kind])) for kind in kinds),
        unit="saker",
        table=table,
        source=table.source,
        as_of=table.as_of,
    )


def _period(first: date, last: date) -> tuple[list[date], Tickets]:
    months = calendar.months_between(first, last)
    if not months:
        raise NotAvailable("Til måned er før fra måned. Rett perioden.")
    return months, _tickets_to(calendar.last_day(last))


def _period_name(months: Sequence[date]) -> str:
    return month_name(months[0]) if months[0] == months[-1] else f"{month_name(months[0])}–{month_name(months[-1])}"


def _resolved_in(first: date, last: date | None = None) -> dict[str, date]:
    return {"resolved_from": first, "resolved_to": calendar.last_day(last or first)}


def _judged_url(first: date, last: date | None = None, **filters: Any) -> str:
    return tickets_url(kind=INCIDENT, verdict=JUDGED, **filters, **_resolved_in(first, last))


def _tickets_to(day: date) -> Tickets:
    """All of them, of which some were created by the end of the day."""
    tickets = columns.tickets()
    if not len(tickets) or tickets.created[0] >= micros(start_of(day + ONE_DAY)):
        raise NotAvailable(f"Det finnes ingen saker til og med {long_date(day)}. Hent inn saker først.")
    return tickets


def _printed_target(priority: Priority, month: date, rules: Rules) -> str:
    policy = rules.policy(priority, calendar.last_day(month))
    return policy.printed_target if policy else NOTHING


def _share(whole: int, parts: int) -> int:
    return max(whole // parts, 1)


def _slug(priority: Priority) -> str:
    return next(slug for slug, own in PRIORITY_SLUGS.items() if own == priority)
