"""Verbs on a year of accounts: state how far they reach, close the year, reopen it. What moves a closed year asks here.

A run that shares a result or settles investments is approved only while its year is closed; the database refuses it
too. Reopening moves no approved run: what comes out differently is a correction, after the year is closed again.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from budget.ledger.months import actuals
from budget.lines.models import BudgetLine
from budget.projects.models import InvestmentProject
from budget.years.models import AccountingYear
from budget.years.so_far import LAST, last_month_over
from budget.years.state import has_typed
from rorikt.amounts import MONTHS, kroner
from rorikt.audit import trail
from rorikt.people.models import User
from rorikt.snapshot import moves_figures

# What the result and the settlement of a year are made of.
ACCOUNTED = ("year", "budgeted", "actual", "actual_excl_vat", "vat", "purpose_id")

CLOSED, REOPENED = "avsluttet regnskapsår", "gjenåpnet regnskapsår"


@moves_figures
def state_reach(year: int, month: int | None, *, by: User, now: datetime) -> None:
    """The accounts hold all of the months up to `month`; `None` takes back what was stated.

    Raises ValidationError for a closed year, for a month with none of the year's entries in or after it, and for one
    that is not over.
    """
    stored = check_open(year)
    if month is not None:
        _check_month(year, month, timezone.localdate(now))
    set_reach(stored, month, by=by, now=now)


def set_reach(stored: AccountingYear, month: int | None, *, by: User, now: datetime) -> None:
    """Inside the transaction of what moved the accounts, on a locked row."""
    before = _values(stored)
    stored.accounts_to = month
    stored.stated_at, stored.stated_by = (None, None) if month is None else (now, by)
    _save(stored)
    if _values(stored)["accounts_to"] != before["accounts_to"]:
        trail.record("oppga måned for regnskapet", stored, by=by, now=now, before=before, after=_values(stored))


@moves_figures
def close_year(year: int, *, closed_on: date, is_whole: bool = False, by: User, now: datetime) -> None:
    """From now on the accounts are those of the whole year.

    Raises ValidationError if something is missing: see `why_not_closed`, of which `is_whole` answers for months
    without entries; or if the day is not between the end of the year and today.
    """
    stored = check_open(year)
    if found := why_not_closed(year, is_whole=is_whole):
        raise ValidationError(found)
    if not date(year, LAST, 31) <= closed_on <= timezone.localdate(now):
        raise ValidationError({"closed_on": f"Dagen må være etter at {year} er over, og kan ikke være fram i tid."})
    before = _values(stored)
    stored.accounts_to, stored.stated_at, stored.stated_by = LAST, now, by
    stored.closed_on, stored.closed_at, stored.closed_by = closed_on, now, by
    _save(stored)
    trail.record(CLOSED, stored, by=by, now=now, before=before, after=_values(stored))


@moves_figures
def reopen_year(year: int, *, reason: str, by: User, now: datetime) -> None:
    """The accounts may move again. Raises ValidationError without a reason, or if the year is open."""
    stored = locked(year)
    if not stored.is_closed:
        raise ValidationError(f"{year} er ikke avsluttet.")
    if not reason.strip():
        raise ValidationError({"reason": "Skriv hvorfor året åpnes igjen."})
    before = _values(stored)
    stored.closed_on = stored.closed_at = stored.closed_by = None
    _save(stored)
    trail.record(REOPENED, stored, by=by, now=now, before=before, after=_values(stored), reason=reason.strip())


def why_not_closed(year: int, *, is_whole: bool = False) -> list[str]:
    """A sentence for each thing that is missing before the year can be closed."""
    booked = actuals(year)
    missing = []
    if not BudgetLine.objects.for_year(year).exists():
        missing.append(f"Det finnes ingen driftslinjer for {year}.")
    elif not booked.is_imported and not has_typed(year):
        missing.append(f"Det er ikke ført regnskap for {year}.")
    if unplaced := booked.unplaced():
        missing.append(
            f"{kroner(unplaced.amount)} kr på {unplaced.accounts} mangler type utgift. Koble dem under Konti."
        )
    if is_whole:
        return missing
    stated = (
        AccountingYear.objects.filter(year=year, accounts_to__lt=LAST).values_list("accounts_to", flat=True).first()
    )
    if booked.is_known and booked.last < LAST:
        missing.append(
            f"Siste måned med poster er {MONTHS[booked.last - 1]}. Importer resten av året, eller bekreft at det ikke "
            "kommer flere poster."
        )
    elif stated:
        missing.append(
            f"Det er oppgitt at regnskapet går til og med {MONTHS[stated - 1]}. Legg inn resten av året, eller "
            "bekreft at hele året er ført."
        )
    return missing


def check_open(year: int) -> AccountingYear:
    """The row of an open year, locked until the transaction ends. Raises ValidationError for a closed one."""
    stored = locked(year)
    if stored.is_closed:
        raise ValidationError(f"Regnskapsåret {year} er avsluttet. Gjenåpne det med en begrunnelse før noe endres.")
    return stored


def check_figures_may_move(row: BudgetLine | InvestmentProject, stored: models.Model | None) -> AccountingYear | None:
    """What a closed year is made of stays. The row of the open year, locked, where a figure moves; `None` else.

    Raises ValidationError for a closed year.
    """
    moves = any(getattr(row, name, None) != getattr(stored, name, None) for name in ACCOUNTED)
    return check_open(row.year) if moves else None


def check_all_open(years: Iterable[int]) -> list[AccountingYear]:
    return [check_open(year) for year in sorted(set(years))]


def locked(year: int) -> AccountingYear:
    """The year's row, made if it is not there, so that two who move or close a year wait for each other."""
    AccountingYear.objects.get_or_create(year=year)
    return AccountingYear.objects.select_for_update().get(year=year)


def _check_month(year: int, month: int, today: date) -> None:
    if month > last_month_over(year, today):
        raise ValidationError({"accounts_to": f"{MONTHS[month - 1].capitalize()} {year} er ikke over ennå."})
    booked = actuals(year)
    if booked.is_known and month > booked.last:
        last = f"Siste måned med poster i {year} er {MONTHS[booked.last - 1]}"
        raise ValidationError({"accounts_to": f"{last}. Importer {MONTHS[month - 1]} først."})


def _save(stored: AccountingYear) -> None:
    stored.full_clean()
    stored.save()


def _values(stored: AccountingYear) -> dict[str, Any]:
    return {
        "accounts_to": stored.accounts_to,
        "closed_on": stored.closed_on.isoformat() if stored.closed_on else None,
    }
