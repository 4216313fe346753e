"""The rows behind a run themselves, as they were, read from what the run keeps of them."""

import re
from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils import timezone

from budget.allocations.models import AllocationRun
from budget.money.reader import Reader
from rorikt.amounts import NOTHING, kroner, short_date
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.figures.values import Cell, Column, Kind, Table
from rorikt.people.models import Municipality

AMOUNT = re.compile(r"-?\d+\.\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(rf"{DAY.pattern} \d\d:\d\d:\d\d(?:\.\d+)?\+00:00")


def rows_tables(run: AllocationRun, reader: Reader) -> list[Table]:
    """A table for each kind of rows, as far as the run keeps them. None of what is closed."""
    if reader.of_run(run).is_closed:
        return []
    held = [source for source in run.basis.get("sources", []) if source.get("values")]
    return [
        _table(source, number, reader.projects if source["kind"] == "InvestmentProject" else ())
        for number, source in enumerate(held, 1)
    ]


def _table(source: Mapping[str, Any], number: int, closed: Container[int]) -> Table:
    """Without the keys by which rows refer to each other, but for the municipalities. No numbers of `closed` rows."""
    words = _words_of(source["kind"])
    shown = [name for name in source["labels"] if name in words or (name != "id" and not name.endswith("_id"))]
    columns = tuple(Column(source["labels"][name].capitalize(), _kind(source["values"], name)) for name in shown)
    return Table(
        key=f"rader-{number}",
        caption=f"{source['name']}, slik radene var",
        columns=columns,
        rows=tuple(
            tuple(
                Cell(CLOSED_AMOUNT)
                if row["id"] in closed and column.kind == "number"
                else _cell(words.get(name, {}).get(row[name], row[name]))
                for name, column in zip(shown, columns, strict=True)
            )
            for row in source["values"]
        ),
    )


def _words_of(kind: str) -> dict[str, dict[Any, str]]:
    """What the stored values of a field are called: its choices, and the municipalities."""
    fields = apps.get_model("budget", kind)._meta.concrete_fields
    words = {field.attname: dict(field.flatchoices) for field in fields if field.choices}
    names = {one.pk: one.name for one in Municipality.objects.all()}
    return {**words, **{field.attname: names for field in fields if field.related_model is Municipality}}


def _kind(values: Sequence[Mapping[str, Any]], name: str) -> Kind:
    held = [row[name] for row in values if row[name] is not None]
    is_number = held and name != "municipality_id" and all(_is_number(value) for value in held)
    return "number" if is_number else "text"


def _is_number(value: Any) -> bool:
    """Amounts and shares, which JSON holds as text with two decimals; counts and years."""
    if isinstance(value, int):
        return not isinstance(value, bool)
    return isinstance(value, str) and bool(AMOUNT.fullmatch(value))


def _cell(value: Any) -> Cell:
    """Exact, as it was stored."""
    if isinstance(value, bool):
        return Cell("ja" if value else "nei")
    if value in (None, ""):
        return Cell(NOTHING)
    text = str(value)
    if AMOUNT.fullmatch(text):
        return Cell(kroner(Decimal(text)), text)
    if MOMENT.fullmatch(text):
        return Cell(short_date(timezone.localtime(datetime.fromisoformat(text))))
    return Cell(short_date(date.fromisoformat(text)) if DAY.fullmatch(text) else text)
