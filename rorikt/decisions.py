"""What the council has decided, as the apps of the money and of the tickets know it, which do not know meetings.

Asked of those who have registered in their AppConfig.ready; where nobody has, nothing is decided.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from rorikt.people.models import User


@dataclass(frozen=True)
class Decided:
    """The decision of a case, in its own words."""

    text: str
    on: date
    url: str


@dataclass(frozen=True)
class CaseMade:
    """A case that was made of what a page shows. `number` is empty while it waits for a meeting, `told` until it is
    settled; then it says what became of it, and when."""

    number: str
    title: str
    url: str
    told: str


# Given the key of the reference to a case, what was decided in it, for a reader who may read that.
deciding: list[Callable[[int, User], Decided | None]] = []
# Given the path of a page, the cases that were made of what it shows.
making: list[Callable[[str, User], Iterable[CaseMade]]] = []


def decision_of(case: int | None, reader: User) -> Decided | None:
    """By the key of its reference. `None` where there is no case, it is not decided, or it is closed to the reader."""
    found = (register(case, reader) for register in deciding if case is not None)
    return next((decided for decided in found if decided), None)


def cases_made_of(path: str, reader: User) -> list[CaseMade]:
    return [case for register in making for case in register(path, reader)]
