"""Which cases are closed to whom.

The apps of the money do not know meetings. Who may not read a case is asked here, of those who have registered in their
AppConfig.ready; where nobody has, all is open. Everything that quotes a case (a decision, a title, an amount, the name
of a file) is closed together with it; see docs/decisions/0014.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rorikt.people.models import User

EXEMPT = "Unntatt offentlighet"
CLOSED_AMOUNT = "unntatt"  # in the place of an amount


@dataclass(frozen=True)
class ClosedCase:
    """A case that is exempt from the public, for a reader who may not see more of it than its public title.

    `reference` is the primary key of the case's own reference.
    """

    reference: int
    public_title: str
    are_amounts_open: bool = False

    def __str__(self) -> str:
        return f"{EXEMPT}: {self.public_title}"


# Given a reader, `None` for one who is not logged in, the cases that are closed to them, by every reference to them.
closing: list[Callable[[User | None], Mapping[int, ClosedCase]]] = []


def closed_to(reader: User | None) -> dict[int, ClosedCase]:
    """By primary key of the reference: few, or none."""
    return {pk: case for register in closing for pk, case in register(reader).items()}
