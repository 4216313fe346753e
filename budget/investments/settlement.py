"""Settling a year's investments against what the municipalities have paid on account."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from budget.keys.allocation import allocate


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


def settle(expenses_excl_vat: Decimal, paid: Mapping[str, Decimal], shares: Mapping[str, Decimal]) -> Settlement:
    """Each municipality's own payment against its share of the expenses, to the øre.

    Never the total difference times the key: the payments of 2023 did not follow the key.
    Raises ValueError if `paid` and `shares` are not of the same municipalities, or the shares are no key.
    """
    if paid.keys() != shares.keys():
        raise ValueError(f"payments of {sorted(paid)}, shares of {sorted(shares)}")
    expenses = allocate(expenses_excl_vat, shares)
    return Settlement({number: SettlementLine(paid[number], expenses[number]) for number in sorted(shares)})
