"""What the use of a service costs each municipality: a count at a price, a price list with steps, or a fixed sum.

Everything is computed month by month as exact fractions, and rounded once, at the end, to whole øre: `rounded` where
each municipality pays for its own count, `apportioned` where a sum of the cooperation is split. What is rounded adds up
to what all pay.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rorikt.amounts import number

MONTHS_OF_YEAR = 12
Month = int  # 1–12, of the one year that is charged
Count = Fraction | int  # a mean of counts need not be whole
Used = Mapping[str, Mapping[Month, Count]]  # municipality number to its count in each month it takes part


class Tiering(StrEnum):
    """Which count chooses the step, and what the price of the step is for."""

    NONE = "none"
    TOTAL_WHOLE = "total_whole"
    TOTAL_STEPS = "total_steps"
    OWN_WHOLE = "own_whole"
    OWN_STEPS = "own_steps"

    @property
    def is_by_total(self) -> bool:
        return self in (Tiering.TOTAL_WHOLE, Tiering.TOTAL_STEPS)

    @property
    def is_step_by_step(self) -> bool:
        return self in (Tiering.TOTAL_STEPS, Tiering.OWN_STEPS)


class FixedAs(StrEnum):
    """What a fixed price is: the same sum from each that takes part, or one sum that they split."""

    EACH = "each"
    EQUALLY = "equally"
    BY_KEY = "by_key"


class NoStep(ValueError):
    """The price list ends below `count`."""

    def __init__(self, count: Count) -> None:
        self.count = Fraction(count)
        super().__init__(f"no step for {count}")


class NoKeyInMonth(ValueError):
    """None of those that take part in `month` has a share to split a fixed sum by."""

    def __init__(self, month: Month) -> None:
        self.month = month
        super().__init__(f"no key in month {month}")


@dataclass(frozen=True, order=True)
class Step:
    """The price, NOK, from `first` up to and including `last` units; without `last` for all above."""

    first: int
    last: int | None
    price: Decimal


@dataclass(frozen=True)
class Prices:
    """The price list of a year, NOK a month, or a year where it `is_yearly`. `amount` is for one unit without steps."""

    amount: Decimal = Decimal(0)
    is_yearly: bool = False
    tiering: Tiering = Tiering.NONE
    steps: tuple[Step, ...] = ()

    def of_month(self, price: Decimal) -> Fraction:
        return Fraction(price) / MONTHS_OF_YEAR if self.is_yearly else Fraction(price)


@dataclass(frozen=True)
class Charged:
    """What one municipality pays for a service, NOK. `used` is the sum of its `months`, `exact` before rounding."""

    months: int
    used: Count
    exact: Fraction
    amount: Decimal = Decimal(0)

    @property
    def count(self) -> Fraction:
        """The mean of its months."""
        return Fraction(self.used, self.months) if self.months else Fraction(0)


# Price lists


def step_fault(steps: Iterable[Step]) -> str:
    """What is wrong with the steps, in words for who types them; empty for a whole price list."""
    ordered = sorted(steps, key=lambda step: step.first)
    if not ordered:
        return "Prislisten har ingen trinn. Legg inn det første, fra 1."
    if ordered[0].first != 1:
        return f"Det første trinnet begynner på {number(ordered[0].first)}. La det begynne på 1."
    for step in ordered:
        if step.last is not None and step.last < step.first:
            return f"Trinnet fra {number(step.first)} slutter på {number(step.last)}. Rett grensen."
    for step, after in itertools.pairwise(ordered):
        if step.last is None:
            return f"Trinnet fra {number(step.first)} har ingen øvre grense, men det finnes et trinn over det."
        if after.first <= step.last:
            return f"Trinnene fra {number(step.first)} og {number(after.first)} overlapper. Rett grensene."
        if after.first > step.last + 1:
            missing = number(step.last + 1)
            if after.first > step.last + 2:
                missing = f"{missing} til {number(after.first - 1)}"
            return (
                f"Prislisten har et hull: ingen pris for {missing}. La det ene trinnet begynne der det forrige slutter."
            )
    return ""


def chosen_step(steps: Iterable[Step], count: Count) -> Step:
    """The lowest that reaches `count`, which may be a mean between two of them. Raises NoStep above the last."""
    found = min((step for step in steps if step.last is None or step.last >= count), default=None)
    if found is None:
        raise NoStep(count)
    return found


def cost_of(prices: Prices, count: Count) -> Fraction:
    """NOK for a month with so many units, exact. Raises NoStep where the price list ends below."""
    if prices.tiering is Tiering.NONE:
        return prices.of_month(prices.amount) * count
    if not count:
        return Fraction(0)
    reached = chosen_step(prices.steps, count)
    if not prices.tiering.is_step_by_step:
        return prices.of_month(reached.price) * count
    total = Fraction(0)
    for step in prices.steps:
        if step.first <= reached.first:
            top = count if step is reached else Fraction(step.last or 0)
            total += prices.of_month(step.price) * (top - (step.first - 1))
    return total


# What each pays


def charge_counts(prices: Prices, used: Used) -> dict[str, Charged]:
    """Municipality number to what it pays for its counts. Raises NoStep."""
    if prices.tiering.is_by_total:
        exact = _by_total(prices, used)
        is_split = prices.tiering.is_step_by_step
    else:
        exact = {one: _own_cost(prices, by_month) for one, by_month in used.items()}
        is_split = False
    return _charged(used, exact, apportioned if is_split else rounded)


def charge_fixed(
    prices: Prices,
    how: FixedAs,
    taking_part: Mapping[str, Sequence[Month]],
    shares: Callable[[Month], Mapping[str, Decimal]] = lambda month: {},
) -> dict[str, Charged]:
    """Municipality number to what it pays of a fixed price, for the months that it takes part.

    A sum that is split is split month by month between those that take part in the month: equally, or by their
    `shares` of the key of the month. A month in which nobody does costs nothing. Raises NoKeyInMonth.
    """
    price = prices.of_month(prices.amount)
    exact = dict.fromkeys(sorted(taking_part), Fraction(0))
    for month in range(1, MONTHS_OF_YEAR + 1):
        here = [one for one, months in taking_part.items() if month in months]
        if not here:
            continue
        if how is FixedAs.BY_KEY:
            of_key = shares(month)
            weights = {one: Fraction(of_key.get(one, 0)) for one in here}
        else:
            weights = dict.fromkeys(here, Fraction(1))
        whole = Fraction(1) if how is FixedAs.EACH else sum(weights.values(), Fraction(0))
        if not whole:
            raise NoKeyInMonth(month)
        for one, weight in weights.items():
            exact[one] += price * weight / whole
    used = {one: dict.fromkeys(months, 1) for one, months in taking_part.items()}
    return _charged(used, exact, rounded if how is FixedAs.EACH else apportioned)


def rounded(exact: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """Each to whole øre, half away from zero: what a municipality pays does not depend on the others."""
    return {one: _ore(_whole_ore(amount)) for one, amount in exact.items()}


def apportioned(exact: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """Parts of one sum, which is rounded as above: each cut down, the øre left over to the largest remainders, on a
    tie to the lowest municipality number. A negative sum gives the negative of what the positive one would give."""
    whole = sum(exact.values(), Fraction(0))
    sign = -1 if whole < 0 else 1
    ore = {one: sign * amount * 100 for one, amount in exact.items()}
    cut = {one: amount.__floor__() for one, amount in ore.items()}
    order = sorted(ore, key=lambda one: (cut[one] - ore[one], one))
    for one in order[: _whole_ore(abs(whole)) - sum(cut.values())]:
        cut[one] += 1
    return {one: _ore(sign * amount) for one, amount in cut.items()}


def mean(counts: Iterable[Count]) -> Fraction:
    listed = list(counts)
    return Fraction(sum(listed)) / len(listed) if listed else Fraction(0)


def _by_total(prices: Prices, used: Used) -> dict[str, Fraction]:
    """The count of all that take part in a month chooses the step; each pays by its own part of that count."""
    totals: dict[Month, Count] = {}
    for by_month in used.values():
        for month, count in by_month.items():
            totals[month] = totals.get(month, 0) + count
    per_unit = {month: cost_of(prices, total) / total for month, total in totals.items() if total}
    return {
        one: sum((per_unit[month] * count for month, count in by_month.items() if count), Fraction(0))
        for one, by_month in used.items()
    }


def _own_cost(prices: Prices, by_month: Mapping[Month, Count]) -> Fraction:
    if prices.tiering is Tiering.NONE:
        return prices.of_month(prices.amount) * sum(by_month.values())
    months: dict[Count, int] = {}
    for count in by_month.values():
        months[count] = months.get(count, 0) + 1
    return sum((cost_of(prices, count) * times for count, times in months.items()), Fraction(0))


def _charged(
    used: Used, exact: Mapping[str, Fraction], rounding: Callable[[Mapping[str, Fraction]], dict[str, Decimal]]
) -> dict[str, Charged]:
    amounts = rounding(exact)
    return {one: Charged(len(used[one]), sum(used[one].values()), exact[one], amounts[one]) for one in sorted(used)}


def _whole_ore(amount: Fraction) -> int:
    """Half away from zero, in whole numbers."""
    above, below = abs(amount.numerator) * 100, amount.denominator
    whole = (2 * above + below) // (2 * below)
    return -whole if amount < 0 else whole


def _ore(value: int) -> Decimal:
    return Decimal(value).scaleb(-2)
