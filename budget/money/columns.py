"""Columns of amounts, shares and years."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import django_tables2 as tables

from budget.money.reader import Reader
from rorikt.amounts import kroner, thousands
from rorikt.tables.columns import NumberColumn


class AmountColumn(NumberColumn):
    """NOK, shown in whole thousands, or to the øre where the table is `exact`; exported exact."""

    def render(self, value: Decimal, table: tables.Table) -> str:
        return shown_amount(value, table)

    def value(self, value: Decimal) -> Decimal:
        return value


class SumColumn(AmountColumn):
    """With the sum of its rows in the footer, taken before they are rounded."""

    def render_footer(self, bound_column: Any, table: tables.Table) -> str:
        return shown_amount(self.footer_value(bound_column, table), table)

    def footer_value(self, bound_column: Any, table: tables.Table) -> Decimal | None:
        return sum((bound_column.accessor.resolve(row.record) for row in table.rows), Decimal(0))


class KnownSumColumn(SumColumn):
    """With the sum of the amounts that are there; «–» where none is."""

    def footer_value(self, bound_column: Any, table: tables.Table) -> Decimal | None:
        amounts = [bound_column.accessor.resolve(row.record) for row in table.rows]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if known else None


class CompleteSumColumn(SumColumn):
    """With the sum of all amounts; «–» as soon as one is not known."""

    def footer_value(self, bound_column: Any, table: tables.Table) -> Decimal | None:
        return complete_sum(bound_column.accessor.resolve(row.record) for row in table.rows)


def shown_amount(amount: Decimal | None, table: tables.Table) -> str:
    return kroner(amount) if getattr(table, "exact", True) else thousands(amount)


class ReaderTable(tables.Table):
    """Rows of which some may be closed to who reads: what a cell shows asks `reader`."""

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader


class YearTable(tables.Table):
    """Rows of a year with sums, shown in whole thousands until asked for øre; exported to the øre always.

    `exact_heads` are the names of columns in a file, where they have to say more than under the caption of the page.
    """

    exact_heads: Mapping[str, str] = MappingProxyType({})

    def __init__(self, *args: Any, caption: str, exact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exact = exact
        self.exact_caption = f"{caption}, beløp i kroner"
        self.caption = f"{caption}, {'beløp i kroner' if exact else 'tall i hele 1000 kroner'}"


def complete_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """`None` as soon as one of them is not known, so that no sum leaves anything out in silence."""
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
