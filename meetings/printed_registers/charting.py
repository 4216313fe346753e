"""The rows of a register by their state, drawn, with a table of the same numbers."""

from collections.abc import Sequence
from dataclasses import replace

from meetings.printed_registers.report import LEFT_OUT, ROWS, page_of
from meetings.printed_registers.rows import rows_in
from meetings.printed_registers.selecting import ALL
from meetings.registers.contents import Kind
from rorikt.amounts import number
from rorikt.figures.offers import Asked
from rorikt.figures.values import Cell, Chart, Column, NotAvailable, Series, Table

CHART = "diagram:register"
NO_STATE = "Ikke oppgitt"


def register_chart(asked: Asked, slug: str) -> Chart:
    """How many rows are in each state; of a state for each municipality, how many each municipality has of it."""
    rows = rows_in(slug, asked.document)
    column = next((one for one in rows.sheet.columns if one.kind == Kind.STATE and one.is_printed), None)
    if column is None:
        raise NotAvailable(f"registeret «{rows.register}» har ingen status som skrives ut.")
    if not rows.lines:
        raise NotAvailable(f"registeret «{rows.register}» har ingen rader å vise.")
    parts = rows.sheet.municipalities if column.is_per_municipality else {"": "Antall"}
    states = [*((state.pk, state.label) for state in column.states.all()), (None, NO_STATE)]
    counted = {
        label: tuple(
            sum(line.sheet.content(line.row, column, part).state == pk for line in rows.lines) for part in parts
        )
        for pk, label in states
    }
    if not any(counted[NO_STATE]):
        del counted[NO_STATE]
    title = f"{rows.register} etter {column.title[:1].lower()}{column.title[1:]}"
    is_stacked = column.is_per_municipality
    chart = Chart(
        key=f"{CHART}:{slug}",
        title=title,
        kind="stacked" if is_stacked else "bars",
        categories=tuple(parts.values()) if is_stacked else tuple(counted),
        series=tuple(Series(label, values) for label, values in counted.items())
        if is_stacked
        else (Series("Antall", tuple(value for (value,) in counted.values())),),
        unit=ROWS,
        table=_counted_table(f"{CHART}:{slug}", title, column.title, list(parts.values()), counted),
        source=page_of(rows.register, ALL),
        as_of=asked.as_of,
    )
    return replace(chart, table=replace(chart.table, lacks=LEFT_OUT)) if rows.left_out else chart


def _counted_table(key: str, title: str, heading: str, heads: list[str], counted: dict[str, tuple[int, ...]]) -> Table:
    def cells(values: Sequence[int]) -> tuple[Cell, ...]:
        return tuple(Cell.of(value, number) for value in values)

    return Table(
        key=key,
        caption=title,
        columns=(Column(heading), *(Column(name, "number") for name in heads)),
        rows=tuple((Cell(label), *cells(values)) for label, values in counted.items()),
        total=(Cell("Sum"), *cells([sum(values) for values in zip(*counted.values(), strict=True)])),
    )
