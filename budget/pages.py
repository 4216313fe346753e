"""What the pages of a year share: the way between years and between pages, and what is missing for a table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse

from budget.models import BudgetLine, InvestmentProject, PaymentOnAccount
from rorikt.figures import NotAvailable, Table

YEAR_PAGES = [
    ("Driftsresultat", "budget:operating-result"),
    ("Investeringer", "budget:investments"),
    ("Avregning", "budget:settlement"),
]
OTHER_PAGES = [("Fordelingsnøkler", "budget:cost-keys"), ("Kostnadsoverslag", "budget:cost-estimates")]


class Entry(NamedTuple):
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Shown:
    """A table, or the sentence that says what is missing for it."""

    table: Table | None = None
    missing: str = ""


def shown(make: Callable[..., Table], *arguments: Any, **options: Any) -> Shown:
    try:
        return Shown(make(*arguments, **options))
    except NotAvailable as missing:
        return Shown(missing=str(missing))


def years() -> list[int]:
    """Years that have rows, the newest first."""
    kinds = (InvestmentProject.objects.all(), PaymentOnAccount.objects.all())
    found = (
        BudgetLine.objects.order_by()
        .values_list("year")
        .union(*(kind.order_by().values_list("year") for kind in kinds))
    )
    return sorted((year for (year,) in found), reverse=True)


def navigation(current: str, year: int | None, today: date) -> dict[str, Any]:
    """The pages of the economy, and on the pages of a year the years. `current` is the name of this page."""
    known = years()
    of_year = year or (known[0] if known else today.year)
    pages = [Entry(label, reverse(name, args=[of_year]), name == current) for label, name in YEAR_PAGES]
    pages += [Entry(label, reverse(name), name == current) for label, name in OTHER_PAGES]
    shown_years = sorted({*known, year}, reverse=True) if year else []
    return {
        "pages": pages,
        "year": year,
        "years": [Entry(str(one), reverse(current, args=[one]), one == year) for one in shown_years],
    }
