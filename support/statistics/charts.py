"""Charts of the tickets, each with a table of the same numbers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Any

from rorikt import calendar
from rorikt.amounts import NOTHING, month_name, month_span, percentage, short_date
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Chart, Column, Series, Table
from rorikt.people.models import Municipality
from support.counting import tallying
from support.counting.columns import KINDS, Tickets
from support.counting.tallying import Compliance
from support.sla.judging import Verdict
from support.sla.models import Priority
from support.statistics.figures import (
    counted_cell,
    period_name,
    share_of,
    tickets_of_period,
    tickets_to,
)
from support.statistics.report import MOST_BARS, OTHERS
from support.tickets.categories import Tree
from support.tickets.links import (
    INCIDENT,
    JUDGED,
    KIND_NAMES,
    NO_MUNICIPALITY,
    REQUEST,
    WITHOUT_MUNICIPALITY,
    tickets_url,
)

MOST_MONTHS = 4  # beside each other; of more months the bars are their sum
TREND_MONTHS = 12
# The label of a row, its counts and the filters of the ticket list that are its own.
Counted = tuple[str, Sequence[int], Mapping[str, Any]]
OPEN_NOTE = "Åpne ved slutten av dagen: opprettet, men ikke løst."


def new_by_category(first: date, last: date) -> Chart:
    """New incidents in each month, the category with the most first, each with all that lies below it.

    The table has every category and month; the bars of the categories after the first are taken together.
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

    def created(first: date, last: date) -> dict[str, Any]:
        return {"kind": INCIDENT, "created_from": first, "created_to": calendar.last_day(last)}

    columns = [(month_name(month), created(month, month)) for month in months]
    rows: list[Counted] = [
        (name, values, {"kind": INCIDENT, "category": category}) for (category, name), values in found
    ]
    head = ("Kategori", 30, share_of(70, len(months) + 1))
    table = _counted_table(
        "nye-per-kategori", "Nye feilmeldinger per kategori", head, columns, rows, created(first, last)
    )
    series = [Series(month_name(month), tuple(own[index] for _, own in shown)) for index, month in enumerate(months)]
    if len(months) > MOST_MONTHS:
        series = [Series(period_name(months), tuple(sum(own) for _, own in shown))]
    return Chart(
        key=table.key,
        title=f"Nye feilmeldinger per kategori, {period_name(months)}",
        kind="bars",
        categories=tuple(name for name, _ in shown),
        series=tuple(series),
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
    rows: list[Counted] = [
        (
            place[1] or NO_MUNICIPALITY,
            [sums.get((*place, kind), 0) for kind in kinds],
            {**period, "municipality": place[0] or WITHOUT_MUNICIPALITY},
        )
        for place in places
    ]
    columns = [(KIND_NAMES[kind], {**period, "kind": kind}) for kind in kinds]
    caption = f"Nye saker per kommune, {period_name(months)}"
    table = _counted_table("nye-per-kommune", caption, ("Kommune", 34, 22), columns, rows, period)
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


def sla_trend(last: date, as_of: date) -> Chart:
    """The share within their target of the incidents resolved in each of the twelve months up to `last`."""
    months = calendar.months_between(calendar.months_before(last, TREND_MONTHS - 1), last)
    tickets = tickets_to(calendar.last_day(last)).incidents()
    return trend_chart("sla-utvikling", "feilmeldinger", months, as_of, tickets, {"kind": INCIDENT})


def trend_chart(
    key: str, population: str, months: Sequence[date], as_of: date, tickets: Tickets, filters: Mapping[str, Any]
) -> Chart:
    """Of the tickets, which `filters` of the ticket list leave; a gap where none was judged.

    The last month goes to `as_of` where it is not over then; those after it are left out.
    """
    months = [month for month in months if month <= as_of] or months[:1]
    ends = [min(calendar.last_day(month), as_of) for month in months]
    counted = tallying.compliance(tickets.resolved_between(months[0], ends[-1]), months)
    sums = [sum((counted[month, priority] for priority in Priority), Compliance()) for month in months]
    names = [*(month_name(month) for month in months[:-1]), _part_of_month(months[-1], ends[-1])]
    title = f"Innenfor SLA, prosent av løste saker, {population}"
    table = Table(
        key=key,
        caption=title,
        columns=(
            Column("Måned", width=34),
            *(Column(label, "number", 22) for label in (Verdict.WITHIN.label, Verdict.BREACHED.label, "Innenfor")),
        ),
        rows=tuple(
            (Cell(name.capitalize()), *_trend_cells(own, {**filters, "resolved_from": month, "resolved_to": end}))
            for name, month, end, own in zip(names, months, ends, sums, strict=True)
        ),
        unit_note="Antall saker, og prosent av dem",
        note=f"Telt i måneden sakene ble løst. «{NOTHING}» betyr at ingen sak med frist ble løst.",
        source=tickets_url(**filters, verdict=JUDGED, resolved_from=months[0], resolved_to=ends[-1]),
        as_of=ends[-1],
    )
    return Chart(
        key=key,
        title=f"{title}, {period_name(months)}",
        kind="lines",
        categories=tuple(names),
        series=(Series("Innenfor SLA", tuple(_drawn(own.percent) for own in sums)),),
        unit="prosent",
        table=table,
        source=table.source,
        as_of=table.as_of,
        days=tuple(ends),
    )


def _drawn(percent: Decimal | None) -> float | None:
    """With the decimal that it is printed with."""
    return None if percent is None else float(percent.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _part_of_month(month: date, end: date) -> str:
    """The month, or the day it has come to."""
    return month_name(month) if end == calendar.last_day(month) else short_date(end)


def _trend_cells(counted: Compliance, filters: Mapping[str, Any]) -> tuple[Cell, Cell, Cell]:
    percent = counted.percent
    return (
        counted_cell(counted.within, verdict=Verdict.WITHIN, **filters),
        counted_cell(counted.breached, verdict=Verdict.BREACHED, **filters),
        Cell(percentage(percent, 1), "" if percent is None else str(percent), tickets_url(verdict=JUDGED, **filters)),
    )


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


def _counted_table(
    key: str,
    caption: str,
    head: tuple[str, int, int],
    columns: Sequence[tuple[str, Mapping[str, Any]]],
    rows: Sequence[Counted],
    whole: Mapping[str, Any],
) -> Table:
    """New tickets under the label of each column and their sum, a total below; each column has filters of its own.

    `head` is the label of the first column, its width and that of the others; `whole` are the filters of the sum.
    """
    label, first, width = head

    def counted(label: str, count: Callable[[Sequence[int]], int], filters: Mapping[str, Any]) -> ValueColumn[Counted]:
        def cell(row: Counted) -> Cell:
            return counted_cell(count(row[1]), **{**row[2], **filters})

        total = counted_cell(sum(count(values) for _, values, _ in rows), **filters)
        return column(label, cell, width=width, total=total, kind="number")

    return tabulate(
        key,
        caption,
        (
            column(label, lambda row: row[0], width=first, total="Sum"),
            *(counted(name, itemgetter(at), filters) for at, (name, filters) in enumerate(columns)),
            counted("Sum", sum, whole),
        ),
        rows,
        unit_note="Antall saker",
        source=tickets_url(**whole),
        as_of=whole["created_to"],
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

    def opened(kind: str) -> ValueColumn[tuple[int, date]]:
        return column(
            KIND_NAMES[kind],
            lambda at: counted_cell(counted[kind][at[0]], **{**own, "kind": kind, "open_on": at[1]}),
            width=66 // len(kinds),
            kind="number",
        )

    table = tabulate(
        key,
        title,
        (column("Dato", lambda at: short_date(at[1]), width=34), *map(opened, kinds)),
        enumerate(days),
        unit_note="Antall saker",
        note=OPEN_NOTE,
        source=tickets_url(**{**own, "kind": kinds[0] if len(kinds) == 1 else own.get("kind"), "open_on": days[-1]}),
        as_of=days[-1],
    )
    return Chart(
        key=key,
        title=f"{title}, {month_span(days[0], days[-1])}",
        kind="lines",
        categories=tuple(month_name(day) if day.day == 1 else short_date(day) for day in days),
        series=tuple(Series(KIND_NAMES[kind], tuple(counted[kind])) for kind in kinds),
        unit="saker",
        table=table,
        source=table.source,
        as_of=table.as_of,
        days=tuple(days),
    )
