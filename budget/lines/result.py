"""The operating result and the investment result: actual against budget, and what the difference is called."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Result:
    """NOK. Costs are positive, income negative. Variance is budgeted minus actual: negative is an overspend."""

    actual: Decimal
    budgeted: Decimal

    @property
    def variance(self) -> Decimal:
        return self.budgeted - self.actual

    @property
    def overspend(self) -> Decimal:
        """A positive amount, or zero where nothing was overspent."""
        return max(-self.variance, Decimal(0))

    @property
    def underspend(self) -> Decimal:
        return max(self.variance, Decimal(0))

    @property
    def overspend_percent(self) -> Decimal | None:
        """Of the budget, unrounded; `None` where there is no budget to compare with."""
        return self.overspend * 100 / self.budgeted if self.budgeted else None

    @property
    def variance_percent(self) -> Decimal | None:
        """Of the budget, unrounded, with the sign of the variance also where income is budgeted; `None` without one."""
        return self.variance * 100 / abs(self.budgeted) if self.budgeted else None


@dataclass(frozen=True)
class Explanation:
    """A variance against what its causes account for. `causes` is positive for what cost more than planned."""

    variance: Decimal
    causes: Decimal

    @property
    def explained(self) -> Decimal:
        """With the sign of a variance: negative is an overspend."""
        return -self.causes

    @property
    def unexplained(self) -> Decimal:
        return self.variance - self.explained

    @property
    def explains_too_much(self) -> bool:
        """What is unexplained then has the sign that the variance has not."""
        return self.unexplained * self.variance < 0 or (not self.variance and self.unexplained != 0)


TOO_MUCH = "Uforklart med motsatt fortegn av avviket: årsakene forklarer mer enn avviket."


def lines_source_name(year: int) -> str:
    """How a frozen document names the operating result it shows."""
    return f"Driftslinjer {year}"
