"""The rule of an adopted budget: what a line may be used for now is what was adopted and what has moved it since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class RevisedBudget:
    """A year's budget since the council adopted it, NOK. Both map the key of a line to an amount.

    A line that is not among the originals came later, and was adopted with nothing.
    """

    year: int
    adopted_on: date
    originals: Mapping[int, Decimal] = field(default_factory=dict)
    regulated: Mapping[int, Decimal] = field(default_factory=dict)

    def original(self, line: int) -> Decimal:
        return self.originals.get(line, ZERO)

    def regulation(self, line: int) -> Decimal:
        """All that has moved the line since, added up."""
        return self.regulated.get(line, ZERO)

    def revised(self, line: int) -> Decimal:
        return self.original(line) + self.regulation(line)

    @property
    def total_original(self) -> Decimal:
        return sum(self.originals.values(), ZERO)

    @property
    def total_regulation(self) -> Decimal:
        return sum(self.regulated.values(), ZERO)

    def astray(self, budgeted: Mapping[int, Decimal]) -> list[int]:
        """The lines whose budget is not what was adopted and what has moved it; empty as it should be."""
        return [line for line, amount in budgeted.items() if amount != self.revised(line)]
