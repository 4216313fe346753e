"""The one place that says how far the accounts of a year reach: every page, figure, token and run asks here."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Max, Q

from budget.ledger.models import AccountTotal
from budget.ledger.months import MonthlyActuals, actuals
from budget.lines.models import BudgetLine
from budget.money.cells import followed_by
from budget.projects.models import InvestmentProject
from budget.years.models import AccountingYear
from budget.years.so_far import LAST, YearState
from rorikt.amounts import MONTHS, short_date
from rorikt.audit.models import AuditEntry
from rorikt.figures.once import once
from rorikt.figures.values import Figure
from rorikt.people.models import User

NEWEST = 50


def state_of(year: int, on: date | None = None, *, booked: MonthlyActuals | None = None) -> YearState:
    """As it is now, or as a paper of the day `on` tells it. `booked` saves a caller who has them the reading."""
    stored = _stored(year)
    booked = actuals(year) if booked is None else booked
    state = YearState(
        year,
        accounts_to=stored.accounts_to or booked.last or None,
        is_confirmed=stored.accounts_to is not None,
        has_months=booked.is_known,
        has_accounts=stored.accounts_to is not None or booked.is_imported or has_typed(year) or has_invested(year),
        closed_on=stored.closed_on,
    )
    return state if on is None else state.on(on)


@once
def _stored(year: int) -> AccountingYear:
    return AccountingYear.objects.filter(year=year).first() or AccountingYear(year=year)


@dataclass(frozen=True)
class YearEvent:
    """Something that was done to the state of a year. `what` is what came of it, `reason` that of a reopening."""

    at: datetime
    by: User | None
    what: str
    reason: str


def happened(year: int) -> list[YearEvent]:
    """The newest first, out of the audit trail."""
    stored = AccountingYear.objects.filter(year=year).first()
    if stored is None:
        return []
    entries = AuditEntry.objects.filter(subject=f"{stored._meta.label_lower}:{stored.pk}").select_related("by")
    return [YearEvent(entry.at, entry.by, _told(entry), entry.detail.get("reason", "")) for entry in entries[:NEWEST]]


def _told(entry: AuditEntry) -> str:
    after = entry.detail["after"]
    if after["closed_on"]:
        return f"Avsluttet {short_date(date.fromisoformat(after['closed_on']))}"
    if entry.detail["before"]["closed_on"]:
        return "Gjenåpnet"
    return (
        f"Regnskapet går til og med {MONTHS[after['accounts_to'] - 1]}"
        if after["accounts_to"]
        else "Måneden er fjernet"
    )


def stops_at(year: int, *, december: bool = False) -> int | None:
    """The last month with entries where months are known; December only where it is asked for."""
    last = actuals(year).last or None
    return last if december or last != LAST else None


def closed_years() -> list[int]:
    """The newest first."""
    closed = AccountingYear.objects.filter(closed_on__isnull=False)
    return list(closed.order_by("-year").values_list("year", flat=True))


@once
def has_typed(year: int) -> bool:
    """Whether any line has accounts, by hand or by import."""
    return BudgetLine.objects.for_year(year).exclude(actual=0).exists()


def investments_state_of(year: int, on: date | None = None) -> YearState:
    """Of the investments, which are typed by hand and have no months: they cannot be cut off for an earlier day."""
    state = replace(state_of(year), has_months=False)
    return state if on is None else state.on(on)


@once
def has_invested(year: int) -> bool:
    return InvestmentProject.objects.for_year(year).exclude(actual_excl_vat=0, vat=0).exists()


def newest_with_accounts() -> int | None:
    """The newest year that has any, so that a budget laid for a year to come is not held against nothing."""
    typed = BudgetLine.objects.exclude(actual=0).aggregate(year=Max("year"))["year"]
    imported = AccountTotal.objects.in_force().filter(Q(line__isnull=False) | Q(is_known=False))
    found = [typed, imported.aggregate(year=Max("year"))["year"]]
    return max((year for year in found if year is not None), default=None)


def said_so_far(figure: Figure, state: YearState) -> Figure:
    """The figure of an open year, with how far it goes in its text."""
    return replace(figure, text=followed_by(figure.text, state.so_far))
