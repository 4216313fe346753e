"""Verbs on investment projects: what is stored, revised, carried between years and paid on account."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

from budget.investments.models import BudgetRevision, CarryOver
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.years.actions import check_figures_may_move, check_open
from rorikt.amounts import kroner
from rorikt.audit import rows, trail
from rorikt.audit.rows import values_of
from rorikt.cases.models import CaseReference
from rorikt.people.models import Municipality, User
from rorikt.people.permissions import require
from rorikt.snapshot import moves_figures


@moves_figures
def revise(
    project: InvestmentProject,
    *,
    amount: Decimal,
    reason: str,
    decision: str,
    case: CaseReference | None = None,
    decided_on: date,
    by: User,
    now: datetime,
) -> BudgetRevision:
    """Add `amount` to the project's budget, or take it off where it is negative, as has been decided.

    Raises ValidationError for a closed year.
    """
    check_open(project.year)
    revision = BudgetRevision(
        project=project,
        amount=amount,
        reason=reason,
        decision=decision,
        case=case,
        decided_on=decided_on,
        stored_at=now,
        stored_by=by,
    )
    rows.store_row(revision, by=by, now=now)
    return revision


@moves_figures
def carry_over(
    source: InvestmentProject,
    *,
    target: InvestmentProject | None,
    amount: Decimal,
    reason: str,
    decision: str,
    case: CaseReference | None = None,
    decided_on: date,
    by: User,
    now: datetime,
) -> CarryOver:
    """Move what `source` has not used to a later year. Without a `target` the project is made in the next year.

    The source's year may be closed, for then it is known what is left; the target's may not. Raises ValidationError for
    that, if the target's year is not later, or the amount is more than the source has unused.
    """
    check_open(target.year if target else source.year + 1)
    source = InvestmentProject.objects.select_for_update().get(pk=source.pk)
    if target is not None and target.year <= source.year:
        raise ValidationError({"target": "Velg et prosjekt i et senere år enn det pengene kommer fra."})
    unused = source.disposal.unused
    if amount > unused:
        raise ValidationError({"amount": f"Prosjektet har {kroner(max(unused, Decimal(0)))} kr som ikke er brukt."})
    carried = CarryOver(
        from_project=source,
        to_project=target or _next_year_of(source, by=by, now=now),
        amount=amount,
        reason=reason,
        decision=decision,
        case=case,
        decided_on=decided_on,
        stored_at=now,
        stored_by=by,
    )
    rows.store_row(carried, by=by, now=now)
    return carried


@moves_figures
def delete_decided(row: BudgetRevision | CarryOver, *, by: User, now: datetime) -> None:
    """Take back a revision or a carry-over. Raises ValidationError where the year whose budget it is part of is closed,
    or what was carried into it is used there already.
    """
    if isinstance(row, BudgetRevision):
        check_open(row.project.year)
    else:
        check_open(row.to_project.year)
        left = row.to_project.disposal.unused
        if row.amount > left:
            used = kroner(row.amount - max(left, Decimal(0)))
            raise ValidationError(
                f"Av beløpet er {used} kr allerede brukt eller overført videre fra {row.to_project}. "
                "Overføringen kan ikke slettes."
            )
    rows.delete_row(row, by=by, now=now)


def store_project(project: InvestmentProject, *, by: User, now: datetime) -> None:
    """Add or change a project. Raises ValidationError for figures of a closed year."""

    def check(stored: models.Model | None) -> None:
        check_figures_may_move(project, stored)

    rows.store_row(project, by=by, now=now, check=check)


@moves_figures
def delete_project(project: InvestmentProject, *, by: User, now: datetime) -> None:
    """Raises ValidationError while money is carried to or from the project, or for a closed year."""
    if project.carried_in.exists() or project.carried_out.exists():
        raise ValidationError("Slett først overføringene mellom år til og fra prosjektet.")
    check_open(project.year)
    rows.delete_row(project, by=by, now=now)


def _next_year_of(project: InvestmentProject, *, by: User, now: datetime) -> InvestmentProject:
    """The same project in the next year, made with no budget of its own if it is not there."""
    year = project.year + 1
    found = InvestmentProject.objects.for_year(year).filter(title=project.title).first()
    if found:
        return found
    last = InvestmentProject.objects.for_year(year).last()
    made = InvestmentProject(
        year=year,
        position=last.position + 1 if last else 1,
        title=project.title,
        purpose=project.purpose,
        starts_in=project.starts_in or project.year,
        budgeted=Decimal(0),
    )
    store_project(made, by=by, now=now)
    return made


@moves_figures
def set_payments(amounts: Mapping[Municipality, Decimal | None], *, year: int, by: User, now: datetime) -> None:
    """What municipalities paid on account for a year; `None` removes what stood there, and one left out is untouched.

    Raises PermissionDenied for a municipality that `by` may not write for, ValidationError for a negative amount or a
    closed year.
    """
    check_open(year)
    stored = {payment.municipality_id: payment for payment in PaymentOnAccount.objects.for_year(year)}
    for municipality, amount in amounts.items():
        require(by, "budget.change_payment", municipality)
        payment = stored.get(municipality.pk) or PaymentOnAccount(year=year, municipality=municipality)
        before = values_of(payment) if payment.pk else None
        if amount is None:
            _remove_payment(payment, by=by, now=now)
        elif payment.pk is None or payment.amount != amount:
            payment.amount = amount
            payment.full_clean()
            payment.save()
            verb = "endret akontobetaling" if before else "la til akontobetaling"
            trail.record(verb, payment, by=by, now=now, before=before, after=values_of(payment))


def _remove_payment(payment: PaymentOnAccount, *, by: User, now: datetime) -> None:
    if payment.pk is None:
        return
    before, pk = values_of(payment), payment.pk
    payment.delete()
    payment.pk = pk
    trail.record("slettet akontobetaling", payment, by=by, now=now, before=before, after=None)
