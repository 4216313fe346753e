"""What the rooms offer to the texts of documents, by name: figures, tables and charts. The list that authors pick from.

A room offers what it knows in `offers.py`, in a tuple `OFFERS`; its app names that module in `AppConfig.offers`. Whose
rows stand behind an offer is told by an `Owner`, in a tuple `OWNERS` of one of these modules. How a figure is counted
is told to its readers in `COUNTED`, pairs of a name and a sentence or two, where its label does not say as much.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps

from rorikt.calendar import months_between
from rorikt.figures.values import Chart, Definitions, Figure, NotAvailable, Source, Table

Value = Figure | Table | Chart | Definitions
Arguments = tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What a document asks its figures with. What it has not filled in raises NotAvailable when a figure needs it.

    `as_of` is «status per dato». `find_estimate` gives the cost estimate chosen for it, if there is one; `threshold` is
    what its deviations have to be explained over, if it says one; `document` is the row itself, for the room that it
    belongs to.
    """

    as_of: date
    accounting_year: int | None = None
    period_from: date | None = None
    period_to: date | None = None
    find_estimate: Callable[[], Any] = lambda: None
    threshold: Any = None
    document: Any = None

    @property
    def year(self) -> int:
        if self.accounting_year is None:
            raise NotAvailable("fyll ut regnskapsår for dokumentet.")
        return self.accounting_year

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last month, as their first days."""
        if self.period_from is None or self.period_to is None:
            raise NotAvailable("fyll ut fra og til måned for dokumentet.")
        return self.period_from, self.period_to

    @property
    def month(self) -> int:
        """The last month of the accounting year that the period holds; December where it ends in a later year.

        Whatever it is, the figures go no further than the document's own date.
        """
        if self.period_from is None and self.period_to is None:
            return 12
        last = self.period[1]
        if last.year < self.year:
            raise NotAvailable(f"perioden er over før {self.year} begynner. Velg et senere tidsrom for dokumentet.")
        return last.month if last.year == self.year else 12

    @property
    def months(self) -> list[date]:
        """Those of the period, as their first days."""
        return months_between(*self.period)

    @property
    def estimate(self) -> Any:
        found = self.find_estimate()
        if found is None:
            raise NotAvailable("velg et kostnadsoverslag for dokumentet.")
        return found


def no_arguments(asked: Asked) -> Iterable[Arguments]:
    return [()]


@dataclass(frozen=True)
class Offer:
    """`make(asked, *arguments)` gives the value behind a name.

    `required` of the named `arguments` must be there; `choices` are the arguments that make sense now, for the list
    an author picks from, and `words` all that an argument may be where it is one of few; `owner` is the key of the
    `Owner` whose rows stand behind it. The unit, the day and the place of the rows are told by the value itself, whom
    or what it counts by `label`.
    """

    name: str
    label: str
    owner: str
    make: Callable[..., Value]
    arguments: Arguments = ()
    required: int = 0
    is_block: bool = False
    choices: Callable[[Asked], Iterable[Arguments]] = no_arguments
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def allowed(self) -> int:
        return len(self.arguments)

    @property
    def pattern(self) -> str:
        return "[[" + ":".join([self.name, *self.arguments]) + "]]"


@dataclass(frozen=True)
class Owner:
    """`sources(asked, used)` are the rows behind its offers, of which `used` has the arguments each was asked with."""

    key: str
    label: str
    sources: Callable[[Asked, Iterable[Sequence[str]]], Iterable[Source]]


@cache
def offers() -> dict[str, Offer]:
    """Every offer by its name, in the order of the apps and of the modules each of them names."""
    found: dict[str, Offer] = {}
    for offer in _named("OFFERS"):
        if offer.name in found:
            raise ValueError(f"two rooms offer {offer.name}")
        found[offer.name] = offer
    return found


@cache
def owners() -> dict[str, Owner]:
    """Every owner by its key."""
    return {owner.key: owner for owner in _named("OWNERS")}


@cache
def counted() -> dict[str, str]:
    """How figures are counted, by the name of their offer."""
    found = dict(_named("COUNTED"))
    if unknown := found.keys() - offers().keys():
        raise ValueError(f"nobody offers {unknown}")
    return found


def _named(tuple_name: str) -> Iterable[Any]:
    for config in apps.get_app_configs():
        for module in getattr(config, "offers", ()):
            yield from getattr(import_module(module), tuple_name, ())


# How arguments are read. What a person may have mistyped raises NotAvailable.


def year_of(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text):
        raise NotAvailable(f"«{text}» er ikke et år. Skriv for eksempel 2024.")
    return int(text)


def month_of(text: str) -> date:
    """Its first day."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise NotAvailable(f"«{text}» er ikke en måned. Skriv for eksempel 2024-01.") from error


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotAvailable(f"«{text}» er ikke en dato. Skriv for eksempel 2024-01-31.") from error
