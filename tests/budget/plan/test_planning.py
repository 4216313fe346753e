"""The financial plan is made of a budget, changed while it is a draft, and never once it is adopted."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budget.plan import actions
from budget.plan.models import FinancialPlan, PlanChange, PlanLine, PlanYear
from budget.plan.report import planned
from rorikt.audit.models import AuditEntry
from tests.factories import make_line, make_plan, make_plan_change, make_plan_line

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 3, 12, tzinfo=UTC)
GROWTH = dict.fromkeys([2024, 2025, 2026, 2027], Decimal("2.50"))


def adopt(plan, by):
    actions.adopt_plan(plan, decision="2024/M1-004", on=date(2024, 2, 14), by=by, now=NOW)


def test_a_plan_starts_from_the_budget_of_its_base_year(head):
    make_line(year=2023, title="Lønn", budgeted=Decimal("100.50"), position=1)
    make_line(year=2023, title="Drift", budgeted=Decimal(200), position=2)
    make_line(year=2022, title="Gammelt")

    plan = FinancialPlan(title="Økonomiplan", base_year=2023)
    actions.make_plan(plan, by=head, now=NOW)

    assert [(line.title, line.base) for line in plan.lines.all()] == [("Lønn", Decimal("100.50")), ("Drift", 200)]
    assert plan.years == [2024, 2025, 2026, 2027]
    assert planned(plan).totals == dict.fromkeys(plan.years, Decimal("300.50"))
    assert AuditEntry.objects.filter(action="la til økonomiplan").count() == 1


def test_a_plan_without_a_budget_to_start_from_is_refused(head):
    with pytest.raises(ValidationError, match="2031 har ikke noe budsjett å gå ut fra"):
        actions.make_plan(FinancialPlan(title="Plan", base_year=2031), by=head, now=NOW)

    assert not FinancialPlan.objects.exists()


def test_a_later_budget_does_not_move_the_plan(head):
    line = make_line(year=2023, budgeted=Decimal(100))
    plan = FinancialPlan(title="Plan", base_year=2023)
    actions.make_plan(plan, by=head, now=NOW)

    line.budgeted = Decimal(900)
    line.save()

    assert planned(plan).base == 100


def test_the_growth_and_the_changes_make_the_frames(head):
    line = make_plan_line(base=Decimal(1000))
    plan = line.plan

    actions.set_growth(plan, GROWTH, by=head, now=NOW)
    actions.store_row(PlanChange(line=line, year=2025, title="Partner", amount=Decimal(100)), by=head, now=NOW)
    actions.store_row(
        PlanChange(line=line, year=2024, title="Flytting", amount=Decimal(50), is_lasting=False), by=head, now=NOW
    )

    totals = planned(plan).totals
    assert (totals[2024], totals[2025]) == (Decimal(1075), Decimal("1150.625"))
    changed = AuditEntry.objects.get(action="endret prisvekst i økonomiplan").detail
    assert (changed["before"]["2024"], changed["after"]["2024"]) == ("0", "2.50")


def test_a_change_outside_the_years_of_the_plan_is_refused(head):
    row = PlanChange(line=make_plan_line(), year=2030, title="Sent", amount=Decimal(1))

    with pytest.raises(ValidationError, match="Planen gjelder 2024–2027"):
        actions.store_row(row, by=head, now=NOW)

    assert not PlanChange.objects.exists()


def test_nothing_of_an_adopted_plan_can_be_changed(head):
    change = make_plan_change()
    plan = change.line.plan
    adopt(plan, head)
    stored = AuditEntry.objects.count()

    for attempt in (
        lambda: actions.store_row(change, by=head, now=NOW),
        lambda: actions.delete_row(change, by=head, now=NOW),
        lambda: actions.store_row(PlanLine(plan=plan, title="Ny"), by=head, now=NOW),
        lambda: actions.set_growth(plan, GROWTH, by=head, now=NOW),
        lambda: actions.rename_plan(plan, by=head, now=NOW),
        lambda: actions.delete_plan(plan, by=head, now=NOW),
        lambda: adopt(plan, head),
    ):
        with pytest.raises(ValidationError, match="vedtatt og kan ikke endres"):
            attempt()

    assert AuditEntry.objects.count() == stored
    assert FinancialPlan.objects.get().decision == "2024/M1-004"


def test_a_draft_is_deleted_with_all_that_is_in_it_and_the_trail_keeps_it(head):
    change = make_plan_change()

    actions.delete_plan(change.line.plan, by=head, now=NOW)

    assert not PlanLine.objects.exists()
    assert not PlanChange.objects.exists()
    entry = AuditEntry.objects.get(action="slettet økonomiplan")
    assert [line["title"] for line in entry.detail["before"]["lines"]] == [change.line.title]


def test_growth_of_other_years_than_the_plans_is_a_programming_error(head):
    with pytest.raises(ValueError, match="growth of"):
        actions.set_growth(make_plan(), {2030: Decimal(1)}, by=head, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda plan: FinancialPlan(title=plan.title, base_year=2023),
        lambda plan: FinancialPlan(title="Ny", base_year=1999),
        lambda plan: FinancialPlan(title="Ny", base_year=2023, decision="2024/M1-004"),
        lambda plan: FinancialPlan(title="Ny", base_year=2023, adopted_on=date(2024, 1, 1)),
        lambda plan: PlanYear(plan=plan, year=2024, price_growth=101),
        lambda plan: PlanYear(plan=plan, year=1999, price_growth=1),
        lambda plan: PlanLine(plan=plan, title=make_plan_line(plan=plan, title="Lønn").title),
        lambda plan: PlanChange(line=make_plan_line(plan=plan), year=1999, title="x", amount=1),
    ],
)
def test_the_database_refuses_what_the_constraints_forbid(wrong):
    row = wrong(make_plan())

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda change: FinancialPlan.objects.update(title="Et annet navn"),
        lambda change: FinancialPlan.objects.update(adopted_on=None, decision=""),
        lambda change: PlanLine.objects.update(base=1),
        lambda change: make_plan_line(plan=change.line.plan),
        lambda change: PlanYear.objects.create(plan=change.line.plan, year=2024, price_growth=1),
        lambda change: PlanChange.objects.update(amount=1),
        lambda change: make_plan_change(line=change.line),
        lambda change: PlanChange.objects.all().delete(),
    ],
)
def test_the_database_itself_keeps_an_adopted_plan(head, attempt):
    change = make_plan_change()
    adopt(change.line.plan, head)

    with pytest.raises(IntegrityError), transaction.atomic():
        attempt(change)
