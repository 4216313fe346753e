"""Cells of these tables: a value with the way to the tickets that it is taken of."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rorikt.amounts import MINUS, NOTHING, number, percentage
from rorikt.figures.values import Cell
from support.tickets.links import tickets_url


def value_cell(value: Decimal | int | None, shown: Callable[[Any], str], filters: Mapping[str, Any]) -> Cell:
    """«–» for `None`."""
    return Cell(shown(value), "" if value is None else str(value), tickets_url(**filters))


def percent_cell(part: int, whole: int, filters: Mapping[str, Any]) -> Cell:
    """`part` of `whole`; «–» where there is nothing to take a part of."""
    share = Decimal(part * 100) / whole if whole else None
    return value_cell(share, one_decimal_percent, filters)


def change_cell(now: int, before: int) -> Cell:
    return Cell(_signed(number(now - before)), str(now - before))


def change_percent_cell(now: int, before: int) -> Cell:
    """«–» where there was nothing before."""
    share = Decimal((now - before) * 100) / before if before else None
    return Cell(_signed(one_decimal_percent(share)), "" if share is None else str(share))


def _signed(text: str) -> str:
    """A change that is not printed as zero has its sign."""
    return text if text[0] in {MINUS, NOTHING} or not text.strip("0, %\u00a0") else f"+{text}"


def one_decimal(value: Decimal | None) -> str:
    return number(value, 1)


def one_decimal_percent(value: Decimal | None) -> str:
    return percentage(value, 1)
