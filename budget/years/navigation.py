"""Which years there are, and the way between them and between the pages of a year."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from budget.lines.models import BudgetLine
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.years.so_far import YearState
from rorikt.pages.context import MenuItem

YEAR_PAGES = [
    ("Driftsresultat", "budget:operating-result"),
    ("Prognose", "budget:forecast"),
    ("Investeringer", "budget:investments"),
    ("Avregning", "budget:settlement"),
    ("Kommunene betaler", "budget:charges"),
    ("Ramme", "budget:frame"),
    ("Konti", "budget:account-mappings"),
    ("Regnskapsåret", "budget:accounting-year"),
]
FIRST_YEAR, LAST_YEAR = 2000, 2100
OTHER_PAGES = [
    ("Fordelinger", "budget:runs"),
    ("Regnskapsfiler", "budget:account-imports"),
    ("Fordelingsnøkler", "budget:cost-keys"),
    ("Kostnadsoverslag", "budget:cost-estimates"),
    ("Økonomiplan", "budget:plans"),
]


def year_crumb(year: int) -> tuple[str, str]:
    """The page above those of a year, label and address."""
    return f"Økonomi {year}", reverse("budget:operating-result", args=[year])


def years() -> list[int]:
    """Years that have rows, the newest first."""
    return _years_of(_rows_of_years())


def newest_year() -> int:
    """The newest year with operating lines, since a project may be carried on into a year that has none yet."""
    return _newest_of(_rows_of_years())


def _rows_of_years() -> set[tuple[int, bool]]:
    """Each year that has rows, and whether they are operating lines."""
    kinds = (InvestmentProject.objects.all(), PaymentOnAccount.objects.all())
    lines = BudgetLine.objects.order_by().annotate(has_lines=Value(True)).values_list("year", "has_lines")
    others = (kind.order_by().annotate(has_lines=Value(False)).values_list("year", "has_lines") for kind in kinds)
    return {(year, bool(has_lines)) for year, has_lines in lines.union(*others)}


def _years_of(found: set[tuple[int, bool]]) -> list[int]:
    return sorted({year for year, _ in found}, reverse=True)


def _newest_of(found: set[tuple[int, bool]]) -> int:
    with_lines = [year for year, has_lines in found if has_lines]
    return max(with_lines or [year for year, _ in found], default=timezone.localdate().year)


def navigation(
    request: HttpRequest,
    current: str,
    year: int | None = None,
    *,
    state: YearState | None = None,
    also: Iterable[int] = (),
) -> dict[str, Any]:
    """The pages of the economy, and on a page of a year the years. `current` is the name of this page.

    `state` is for a page that shows accounts: it says how far they reach.
    `also` are years that this page has something of though no rows are entered for them.
    Who may add rows is also led to the year after the newest.
    """
    found = _rows_of_years()
    known = _years_of(found)
    newest = known[0] if known else timezone.localdate().year
    of_year = year or _newest_of(found)
    pages = [MenuItem(label, reverse(name, args=[of_year]), name == current) for label, name in YEAR_PAGES]
    pages += [MenuItem(label, reverse(name), name == current) for label, name in OTHER_PAGES]
    if year is None:
        return {"pages": pages}
    coming = {newest + 1} if request.user.has_perm("budget.change_budget") and newest < LAST_YEAR else set()
    shown_years = sorted({*known, year, *coming, *also}, reverse=True)
    return {
        "pages": pages,
        "year": year,
        "state": state,
        "years": [MenuItem(str(one), reverse(current, args=[one]), one == year) for one in shown_years],
    }
