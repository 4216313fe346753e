"""A cost key proposed from weights: an equal part, inhabitants, users, devices, or any other count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from budget.keys.allocation import WHOLE, allocate
from rorikt.amounts import ORE


@dataclass(frozen=True)
class Component:
    """`percent` of the key is shared by the weights, municipality number to a count. Equal weights share it equally."""

    title: str
    percent: Decimal
    weights: Mapping[str, Decimal]


@dataclass(frozen=True)
class Consequence:
    """What an amount was, or would have been, for one municipality under the key it had and under a new one, NOK."""

    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


def propose(components: Sequence[Component]) -> dict[str, Decimal]:
    """Municipality number to per cent with two decimals, adding up to exactly 100.00.

    Computed as fractions and rounded once: cut down to two decimals, with the hundredths left over to the largest
    remainders, on a tie to the lowest municipality number.
    Raises ValueError if the components are not 100 per cent, name different municipalities, or weigh nothing.
    """
    check(components)
    exact: dict[str, Fraction] = dict.fromkeys(sorted(components[0].weights), Fraction(0))
    for component in components:
        total = sum(Fraction(weight) for weight in component.weights.values())
        for number, weight in component.weights.items():
            exact[number] += Fraction(component.percent) * Fraction(weight) / total
    return rounded(exact)


def rounded(exact: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """Fractions of 100 as per cents with two decimals that still add up."""
    hundredths = {number: int(share * 100) for number, share in exact.items()}
    missing = int(WHOLE * 100) - sum(hundredths.values())
    order = sorted(exact, key=lambda number: (hundredths[number] - exact[number] * 100, number))
    for number in order[:missing]:
        hundredths[number] += 1
    return {number: Decimal(count).scaleb(-2) for number, count in hundredths.items()}


def as_json(component: Component) -> dict[str, Any]:
    """Plain JSON, decimals as text."""
    weights = {number: str(weight) for number, weight in component.weights.items()}
    return {"title": component.title, "percent": str(component.percent), "weights": weights}


def from_json(data: Mapping[str, Any]) -> Component:
    weights = {number: Decimal(weight) for number, weight in data["weights"].items()}
    return Component(data["title"], Decimal(data["percent"]), weights)


def check(components: Sequence[Component]) -> None:
    """Raises ValueError if `components` are no recipe of a key."""
    if sum(component.percent for component in components) != WHOLE:
        raise ValueError(f"components sum to {sum(component.percent for component in components)}, not 100")
    if len({frozenset(component.weights) for component in components}) != 1:
        raise ValueError("components weigh different municipalities")
    for component in components:
        if component.percent < 0 or any(weight < 0 for weight in component.weights.values()):
            raise ValueError(f"{component.title} has a negative number")
        if not sum(component.weights.values()):
            raise ValueError(f"{component.title} weighs nothing")


def consequences(
    amount: Decimal, before: Mapping[str, Decimal], shares: Mapping[str, Decimal], unit: Decimal = ORE
) -> dict[str, Consequence]:
    """What sharing `amount` by new `shares` would have changed. `before` is what each municipality was charged."""
    after = allocate(amount, shares, unit)
    zero = Decimal(0)
    return {
        number: Consequence(before.get(number, zero), after.get(number, zero))
        for number in sorted(before.keys() | after.keys())
    }
