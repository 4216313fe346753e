"""How a run was split, read from what the run keeps of it: every key by its days, purpose by purpose."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from budget.allocations.models import AllocationRun
from budget.keys.report import municipality_names
from budget.memberships.taking_part import NOT_TAKING_PART
from budget.money.cells import KRONER_NOTE, closable_cell
from budget.money.reader import Reader
from rorikt.amounts import kroner, percentage, short_date
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Table

UNITS = {"days": "dager", "months": "måneder"}


def arithmetic_tables(run: AllocationRun, reader: Reader) -> list[Table]:
    """One for each purpose, where several keys or purposes decided; a run by one key tells all in its parts."""
    sharing = run.basis.get("sharing", {})
    if sharing.get("method") != "keys":
        return []
    return [_table(portion, number, run, reader) for number, portion in enumerate(sharing["portions"], 1)]


def left_out(run: AllocationRun) -> str:
    """The members that the run was not for, in a sentence; empty where it was for all of them."""
    names = municipality_names()
    numbers = run.basis.get("sharing", {}).get("not_taking_part", [])
    told = ", ".join(names[number] for number in numbers if number in names)
    return f"Deltar ikke og betaler nøyaktig 0: {told}." if told else ""


def _table(portion: Mapping[str, Any], number: int, run: AllocationRun, reader: Reader) -> Table:
    names, seen = municipality_names(), reader.of_run(run)
    spans, parts = portion["spans"], portion["parts"]
    unit = UNITS[portion["counts_by"]]
    amount = closable_cell(Decimal(portion["amount"]), kroner, is_hidden=seen.hides_amounts)

    def share(span: Mapping[str, Any]) -> ValueColumn[str]:
        period = f"{_day(span['first'])} – {_day(span['last'])}"
        head = f"{period}, {span['weight']} av {span['of']} {unit}"
        return column(head, lambda member: _share(span, member), total=percentage(Decimal(100)), kind="number")

    def blended(member: str) -> str:
        weighed = (Decimal(span["shares"].get(member, 0)) * span["weight"] for span in spans)
        return percentage(sum(weighed, Decimal(0)) / spans[0]["of"], 4)

    def part(member: str) -> Cell:
        return closable_cell(Decimal(parts[member]), kroner, is_hidden=not seen.sees_part_of(member))

    together = [column("Samlet andel", blended, total=percentage(Decimal(100), 4), kind="number")]
    return tabulate(
        f"slik-delt-{number}",
        f"Slik er beløpet delt: {portion['purpose']}",
        (
            column("Kommune", lambda member: names.get(member, member), total="SUM"),
            *map(share, spans),
            *(together if len(spans) > 1 else []),
            column("Del", part, total=amount, kind="number"),
        ),
        sorted(parts),
        unit_note=KRONER_NOTE,
        note="Andelen i hver nøkkel teller så mange dager eller måneder som den gjelder. Delene er avrundet én gang.",
    )


def _share(span: Mapping[str, Any], member: str) -> str:
    return percentage(Decimal(span["shares"][member])) if member in span["shares"] else NOT_TAKING_PART


def _day(text: str) -> str:
    return short_date(date.fromisoformat(text))
