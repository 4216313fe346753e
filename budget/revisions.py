"""Verbs that change what an investment project may use: revisions of its budget and money carried between years."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction

from budget.models import BudgetRevision, CarryOver
from budget.projects.models import InvestmentProject
from budget.years.actions import check_figures_may_move, check_open
from rorikt.amounts import kroner
from rorikt.audit import rows
from rorikt.people.models import User
from rorikt.snapshot import moves_figures


@transaction.atomic
def revise(
    project: InvestmentProject,
    *,
    amount: Decimal,
    reason: str,
    decision: str,
    case_number: str = "",
    decided_on: date,
    by: User,
    now: datetime,
) -> BudgetRevision:
    """Add `amount` to the project's budget, or take it off where it is negative, as has been decided."""
    revision = BudgetRevision(
        project=project,
        amount=amount,
        reason=reason,
        decision=decision,
        case_number=case_number,
        decided_on=decided_on,
        stored_at=now,
        stored_by=by,
    )
    rows.store_row(revision, by=by, now=now)
    return revision


@transaction.atomic
def carry_over(
    source: InvestmentProject,
    *,
    target: InvestmentProject | None,
    amount: Decimal,
    reason: str,
    decision: str,
    case_number: str = "",
    decided_on: date,
    by: User,
    now: datetime,
) -> CarryOver:
    """Move what `source` has not used to a later year. Without a `target` the project is made in the next year.

    Raises ValidationError if the target's year is not later, or the amount is more than the source has unused.
    """
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
        case_number=case_number,
        decided_on=decided_on,
        stored_at=now,
        stored_by=by,
    )
    rows.store_row(carried, by=by, now=now)
    return carried


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
        starts_in=project.starts_in or project.year,
        budgeted=Decimal(0),
    )
    store_project(made, by=by, now=now)
    return made
