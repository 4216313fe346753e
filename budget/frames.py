"""The frame of a year: what the council has decided, krone by krone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class FrameStep:
    """One decision, and what it adds to the frame of the year, NOK. `is_lasting`: it began in an earlier year.

    `is_hidden`: the reader may not see the amount.
    """

    title: str
    kind: str
    difference: Decimal
    decision: str
    case_number: str = ""
    case_url: str = ""
    url: str = ""
    is_base: bool = False
    is_lasting: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class Frame:
    """The decisions in the order they were made. Their differences are the frame, to the øre."""

    year: int
    steps: tuple[FrameStep, ...]

    @property
    def base(self) -> Decimal:
        """What was decided as the frame itself, before anything came on top."""
        return total([step for step in self.steps if step.is_base])

    @property
    def changes(self) -> Decimal:
        return self.amount - self.base

    @property
    def amount(self) -> Decimal:
        return total(self.steps)

    @property
    def hides_sums(self) -> bool:
        """A sum from which an amount that is closed could be reckoned is closed too."""
        return any(step.is_hidden for step in self.steps)


def total(steps: Sequence[FrameStep]) -> Decimal:
    return sum((step.difference for step in steps), Decimal(0))
