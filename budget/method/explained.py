"""How an amount was split, beside it: the method, what was measured, how much of it, and the ratio.

As FOCUS, the open standard for cost data, has it for allocated cost (AllocatedMethodDetails): an element for each way
that a part of the amount went. Read from what a run keeps of its arithmetic. Older runs keep none: they were split by
one key, and their shares say how.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from budget.memberships.taking_part import NOT_TAKING_PART
from rorikt.amounts import NOTHING, number, percentage, short_date
from rorikt.figures.columns import ValueColumn, column
from rorikt.figures.values import Cell

Row = TypeVar("Row")
BY_KEY, BY_COUNT = "Fordelingsnøkkel", "Antall og pris"
KEY_MEASURE = "andel i nøkkelen"
RATIO_DECIMALS = 6


@dataclass(frozen=True)
class Explained:
    """One way that (a part of) an amount went to a municipality.

    `count` is what was measured of it, as printed. `ratio` is its part of the whole, 1 for all of it; `None` where the
    whole is nothing. `purpose` is empty for what has only one; where there are several, `of` is the amount of this one.
    """

    method: str
    measure: str
    count: str
    ratio: Decimal | None
    purpose: str = ""
    of: Decimal | None = None

    @property
    def printed_ratio(self) -> str:
        return NOTHING if self.ratio is None else number(self.ratio, RATIO_DECIMALS)


def explained(
    sharing: Mapping[str, Any] | None, municipality: str, *, percent: Decimal | None = None
) -> tuple[Explained, ...]:
    """Each way that the amount of a run went to a municipality. `sharing` is what the run keeps, nothing of older ones.

    What cannot be read is left out, never guessed at: then only the share in the key is told, or nothing.
    """
    sharing = sharing or {}
    if municipality in sharing.get("not_taking_part", ()):
        return (Explained(NOT_TAKING_PART, NOTHING, NOTHING, Decimal(0)),)
    if sharing.get("method") == "counts":
        return tuple(_by_count(sharing, municipality))
    portions = [one for one in sharing.get("portions", ()) if isinstance(one, Mapping)]
    if portions and (sharing.get("method") == "keys" or percent is None):
        return tuple(_by_keys(portions, sharing, municipality))
    if percent is None:
        return ()
    return (Explained(BY_KEY, KEY_MEASURE, percentage(percent), percent / 100),)


def in_words(ways: tuple[Explained, ...]) -> str:
    """In one cell: `Fordelingsnøkkel: 12,39 % av andel i nøkkelen`, one after the other."""
    return "; ".join(f"{one.method}{f' ({one.purpose})' if one.purpose else ''}: {one.count}" for one in ways)


def by_purpose(ways: tuple[Explained, ...], shown: Callable[[Decimal], str]) -> str:
    """Each purpose with its own amount: `Samarbeidsavtalen: 12,39 % av 100,00 kr`. A share is of no other amount."""
    return "; ".join(
        f"{one.purpose}: {one.method if one.count == NOTHING else one.count}"
        f"{f' av {shown(one.of)}' if one.of is not None and one.count != NOTHING else ''}"
        for one in ways
    )


def method_columns(
    ways: Callable[[Row], tuple[Explained, ...]], *, widths: tuple[int, int, int, int]
) -> tuple[ValueColumn[Row], ...]:
    """Method, measure, count and ratio of each row, with how much of the width of a page each takes."""

    def joined(told: Callable[[Explained], str]) -> Callable[[Row], str]:
        return lambda row: "; ".join(dict.fromkeys(map(told, ways(row)))) or NOTHING

    def counted(row: Row) -> Cell:
        found = ways(row)
        many = len(found) > 1
        text = "; ".join(f"{one.purpose}: {one.count}" if many and one.purpose else one.count for one in found)
        return Cell(text or NOTHING)

    def ratio(row: Row) -> Cell:
        found = ways(row)
        if len(found) == 1:
            return Cell.of(found[0].ratio, lambda value: NOTHING if value is None else number(value, RATIO_DECIMALS))
        return Cell("; ".join(f"{one.purpose}: {one.printed_ratio}" for one in found) or NOTHING)

    return (
        column("Metode", joined(lambda one: one.method), width=widths[0]),
        column("Mål", joined(lambda one: one.measure), width=widths[1]),
        column("Antall", counted, width=widths[2], kind="number"),
        column("Forholdstall", ratio, width=widths[3], kind="number"),
    )


def _by_keys(portions: list[Mapping[str, Any]], sharing: Mapping[str, Any], municipality: str) -> Iterator[Explained]:
    """By purpose; of keys that follow each other their days or months, and what they make together."""
    several = len(portions) > 1
    for portion in portions:
        spans = [one for one in portion.get("spans", ()) if isinstance(one, Mapping)]
        purpose = str(portion.get("purpose", "")) if several else ""
        of = _decimal(portion.get("amount")) if several else None
        shares = [(span, _decimal(span.get("shares", {}).get(municipality))) for span in spans]
        if all(share is None for _, share in shares):
            if several:
                yield Explained(NOT_TAKING_PART, NOTHING, NOTHING, Decimal(0), purpose, of)
            continue
        weights = [(Decimal(str(span.get("weight", 0))), share or Decimal(0)) for span, share in shares]
        whole = sum((weight for weight, _ in weights), Decimal(0))
        ratio = sum((weight * share for weight, share in weights), Decimal(0)) / whole / 100 if whole else None
        by = portion.get("counts_by") or sharing.get("counts_by")
        unit = "måneder" if by == "months" else "dager"
        if len(spans) == 1:
            yield Explained(BY_KEY, KEY_MEASURE, percentage(shares[0][1]), ratio, purpose, of)
            continue
        told = [
            f"{percentage(share) if share is not None else NOT_TAKING_PART} i {span.get('weight')} av {span.get('of')} "
            f"{unit}{_days(span)}"
            for span, share in shares
        ]
        yield Explained("Fordelingsnøkler etter tid", f"{KEY_MEASURE} og {unit}", ", ".join(told), ratio, purpose, of)


def _days(span: Mapping[str, Any]) -> str:
    try:
        first, last = (date.fromisoformat(str(span[name])) for name in ("first", "last"))
    except (KeyError, ValueError):
        return ""
    return f" ({short_date(first)}–{short_date(last)})"


def _by_count(sharing: Mapping[str, Any], municipality: str) -> Iterator[Explained]:
    """By service: how many it had, and its part of what the service cost, which the run keeps in per cent."""
    for service in sharing.get("services", ()):
        part = service.get("parts", {}).get(municipality)
        if part is None:
            continue
        count = _decimal(part.get("count"))
        told = NOTHING if count is None else number(count, 2 if count % 1 else 0)
        measure = f"{service.get('unit', 'antall')}: {str(service.get('measure', '')).lower()}".rstrip(": ")
        percent = _decimal(part.get("ratio"))
        ratio = None if percent is None else percent / 100
        yield Explained(BY_COUNT, measure, told, ratio, str(service.get("service", "")))


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None
