"""The one place that says how far the accounts of a year reach: every page, figure, token and run asks here."""

from datetime import date

from budget.models import AccountingYear, BudgetLine
from budget.months import MonthlyActuals, actuals
from budget.so_far import YearState


def state_of(year: int, on: date | None = None, *, booked: MonthlyActuals | None = None) -> YearState:
    """As it is now, or as a paper of the day `on` tells it. `booked` saves a caller who has them the reading."""
    stored = AccountingYear.objects.filter(year=year).first() or AccountingYear(year=year)
    booked = actuals(year) if booked is None else booked
    state = YearState(
        year,
        accounts_to=stored.accounts_to or booked.last or None,
        is_confirmed=stored.accounts_to is not None,
        has_months=booked.is_known,
        has_accounts=stored.accounts_to is not None or booked.is_imported or has_typed(year),
        closed_on=stored.closed_on,
    )
    return state if on is None else state.on(on)


def has_typed(year: int) -> bool:
    """Whether any line has accounts, by hand or by import."""
    return BudgetLine.objects.for_year(year).exclude(actual=0).exists()
