"""What a file of tickets holds, by month and priority."""

from datetime import date
from decimal import Decimal

from rorikt.amounts import month_name, number
from rorikt.figures.values import Cell, Column, Table
from rorikt.imports.models import ImportedFile
from support.sla.models import Priority


def months_table(imported: ImportedFile) -> Table | None:
    """Tickets of the file by the month they were created in, and priority."""
    found = imported.summary.get("months", [])
    if not found:
        return None
    counts = {(month, priority): count for month, priority, count in found}
    months = sorted({month for month, _, _ in found})
    rows = [[counts.get((month, priority), 0) for priority in Priority] for month in months]
    total = [sum(column) for column in zip(*rows, strict=True)]
    return Table(
        key="maneder",
        caption="Saker i filen etter måneden de ble opprettet",
        columns=(
            Column("Måned"),
            *(Column(priority.label, "number") for priority in Priority),
            Column("Alle", "number"),
        ),
        rows=tuple((Cell(_month(month)), *_numbers(row)) for month, row in zip(months, rows, strict=True)),
        total=(Cell("Sum"), *_numbers(total)),
    )


def _numbers(counts: list[int]) -> list[Cell]:
    return [Cell(number(Decimal(count)), str(count)) for count in [*counts, sum(counts)]]


def _month(text: str) -> str:
    return month_name(date.fromisoformat(f"{text}-01"))
