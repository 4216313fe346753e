"""What a municipality owes in a year: what it is charged, when that is due, and what it has paid of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Step(StrEnum):
    """How far a charge has come, from the first word of it until it is paid. The value is what it is called."""

    EXPECTED = "forventet"
    PROPOSED = "foreslått"
    DECIDED = "vedtatt"
    INVOICED = "fakturert"
    SETTLED = "oppgjort"


@dataclass(frozen=True)
class Claim:
    """One charge, NOK; below zero it is the municipality's own. `key` is what payments name it by."""

    key: str
    title: str
    charged: Decimal
    paid: Decimal = ZERO
    is_decided: bool = True
    is_proposed: bool = False
    invoice: str = ""

    @property
    def left(self) -> Decimal:
        """Below zero: paid too much, or not paid back yet."""
        return self.charged - self.paid

    @property
    def step(self) -> Step:
        if not self.is_decided:
            return Step.PROPOSED if self.is_proposed else Step.EXPECTED
        if not self.left and (self.paid or self.invoice):
            return Step.SETTLED
        return Step.INVOICED if self.invoice else Step.DECIDED


@dataclass(frozen=True)
class Due:
    """An amount on its day. Without a day it falls due by an invoice that is not sent."""

    title: str
    amount: Decimal
    due_on: date | None = None


@dataclass(frozen=True)
class Group:
    """Charges that are due together: those of the frame on its instalments, on account on its own, the others alone."""

    title: str
    claims: Sequence[Claim]
    dues: Sequence[Due] = ()

    @property
    def paid(self) -> Decimal:
        return sum((claim.paid for claim in self.claims), ZERO)

    @property
    def charged(self) -> Decimal:
        return sum((claim.charged for claim in self.claims), ZERO)

    def overdue(self, on: date) -> Decimal:
        """What should have been paid before that day and is not."""
        due = sum((one.amount for one in self.dues if one.due_on and one.due_on < on), ZERO)
        return max(ZERO, due - self.paid)


@dataclass(frozen=True)
class Standing:
    """All of a year, of one municipality. `unplaced` is what it has paid that no charge is named for."""

    groups: Sequence[Group] = ()
    unplaced: Decimal = ZERO
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def claims(self) -> list[Claim]:
        return [claim for group in self.groups for claim in group.claims]

    @property
    def dues(self) -> list[Due]:
        return [due for group in self.groups for due in group.dues]

    @property
    def is_whole(self) -> bool:
        """Whether every charge that is to be expected has an amount."""
        return all(claim.is_decided for claim in self.claims)

    @property
    def charged(self) -> Decimal:
        return sum((group.charged for group in self.groups), ZERO)

    @property
    def invoiced(self) -> Decimal:
        return sum((claim.charged for claim in self.claims if claim.invoice), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((group.paid for group in self.groups), self.unplaced)

    @property
    def left(self) -> Decimal:
        """Below zero is owed to the municipality."""
        return self.charged - self.paid

    def overdue(self, on: date) -> Decimal:
        """What is paid without a charge named goes to what is overdue; what is paid too much of another does not."""
        return max(ZERO, sum((group.overdue(on) for group in self.groups), ZERO) - max(ZERO, self.unplaced))


def states_of(dues: Iterable[Due], paid: Decimal, on: date) -> list[str]:
    """Of each due in their order: what is paid covers the first ones first."""
    found = []
    for due in dues:
        covered = max(ZERO, min(due.amount, paid))
        paid -= covered
        if due.amount < 0:
            found.append("til gode")
        elif due.amount == covered:
            found.append("betalt" if due.amount else "ingenting å betale")
        elif due.due_on is None:
            found.append("forfaller med faktura" if not covered else "delvis betalt")
        elif due.due_on < on:
            found.append("delvis betalt, forfalt" if covered else "forfalt")
        else:
            found.append("delvis betalt" if covered else "ikke forfalt")
    return found
