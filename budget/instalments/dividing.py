"""The amounts of a year divided on the days they are paid: what is decided late goes on the days that are left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from rorikt.amounts import ORE

ZERO = Decimal(0)
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Term:
    """A day of payment. `weight` is its part of the year, against the weights of the others."""

    due_on: date
    weight: Decimal = Decimal(1)
    invoiced_on: date | None = None

    def takes(self, amount: "Owed") -> bool:
        """Not what was decided on the day it is due or later, nor what was approved after it was invoiced."""
        if amount.decided_on is not None and amount.decided_on >= self.due_on:
            return False
        return self.invoiced_on is None or amount.approved_on is None or amount.approved_on < self.invoiced_on


@dataclass(frozen=True)
class Owed:
    """What is to be paid, NOK. With neither day it was known before the year's first term."""

    amount: Decimal
    decided_on: date | None = None
    approved_on: date | None = None


@dataclass(frozen=True)
class Divided:
    """NOK of each term, in their order, and what came too late for all of them."""

    terms: tuple[tuple[Term, Decimal], ...]
    after: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum((amount for _, amount in self.terms), self.after)


def divide(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """In parts of these weights, each cut down to the øre, with the rest on the last one.

    Raises ValueError without weights, or where one is not above zero.
    """
    if not weights or min(weights) <= 0:
        raise ValueError(f"{list(weights)} are no weights")
    whole = sum(weights)
    parts = [(amount * weight / whole).quantize(ORE, ROUND_DOWN) + 0 for weight in weights[:-1]]
    return [*parts, amount - sum(parts)]


def divided(owed: Iterable[Owed], terms: Sequence[Term]) -> Divided:
    """Each amount on the terms that still take it. The parts add up to the amounts, to the øre."""
    found, after = [ZERO for _ in terms], ZERO
    for one in owed:
        places = [place for place, term in enumerate(terms) if term.takes(one)]
        if not places:
            after += one.amount
            continue
        for place, part in zip(places, divide(one.amount, [terms[place].weight for place in places]), strict=True):
            found[place] += part
    return Divided(tuple(zip(terms, found, strict=True)), after)


def fault_of(terms: Sequence[tuple[date, Decimal | None]], year: int) -> str:
    """What is wrong with the plan of a year, for the person who typed it; empty where nothing is."""
    days = [day for day, _ in terms]
    if len(set(days)) < len(days):
        return "To terminer har samme forfall. Gi hver termin sin egen dag."
    if outside := [day for day in days if not date(year, 1, 1) <= day <= date(year + 1, 3, 31)]:
        return f"{outside[0]:%d.%m.%Y} er ikke i {year} eller de tre første månedene etterpå."
    given = [percent for _, percent in terms if percent is not None]
    if given and len(given) < len(terms):
        return "Skriv andelen for alle terminene, eller la alle stå tomme for like store terminer."
    if given and sum(given) != WHOLE:
        return f"Andelene er til sammen {sum(given):n} prosent. De skal være nøyaktig 100,00."
    return ""
