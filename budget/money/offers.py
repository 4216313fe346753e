"""How figures and tables of a year's money are offered to documents: by the year, the day and how they are written."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import cast

from budget.money.cells import FORMS, Form
from rorikt.figures.offers import Arguments, Asked, Offer, no_arguments
from rorikt.figures.values import Figure, NotAvailable, Table

FORM = "SKRIVEMÅTE"
FORM_WORDS = {FORM: tuple(FORMS)}
OWNER = "budget"


def form_of(text: str) -> Form:
    if text not in FORMS:
        raise NotAvailable(f"«{text}» er ikke en skrivemåte. Velg {', '.join(FORMS)}.")
    return cast(Form, text)


def amount(
    name: str,
    label: str,
    function: Callable[..., Figure],
    *arguments: str,
    choices: Callable[[Asked], Iterable[Arguments]] = no_arguments,
    is_dated: bool = True,
) -> Offer:
    """An amount of the accounting year, which may be followed by how it is written.

    `is_dated`: of the accounts, as far as they reach on the document's own date. A budget is that of the whole year.
    """

    def make(asked: Asked, *given: str) -> Figure:
        named, form = given[: len(arguments)], given[len(arguments) :]
        day = {"on": asked.as_of} if is_dated else {}
        return function(asked.year, *named, *map(form_of, form), **day)

    return Offer(name, label, OWNER, make, (*arguments, FORM), len(arguments), choices=choices, words=FORM_WORDS)


def year_table(name: str, label: str, function: Callable[[int, date], Table]) -> Offer:
    """Of the accounting year as far as its accounts reach on the document's own date."""
    return Offer(name, label, OWNER, lambda asked: function(asked.year, asked.as_of), is_block=True)


def month_table(name: str, label: str, function: Callable[[int, int, date], Table]) -> Offer:
    """As `year_table`, and no further than the last month of the document's period."""

    def make(asked: Asked) -> Table:
        return function(asked.year, asked.month, asked.as_of)

    return Offer(name, label, OWNER, make, is_block=True)
