"""What follows from a risk analysis: how many of its measures are open, late, done or dropped, and whether it is due
for another look.

Pure. Nothing is said of systems that nobody has analysed: the register does not know them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meetings.register_pages import states
from meetings.register_pages.states import UNSAID, State

DROPPED = "avbrutt"


@dataclass(frozen=True)
class Measure:
    title: str
    url: str
    state: State = UNSAID
    due: date | None = None
    responsible: str = ""
    is_exempt: bool = False
    is_late: bool = False


@dataclass(frozen=True)
class Counts:
    """`late` are among the open ones."""

    open: int
    late: int
    done: int
    dropped: int

    def __str__(self) -> str:
        if not (self.open or self.done or self.dropped):
            return "Ingen tiltak"
        told = [
            f"{self.open} åpne" + (f", {self.late} forsinket" if self.late else "") if self.open else "",
            f"{self.done} ferdig" if self.done else "",
            f"{self.dropped} avbrutt" if self.dropped else "",
        ]
        return ", ".join(part for part in told if part)


def counted(measures: Iterable[Measure]) -> Counts:
    listed = list(measures)
    settled = [one for one in listed if one.state.is_settled]
    dropped = sum(one.state.key == DROPPED for one in settled)
    late = sum(one.is_late for one in listed)
    return Counts(len(listed) - len(settled), late, len(settled) - dropped, dropped)


def in_order(measures: Iterable[Measure]) -> list[Measure]:
    """The open ones first, by when they are due; those without a day last."""
    return sorted(measures, key=lambda one: (one.state.is_settled, one.due is None, one.due or date.min, one.title))


def is_due(next_review: date | None, today: date) -> bool:
    """Should have been done again. One that is due today is not over it."""
    return states.is_late(UNSAID, next_review, today)
