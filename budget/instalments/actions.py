"""Verbs of instalments: the days of a year are set, what is planned on account, and that a day is invoiced."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.instalments.dividing import fault_of
from budget.instalments.models import Instalment, PlannedOnAccount
from rorikt.amounts import short_date
from rorikt.audit import rows
from rorikt.people.models import Municipality, User
from rorikt.snapshot import moves_figures

Of = Instalment.Of


@transaction.atomic
def set_instalments(
    year: int, of: str, terms: Sequence[tuple[date, Decimal | None]], *, by: User, now: datetime
) -> None:
    """The days of payment of a year, all of them. Raises ValidationError if one that is invoiced would be moved."""
    if fault := fault_of(terms, year):
        raise ValidationError(fault)
    wanted = dict(terms)
    stored = {row.due_on: row for row in rows.locked(Instalment.objects.filter(year=year, of=of))}
    for due_on, row in stored.items():
        if due_on in wanted:
            continue
        if row.invoiced_on:
            raise ValidationError(f"Terminen med forfall {short_date(due_on)} er fakturert og kan ikke tas bort.")
        rows.delete_row(row, by=by, now=now, is_figure=False)
    for due_on, percent in sorted(wanted.items()):
        row = stored.get(due_on) or Instalment(year=year, of=of, due_on=due_on)
        if row.pk is None or row.percent != percent:
            row.percent = percent
            rows.store_row(row, by=by, now=now, is_figure=False)


@moves_figures
def plan_on_account(amounts: Mapping[Municipality, Decimal | None], *, year: int, by: User, now: datetime) -> None:
    """What each municipality is to pay on account; an empty amount takes its plan away."""
    stored = {row.municipality_id: row for row in PlannedOnAccount.objects.filter(year=year)}
    for municipality, amount in amounts.items():
        row = stored.get(municipality.pk)
        if amount is None:
            if row:
                rows.delete_row(row, by=by, now=now)
        elif row is None or row.amount != amount:
            row = row or PlannedOnAccount(year=year, municipality=municipality)
            row.amount = amount
            rows.store_row(row, by=by, now=now)


def mark_invoiced(instalment: Instalment, *, invoiced_on: date | None, by: User, now: datetime) -> None:
    """That the invoices of a day of payment are sent: what is decided later goes on the others. Empty takes it back."""
    instalment.invoiced_on = invoiced_on
    rows.store_row(instalment, by=by, now=now, is_figure=False)
