"""The frame of a year: what the council has decided, krone by krone, and whether the budget and the charges follow it.

A decision moves the frame and is shared between the municipalities at once. The budget of the year is lines that people
set, so it may say something else until it is regulated, and a decision belongs to no line of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto


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
    def is_set(self) -> bool:
        """Whether the frame itself is decided; changes alone are no frame."""
        return any(step.is_base for step in self.steps)

    @property
    def first(self) -> Decimal | None:
        """The frame as it was first decided, before any later decision; `None` where it is not set."""
        return next((step.difference for step in self.steps if step.is_base), None)

    @property
    def changing(self) -> tuple[FrameStep, ...]:
        """Every decision but the first one on the frame itself."""
        first = next((step for step in self.steps if step.is_base), None)
        return tuple(step for step in self.steps if step is not first)

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
        """A sum from which a closed amount could be worked out is closed too."""
        return any(step.is_hidden for step in self.steps)


def total(steps: Sequence[FrameStep]) -> Decimal:
    """NOK; zero for no decisions."""
    return sum((step.difference for step in steps), Decimal(0))


class Following(Enum):
    """How a year's budget stands to its frame."""

    NO_FRAME = auto()
    NO_BUDGET = auto()
    FOLLOWS = auto()
    NOT_REGULATED = auto()
    DIFFERS = auto()


def following(frame: Frame, budgeted: Decimal | None) -> Following:
    """`budgeted` is the sum of the year's operating lines, `None` where it has none.

    Not regulated: the budget is the frame as it was first decided, and later decisions have moved the frame.
    """
    if not frame.is_set:
        return Following.NO_FRAME
    if budgeted is None:
        return Following.NO_BUDGET
    if budgeted == frame.amount:
        return Following.FOLLOWS
    return Following.NOT_REGULATED if budgeted == frame.first else Following.DIFFERS
