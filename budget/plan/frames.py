"""The financial plan: from the budget of a base year to the frames of the years after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

YEARS_OF_PLAN = 4


@dataclass(frozen=True)
class Step:
    """A change of one line from `year` on, or in that year alone. NOK at the prices of that year; a cut is negative."""

    year: int
    amount: Decimal
    is_lasting: bool = True


def frames(base: Decimal, growth: Mapping[int, Decimal], steps: Iterable[Step]) -> dict[int, Decimal]:
    """The frame of a line in each year of `growth`, unrounded.

    `growth` maps each year, without gaps, to the price growth from the year before in per cent. What lasts grows with
    the prices of the years after it; what is for one year is neither carried on nor grows.
    """
    steps = list(steps)
    lasting, found = base, {}
    for year in sorted(growth):
        lasting = lasting * (100 + growth[year]) / 100
        lasting += sum((step.amount for step in steps if step.year == year and step.is_lasting), Decimal(0))
        once = sum((step.amount for step in steps if step.year == year and not step.is_lasting), Decimal(0))
        found[year] = lasting + once
    return found


def summed(rows: Iterable[Mapping[int, Decimal]]) -> dict[int, Decimal]:
    """Each year summed over the lines."""
    total: dict[int, Decimal] = {}
    for row in rows:
        for year, amount in row.items():
            total[year] = total.get(year, Decimal(0)) + amount
    return total
