"""Settling a year's investments against what the municipalities have paid on account."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class SettlementLine:
    """NOK of one municipality, or of all. A positive variance was paid too much and is offset next year."""

    paid_on_account: Decimal
    expenses_excl_vat: Decimal

    @property
    def variance(self) -> Decimal:
        return self.paid_on_account - self.expenses_excl_vat


@dataclass(frozen=True)
class Settlement:
    """`lines` maps municipality number to its line, in the order of the numbers."""

    lines: dict[str, SettlementLine]

    @property
    def total(self) -> SettlementLine:
        return SettlementLine(
            sum((line.paid_on_account for line in self.lines.values()), Decimal(0)),
            sum((line.expenses_excl_vat for line in self.lines.values()), Decimal(0)),
        )


def settle(expenses_excl_vat: Mapping[str, Decimal], paid: Mapping[str, Decimal]) -> Settlement:
    """Each municipality's own payment against its part of the expenses, both by municipality number.

    Never the total difference times the key: the payments of 2023 did not follow the key.
    Raises ValueError if the two are not of the same municipalities.
    """
    if paid.keys() != expenses_excl_vat.keys():
        raise ValueError(f"payments of {sorted(paid)}, parts of {sorted(expenses_excl_vat)}")
    return Settlement(
        {number: SettlementLine(paid[number], part) for number, part in sorted(expenses_excl_vat.items())}
    )
