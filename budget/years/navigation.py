"""Which years there are, and the way between them and between the pages of a year."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from budget.lines.models import BudgetLine
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.years.so_far import YearState
from rorikt.pages.context import MenuItem

FIRST_YEAR, LAST_YEAR = 2000, 2100
CHOSEN = "budget_year"  # in the session: the year that the person looked at last


class Page(NamedTuple):
    label: str
    name: str
    is_of_year: bool = True
    permission: str = "budget.view_budget"


class Pages(NamedTuple):
    """The subjects of the economy, and the pages of the one at hand."""

    subjects: list[MenuItem]
    of_subject: list[MenuItem]


# The first page of a subject stands for it.
SUBJECTS = {
    "Resultat": (
        Page("Driftsresultat", "budget:operating-result"),
        Page("Prognose", "budget:forecast"),
        Page("Tiltak", "budget:measures"),
        Page("Investeringer", "budget:investments"),
    ),
    "Kommunenes andeler": (
        Page("Kommunene betaler", "budget:charges"),
        Page("For økonomi", "budget:officers", is_of_year=False, permission="budget.view_officers_room"),
        Page("Terminer", "budget:instalments"),
        Page("Innbetalinger", "budget:received"),
        Page("Neste års tall", "budget:outlook"),
        Page("Saldobekreftelser", "budget:balances"),
        Page("Avregning", "budget:settlement"),
        Page("Fordelinger", "budget:runs", is_of_year=False),
        Page("Fakturaer", "budget:joint-invoices", is_of_year=False),
        Page("Mva-kompensasjon", "budget:compensation"),
        Page("Fordelingsnøkler", "budget:cost-keys", is_of_year=False),
        Page("Tjenester", "budget:services", is_of_year=False),
        Page("Føring", "budget:postings", is_of_year=False),
    ),
    "Rammer og planer": (
        Page("Ramme", "budget:frame"),
        Page("Budsjett", "budget:year-budget"),
        Page("Avstemming", "budget:reconciliation"),
        Page("Budsjettfiler", "budget:budget-files", is_of_year=False, permission="budget.view_draft"),
        Page("Nytt år", "budget:new-year"),
        Page("Økonomiplan", "budget:plans", is_of_year=False),
        Page("Kostnadsoverslag", "budget:cost-estimates", is_of_year=False),
    ),
    "Regnskap": (
        Page("Regnskapsåret", "budget:accounting-year"),
        Page("Konti", "budget:account-mappings"),
        Page("Poster", "budget:entries", permission="budget.view_entry"),
        Page("Bilag", "budget:vouchers", permission="budget.view_entry"),
        Page("Regnskapsfiler", "budget:account-imports", is_of_year=False, permission="budget.view_entry"),
    ),
}


def year_crumb(year: int) -> tuple[str, str]:
    """The page above those of a year, label and address."""
    return f"Økonomi {year}", reverse("budget:operating-result", args=[year])


def years() -> list[int]:
    """Years that have rows, the newest first."""
    return _years_of(_rows_of_years())


def chosen_year(request: HttpRequest) -> int:
    """The year that this person looked at last; else the newest."""
    return request.session.get(CHOSEN) or newest_year()


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

    The year of a page is kept, so that a page without one leads back to it.
    `state` is for a page that shows accounts: it says how far they reach.
    `also` are years that this page has something of though no rows are entered for them.
    Who may add rows is also led to the year after the newest.
    """
    found = _rows_of_years()
    known = _years_of(found)
    newest = known[0] if known else timezone.localdate().year
    of_year = year or request.session.get(CHOSEN) or _newest_of(found)
    if year is None:
        return {"pages": _pages(request, current, of_year)}
    if request.session.get(CHOSEN) != year:
        request.session[CHOSEN] = year
    coming = {newest + 1} if request.user.has_perm("budget.change_budget") and newest < LAST_YEAR else set()
    shown_years = sorted({*known, year, *coming, *also}, reverse=True)
    return {
        "pages": _pages(request, current, of_year),
        "year": year,
        "state": state,
        "years": [MenuItem(str(one), reverse(current, args=[one]), one == year) for one in shown_years],
    }


def _pages(request: HttpRequest, current: str, year: int) -> Pages:
    """What this person may open."""
    subjects, of_subject = [], list[MenuItem]()
    for label, pages in SUBJECTS.items():
        items = [
            MenuItem(page.label, reverse(page.name, args=[year] if page.is_of_year else []), page.name == current)
            for page in pages
            if request.user.has_perm(page.permission)
        ]
        is_current = any(page.name == current for page in pages)
        of_subject = items if is_current else of_subject
        subjects.append(MenuItem(label, items[0].url, is_current))
    return Pages(subjects, of_subject)
