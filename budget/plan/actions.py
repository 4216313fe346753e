"""Verbs that make and change the financial plan. Once it is adopted, nothing in it moves."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.lines.models import BudgetLine
from budget.money.reader import Reader
from budget.plan.models import FinancialPlan, PlanChange, PlanLine, PlanYear
from budget.plan.report import planned, proposal_of
from budget.year_budget.actions import is_adopted
from budget.year_budget.models import PlannedLine
from budget.years.actions import check_open
from rorikt.audit import rows, trail
from rorikt.cases.models import CaseReference
from rorikt.people.models import User
from rorikt.snapshot import moves_figures

PlanRow = PlanLine | PlanChange


@transaction.atomic
def make_plan(plan: FinancialPlan, *, by: User, now: datetime) -> None:
    """Store a new plan with a line for each of the base year's budget, and no price growth yet.

    Raises ValidationError if the base year has no budget.
    """
    budget = BudgetLine.objects.for_year(plan.base_year)
    if not budget:
        raise ValidationError({"base_year": f"{plan.base_year} har ikke noe budsjett å gå ut fra."})
    rows.store_row(plan, by=by, now=now)
    for line in budget:
        row = PlanLine(plan=plan, position=line.position, title=line.title, base=line.budgeted)
        rows.store_row(row, by=by, now=now)


@transaction.atomic
def rename_plan(plan: FinancialPlan, *, by: User, now: datetime) -> None:
    _check_open(plan)
    rows.store_row(plan, by=by, now=now)


@transaction.atomic
def delete_plan(plan: FinancialPlan, *, by: User, now: datetime) -> None:
    _check_open(plan)
    rows.delete_row(plan, by=by, now=now)


@transaction.atomic
def store_row(row: PlanRow, *, by: User, now: datetime) -> None:
    """Add or change a line or a change of a plan. Raises ValidationError for an adopted plan or a year outside it."""
    plan = _plan_of(row)
    _check_open(plan)
    if isinstance(row, PlanChange) and row.year not in plan.years:
        raise ValidationError({"year": f"Planen gjelder {plan.years[0]}–{plan.years[-1]}. Velg et av disse årene."})
    rows.store_row(row, by=by, now=now)


@transaction.atomic
def delete_row(row: PlanRow, *, by: User, now: datetime) -> None:
    _check_open(_plan_of(row))
    rows.delete_row(row, by=by, now=now)


@transaction.atomic
def set_growth(plan: FinancialPlan, growth: Mapping[int, Decimal], *, by: User, now: datetime) -> None:
    """The price growth of each of the plan's years, in per cent."""
    _check_open(plan)
    if list(growth) != plan.years:
        raise ValueError(f"growth of {list(growth)}, plan of {plan.years}")
    before = {year: str(percent) for year, percent in plan.growth().items()}
    for year, percent in growth.items():
        row = plan.plan_years.filter(year=year).first() or PlanYear(plan=plan, year=year)
        row.price_growth = percent
        row.full_clean()
        row.save()
    after = {year: str(percent) for year, percent in growth.items()}
    trail.record("endret prisvekst i økonomiplan", plan, by=by, now=now, before=before, after=after)


@transaction.atomic
def adopt_plan(
    plan: FinancialPlan, *, decision: str, case: CaseReference | None = None, on: date, by: User, now: datetime
) -> None:
    """Freeze the plan as the council adopted it. Raises ValidationError if it is adopted already."""
    _check_open(plan)
    plan.decision, plan.case, plan.adopted_on = decision, case, on
    rows.store_row(plan, by=by, now=now)


@moves_figures
def propose_budget(plan: FinancialPlan, *, by: User, now: datetime) -> list[BudgetLine]:
    """The first year of the plan as the proposal of that year's budget: lines are made, or given what the plan has.

    Each is marked as from the plan. Raises ValidationError for a year that is closed or whose budget is adopted, for an
    exempt plan, and for one without lines.
    """
    year = plan.years[0]
    if Reader().of(plan).is_closed:
        raise ValidationError("Planen er unntatt offentlighet, og linjene i et budsjett er åpne for alle.")
    check_open(year)
    if is_adopted(year):
        raise ValidationError(
            f"Budsjettet for {year} er vedtatt. Det som skal være annerledes, registreres som en budsjettregulering."
        )
    proposed = [(one.title, one.planned) for one in proposal_of(planned(plan)).lines if one.planned is not None]
    if not proposed:
        raise ValidationError("Planen har ingen linjer å hente.")
    there = {line.title: line for line in rows.locked(BudgetLine.objects.for_year(year))}
    last = max((line.position for line in there.values()), default=0)
    of_lines = dict(BudgetLine.objects.for_year(plan.base_year).values_list("title", "purpose"))
    lines = []
    for place, (title, amount) in enumerate(proposed, start=1):
        line = there.get(title) or BudgetLine(
            year=year, title=title, position=last + place, purpose_id=of_lines.get(title)
        )
        if line.pk is None or line.budgeted != amount:
            line.budgeted = amount
            rows.store_row(line, by=by, now=now)
        PlannedLine.objects.update_or_create(
            line=line, defaults={"plan": plan, "amount": amount, "proposed_at": now, "proposed_by": by}
        )
        lines.append(line)
    trail.record(
        "la økonomiplanen i budsjettet",
        plan,
        by=by,
        now=now,
        year=year,
        total=str(sum(line.budgeted for line in lines)),
    )
    return lines


def _plan_of(row: PlanRow) -> FinancialPlan:
    return row.plan if isinstance(row, PlanLine) else row.line.plan


def _check_open(plan: FinancialPlan) -> None:
    """Locks the plan, so that it is not adopted while it is changed."""
    stored = FinancialPlan.objects.select_for_update().get(pk=plan.pk)
    if stored.is_adopted:
        raise ValidationError("Økonomiplanen er vedtatt og kan ikke endres. Lag en ny plan i stedet.")
