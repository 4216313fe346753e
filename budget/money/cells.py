"""Amounts as figures and as cells of tables: in kroner, øre, thousands or millions."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeVar

from django.db.models import F, QuerySet

from rorikt.amounts import (
    NO_BREAK_SPACE,
    NOTHING,
    kroner,
    millions,
    thousands,
    whole_kroner,
)
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.figures.values import Cell, Figure, NotAvailable, Source, to_json

Row = TypeVar("Row")
Printer = Callable[[Decimal | None], str]
Form = Literal["kroner", "ore", "tusen", "mill"]
FORMS: dict[str, Printer] = {
    "kroner": lambda value: f"{whole_kroner(value)}{NO_BREAK_SPACE}kr",
    "ore": lambda value: f"{kroner(value)}{NO_BREAK_SPACE}kr",
    "tusen": thousands,
    "mill": lambda value: f"{millions(value)}{NO_BREAK_SPACE}mill.{NO_BREAK_SPACE}kr",
}
THOUSANDS_NOTE = "Tall i hele 1000 kroner."
SUM_NOTE = "Summene er regnet før avrunding."
KRONER_NOTE = "Beløp i kroner."


@dataclass(frozen=True)
class HeldRows:
    """Rows as they were: `values` by field, which the hash of the source is over, and the name of each field."""

    source: Source
    kind: str
    labels: dict[str, str]
    values: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        return {**to_json(self.source), "kind": self.kind, "labels": self.labels, "values": self.values}


def source_of_rows(name: str, rows: QuerySet[Any], **settings: Any) -> Source:
    """The hash is over the rows' stored values, in the order of their primary keys, and the settings."""
    return source_of_values(name, _stored_values(rows), settings)


def source_of_values(name: str, values: list[dict[str, Any]], settings: dict[str, Any]) -> Source:
    content = json.dumps([values, settings], sort_keys=True, ensure_ascii=False, default=str)
    return Source(name, len(values), hashlib.sha256(content.encode()).hexdigest(), settings)


def _stored_values(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """A case by its number: so were the hashes made that stand in approved papers, and so can anybody check them."""
    ordered = rows.order_by("pk")
    if all(field.name != "case" for field in rows.model._meta.concrete_fields):
        return list(ordered.values())
    values = list(ordered.annotate(case_number=F("case__number")).values())
    for row in values:
        case = row.pop("case_id")
        row["case_number"] = row["case_number"] or (f"sak {case}" if case else "")
    return values


def hold_rows(name: str, rows: QuerySet[Any], **settings: Any) -> HeldRows:
    """The rows themselves with their source, for what must be readable when they have changed."""
    values = json.loads(json.dumps(list(rows.order_by("pk").values()), default=str))
    labels = {field.attname: str(field.verbose_name) for field in rows.model._meta.concrete_fields}
    return HeldRows(source_of_values(name, values, settings), rows.model.__name__, labels, values)


def amount_figure(key: str, label: str, amount: Decimal, form: Form, source: str) -> Figure:
    """Raises ValueError for an unknown form."""
    return Figure(key, label, amount, "kr", FORMS[known_form(form)](amount), source=source)


def followed_by(text: str, more: str) -> str:
    return f"{text} {more}" if more else text


def known_form(form: Form) -> Form:
    """The form itself. Raises ValueError for one that is not in FORMS."""
    if form not in FORMS:
        raise ValueError(f"{form} is not one of {', '.join(FORMS)}")
    return form


def closable_cell(amount: Decimal | None, shown: Printer, *, is_hidden: bool) -> Cell:
    """The amount, or the word that stands where it is closed to the reader."""
    return Cell(CLOSED_AMOUNT) if is_hidden else Cell.of(amount, shown)


def approximately(amount: Decimal | None) -> str:
    """`ca. 1 464 000`; «–» for an unknown amount."""
    return NOTHING if amount is None else f"ca.{NO_BREAK_SPACE}{whole_kroner(amount)}"


def only_one(found: Sequence[Row], what: str, year: int) -> Row:
    """Raises NotAvailable, with `what` in its sentence, where there is none or more than one."""
    if len(found) != 1:
        fault = "Fant ikke" if not found else "Fant flere enn én"
        raise NotAvailable(f"{fault} {what} i {year}.")
    return found[0]


def dash_for_zero(shown: Printer) -> Printer:
    return lambda amount: shown(amount) if amount else NOTHING
