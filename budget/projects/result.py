"""The result of the investments of a year."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class InvestmentResult:
    """NOK. The accounts and the budget count VAT; what the municipalities are charged does not."""

    budgeted: Decimal
    actual_excl_vat: Decimal
    vat: Decimal

    @property
    def actual(self) -> Decimal:
        return self.actual_excl_vat + self.vat

    @property
    def variance(self) -> Decimal:
        return self.budgeted - self.actual
