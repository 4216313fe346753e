"""Charts of the tickets, each with a table of the same numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rorikt import calendar
from rorikt.amounts import month_name, short_date
from rorikt.figures.values import Cell, Chart, Column, Series, Table
from rorikt.people.models import Municipality
from support.counting import tallying
from support.counting.columns import KINDS
from support.statistics.figures import counted_cell, period_name, share_of, tickets_of_period, tickets_to
from support.statistics.report import MOST_BARS, OTHERS
from support.tickets.categories import Tree
from support.tickets.links import INCIDENT, KIND_NAMES, NO_MUNICIPALITY, REQUEST, WITHOUT_MUNICIPALITY, tickets_url

OPEN_NOTE = "Åpne ved slutten av dagen: opprettet, men ikke løst."


def new_by_category(first: date, last: date) -> Chart:
    """New incidents in each month, the category with the most first, each with all that lies below it.

    The table has every category; the bars of those after the first are taken together.
    """
    months, tickets = tickets_of_period(first, last)
    new = tickets.created_between(months[0], calendar.last_day(months[-1]))
    tree = Tree.load()
    top = tree.at_level(1)
    counted: dict[int, list[int]] = {}
    for (category,), values in tallying.new_by(new.incidents(), months, "category").items():
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
    months, tickets = tickets_of_period(first, last)
    counted = tallying.new_by(tickets, months, "municipality", "kind")
    names = dict(Municipality.objects.values_list("number", "name"))
    numbers = {code: f"{code:04d}" if code else None for code, _ in counted}
    sums = {
        (numbers[code], names.get(numbers[code] or ""), str(KINDS[kind])): sum(own)
        for (code, kind), own in counted.items()
    }
    places = sorted({key[:2] for key in sums}, key=lambda place: (place[0] is None, place[0]))
    kinds: list[str] = list(KIND_NAMES)
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
        caption=f"Nye saker per kommune, {period_name(months)}",
        columns=(
            Column("Kommune", width=34),
            *(Column(KIND_NAMES[kind], "number", 22) for kind in kinds),
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
            Series(KIND_NAMES[kind], tuple(values[index] for _, values, _ in rows)) for index, kind in enumerate(kinds)
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
    days = tallying.points_up_to(as_of)
    counted = tallying.open_on_days(tickets_to(as_of), days)
    return (
        open_chart("apne-feilmeldinger", "Åpne feilmeldinger", days, {INCIDENT: counted[INCIDENT]}),
        open_chart("apne-foresporsler", "Åpne tjenesteforespørsler", days, {REQUEST: counted[REQUEST]}),
        open_chart("apne-saker", "Åpne feilmeldinger og tjenesteforespørsler", days, counted),
    )


def _summed_cells(values: Sequence[int], each: Sequence[Mapping[str, Any]], whole: Mapping[str, Any]) -> list[Cell]:
    return [
        *(counted_cell(value, **own) for value, own in zip(values, each, strict=True)),
        counted_cell(sum(values), **whole),
    ]


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

    width = share_of(70, len(months) + 1)
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
        columns=(Column("Dato", width=34), *(Column(KIND_NAMES[kind], "number", 66 // len(kinds)) for kind in kinds)),
        rows=tuple(
            (
                Cell(short_date(day)),
                *(counted_cell(counted[kind][index], **{**own, "kind": kind, "open_on": day}) for kind in kinds),
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
        series=tuple(Series(KIND_NAMES[kind], tuple(counted[kind])) for kind in kinds),
        unit="saker",
        table=table,
        source=table.source,
        as_of=table.as_of,
    )
