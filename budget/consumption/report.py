"""What a consumption run shows: for each service, what each municipality used and pays, as it was."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, Q, Sum

from budget.allocations.models import AllocationRun
from budget.consumption.models import ConsumptionRow
from budget.memberships.taking_part import NOT_TAKING_PART
from budget.money.cells import KRONER_NOTE, closable_cell
from budget.money.reader import Reader
from rorikt.amounts import NOTHING, ORE, kroner, number, percentage, short_date
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Table

ZERO = Decimal(0)
FOUR = Decimal("0.0001")
MOST_TABLES = 10  # on a page; a file has them all


def by_service_table(run: AllocationRun, reader: Reader) -> Table:
    """One row for each service: what all used, and what it costs together."""
    seen = reader.of_run(run)
    months = _months_of(run)  # one that takes part in half of them counts half
    amounts = {"amount": "Beløp"}
    if run.corrects_id:
        amounts |= {"previously": "Etter forrige fordeling", "booked": "Bokføres"}
    rows = (
        run.consumption.order_by("title", "service")
        .values("service", "title", "unit", "method")
        .annotate(
            members=Count("pk", filter=Q(months__gte=1)),
            used=Sum(F("count") * F("months"), output_field=DecimalField(max_digits=20, decimal_places=4)),
            **{f"sum_{name}": Sum(name) for name in amounts},
        )
    )
    found = [
        {**row, **{name: row[f"sum_{name}"].quantize(ORE) for name in amounts}} for row in map(dict[str, Any], rows)
    ]

    def amount(label: str, name: str) -> ValueColumn[Mapping[str, Any]]:
        def cell(row: Mapping[str, Any]) -> Cell:
            return closable_cell(row[name], kroner, is_hidden=seen.hides_amounts)

        whole = sum((row[name] for row in found), ZERO)
        return column(label, cell, total=closable_cell(whole, kroner, is_hidden=seen.hides_amounts), kind="number")

    return tabulate(
        "tjenester",
        "Tjenestene i fordelingen",
        (
            column("Tjeneste", lambda row: row["title"], total="SUM"),
            column("Enhet", lambda row: row["unit"]),
            column("Måling", lambda row: row["method"]),
            column("Kommuner", lambda row: row["members"], number),
            column("Antall i snitt", lambda row: (row["used"] / months).quantize(FOUR), _counted),
            *(amount(label, name) for name, label in amounts.items()),
        ),
        found,
        unit_note=KRONER_NOTE,
        source=run.get_absolute_url(),
    )


def _months_of(run: AllocationRun) -> int:
    """How many it charges, as it keeps them."""
    first, last = (date.fromisoformat(run.basis["sharing"][name]) for name in ("first", "last"))
    return last.month - first.month + 1


def rows_tables(run: AllocationRun, reader: Reader, *, most: int | None = None) -> list[Table]:
    """One table for each service, with every municipality of the run; at most `most` of them."""
    if run.kind != AllocationRun.Kind.CONSUMPTION:
        return []
    names = {part.municipality_id: part.municipality.name for part in run.parts.select_related("municipality")}
    services = list(dict.fromkeys(run.consumption.order_by("title").values_list("service", "title")))[:most]
    rows: dict[int, dict[str, ConsumptionRow]] = {}
    for row in run.consumption.filter(service__in=[service for service, _ in services]):
        rows.setdefault(row.service_id, {})[row.municipality_id] = row
    return [_service_table(run, reader, title, names, rows.get(service, {})) for service, title in services]


def charged_lines(run: AllocationRun, municipality: str) -> list[ConsumptionRow]:
    """What a municipality is charged, one for each service that moves something, in the order of their names."""
    return list(run.consumption.filter(municipality=municipality).exclude(booked=0).order_by("title", "service"))


def told_of(run: AllocationRun, municipality: str, most: int = 6) -> str:
    """The arithmetic of what a municipality pays, service by service, without a full stop."""
    lines = charged_lines(run, municipality)
    told = [f"{row.title}: {row.arithmetic.rstrip('.')}, {kroner(row.booked)} kr" for row in lines[:most]]
    more = len(lines) - most
    others = [f"og {more} tjenester til" if more > 1 else "og 1 tjeneste til"] if more > 0 else []
    return "; ".join([*told, *others]) or "Kommunen deltar ikke i noen av tjenestene"


def _service_table(
    run: AllocationRun, reader: Reader, title: str, names: dict[str, str], rows: dict[str, ConsumptionRow]
) -> Table:
    """Those that do not take part stand with exactly 0, and say so."""
    seen, is_correction = reader.of_run(run), run.corrects_id is not None

    def taking_part(number_of: str) -> ConsumptionRow | None:
        row = rows.get(number_of)
        return row if row and row.months else None

    def amount(label: str, name: str) -> ValueColumn[str]:
        def cell(one: str) -> Cell:
            value = getattr(rows[one], name) if one in rows else ZERO
            return closable_cell(value, kroner, is_hidden=not seen.sees_part_of(one))

        total = closable_cell(_sum(rows.values(), name), kroner, is_hidden=seen.hides_amounts)
        return column(label, cell, total=total, kind="number")

    def of_row(label: str, name: str, shown: object) -> ValueColumn[str]:
        def cell(one: str) -> Cell:
            row = taking_part(one)
            if row is None:
                return Cell(NOT_TAKING_PART if name == "count" else NOTHING)
            if not seen.sees_part_of(one):
                return Cell(CLOSED_AMOUNT)
            return Cell.of(getattr(row, name), shown)  # type: ignore[arg-type]

        return column(label, cell, kind="number")

    amounts = [amount("Beløp", "amount")]
    if is_correction:
        amounts += [amount("Etter forrige fordeling", "previously"), amount("Bokføres", "booked")]

    def arithmetic(one: str) -> str:
        row = taking_part(one)
        return row.arithmetic if row and seen.sees_part_of(one) else NOTHING

    def counts(one: str) -> str:
        row = taking_part(one)
        if row is None or not row.counts or not seen.sees_part_of(one):
            return NOTHING
        return "; ".join(f"{short_date(date.fromisoformat(day))}: {number(count)}" for day, count in row.counts)

    method = next((row.method for row in rows.values()), "")
    return tabulate(
        f"tjeneste-{title}",
        f"{title}: {method.lower()}" if method else title,
        (
            column("Kommune", lambda one: names[one], total="SUM"),
            of_row("Antall", "count", _counted),
            of_row("Måneder", "months", number),
            of_row("Andel av antallet", "ratio", lambda value: percentage(value)),
            column("Regnestykke", arithmetic),
            *amounts,
            column("Tellinger", counts),
        ),
        sorted(names),
        unit_note=KRONER_NOTE,
        note="Antallet er gjennomsnittet av månedene kommunen deltar. Tellingene er de som gjaldt da fordelingen ble "
        "regnet ut."
        if any(row.counts for row in rows.values())
        else "",
    )


def _sum(rows: Iterable[ConsumptionRow], name: str) -> Decimal:
    return sum((getattr(row, name) for row in rows), ZERO)


def _counted(value: Decimal) -> str:
    return number(value, 2 if value % 1 else 0)
