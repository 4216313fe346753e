"""What other rooms let search find: places of a register, and what a person has written for nobody else.

A room registers when all is loaded, in its app's `ready`. What it offers is indexed and found like the rest, for whom
its `reach` says, and closed with its case. What is somebody's own is never indexed: it is asked for at each search.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meetings.search.models import Reach
from rorikt.people.models import User
from rorikt.words.asking import Query
from rorikt.words.marking import Piece


@dataclass(frozen=True)
class Offered:
    """One row of a register. `name` is its own there; `case` the primary key of the case that it is closed with."""

    name: str
    title: str
    text: str
    url: str
    since: datetime
    day: date | None = None
    case: int | None = None
    reach: Reach = Reach.OPEN


@dataclass(frozen=True)
class Register:
    """`state()` is another after every change of it, in one cheap query; `rows()` is all of it."""

    name: str
    state: Callable[[], str]
    rows: Callable[[], Iterable[Offered]]


@dataclass(frozen=True)
class OwnHit:
    """Something that only this person reads, such as a note; `text` is an excerpt with its words marked."""

    title: str
    url: str
    text: Sequence[Piece]
    day: date | None = None


offering: list[Register] = []
# Each gives registers of which there may be more tomorrow.
several: list[Callable[[], Iterable[Register]]] = []
# Each gives those of the person that have every word of the query, the best first; see rorikt/words/marking.py.
own: list[Callable[[User, Query], Iterable[OwnHit]]] = []


def registers() -> list[Register]:
    return [*offering, *(register for give in several for register in give())]
