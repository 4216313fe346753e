"""Splitting VAT between the municipalities as a run split its amount: by its keys, each for its days."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from rorikt.amounts import ORE

Weighted = tuple[int, Mapping[str, Decimal]]


def average(keys: Iterable[Weighted]) -> dict[str, Fraction]:
    """The share of each municipality, exact, adding up to one: keys in per cent, each weighing its days or months.

    A municipality that some of the keys do not have has nothing for their days. Raises ValueError without weight.
    """
    found: dict[str, Fraction] = {}
    whole = Fraction(0)
    for weight, percentages in keys:
        for number, percent in percentages.items():
            found[number] = found.get(number, Fraction(0)) + weight * Fraction(percent)
            whole += weight * Fraction(percent)
    if not whole:
        raise ValueError("no key weighs anything")
    return {number: share / whole for number, share in sorted(found.items())}


def apportion(amount: Decimal, shares: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """NOK to the øre, so that the parts add up: cut down, and what is left over to the largest remainders.

    On a tie it goes to the lowest municipality number, as in `allocate`.
    """
    exact = {number: Fraction(amount) * share for number, share in shares.items()}
    parts = {number: _cut(value) for number, value in exact.items()}
    missing = amount - sum(parts.values(), Decimal(0))
    order = sorted(shares, key=lambda number: (-abs(exact[number] - Fraction(parts[number])), number))
    for number in order[: int(abs(missing) / ORE)]:
        parts[number] += ORE.copy_sign(missing)
    return parts


def _cut(value: Fraction) -> Decimal:
    """Towards zero. Whole øre are counted, so that no digits are lost on the way."""
    hundredths = abs(value.numerator) * 100 // value.denominator
    cut = Decimal(hundredths).scaleb(-2).quantize(ORE, ROUND_DOWN)
    return -cut if value < 0 and cut else cut
