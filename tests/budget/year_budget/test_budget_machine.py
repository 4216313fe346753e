"""A year's budget adopted, regulated, imported, taken back and closed in any order.

What was adopted and what has moved it since are always what it is, and what is approved never moves.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from budget.allocations.models import AllocationPart, AllocationRun
from budget.frame.actions import Decision, add_change, replace_change
from budget.frame.models import FrameChange
from budget.lines.models import BudgetLine
from budget.money.reader import Reader
from budget.plan.actions import propose_budget
from budget.proof.proving import prove
from budget.reconciling.report import reconciliation
from budget.result.actions import delete_line, store_line
from budget.result.operating_result import result_of, weights_of
from budget.runs.actions import approve_run, make_run
from budget.year_budget.actions import adopt_budget, regulate, reverse_regulation, withdraw_adoption
from budget.year_budget.models import AdoptedLine, BudgetAdoption, BudgetRegulation
from budget.year_budget.report import placeable_changes, revised_budget
from budget.years.actions import close_year, reopen_year
from rorikt.audit import trail
from rorikt.imports import imported_files
from rorikt.people.models import User
from tests.budget.accounts.accounts_files import make_mapping
from tests.budget.budget_files.budget_rows import DECIDED, csv_file, import_budget
from tests.factories import make_key, make_line, make_plan, make_plan_line, make_user
from tests.transactions import as_of_a_test

YEAR = 2024
NOW = datetime(2025, 2, 6, 12, tzinfo=UTC)
DECISION = Decision("Rådets vedtak", date(2024, 2, 14))
AMOUNTS = st.integers(-(10**9), 10**9).map(lambda count: Decimal(count).scaleb(-2))
MONTHS = st.lists(st.integers(-(10**6), 10**6).map(lambda count: Decimal(count).scaleb(-2)), min_size=12, max_size=12)
PLACES = st.integers(0, 2)
EXAMPLES, STEPS = 12, 25


class YearOfBudget(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.now, self.files, self.kept, self.approved = NOW, [], {}, {}
        self.transaction = as_of_a_test()
        self.transaction.__enter__()
        self.by = make_user(role=User.Role.HEAD)
        make_key(valid_from=date(2000, 1, 1))
        self.lines = [
            make_line(year=YEAR, title=title, budgeted=Decimal(budgeted), actual=Decimal(77))
            for title, budgeted in (("Lønn", 1000), ("Lisens", -500), ("Kurs", 0))
        ]
        for number, line in enumerate(self.lines, start=1):
            make_mapping(line, f"{number}0000", f"{number}9999", year=YEAR)
        self.plan = make_plan(base_year=YEAR - 1)
        make_plan_line(plan=self.plan, title="Lønn", base=Decimal("1234.56"))

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def attempt(self, call, *arguments, **options):
        self.now += timedelta(minutes=1)
        try:
            with as_of_a_test():
                return call(*arguments, **options, by=self.by, now=self.now)
        except ValidationError:
            return None

    def line(self, place):
        return BudgetLine.objects.get(pk=self.lines[place].pk)

    @rule(place=PLACES, amount=AMOUNTS)
    def somebody_types(self, place, amount):
        line, is_adopted = self.line(place), BudgetAdoption.objects.exists()
        before, line.budgeted = line.budgeted, amount
        self.attempt(store_line, line)
        if is_adopted:
            assert self.line(place).budgeted == before

    @rule()
    def the_council_adopts(self):
        adoption = self.attempt(adopt_budget, YEAR, decision=DECISION)
        if adoption:
            self.kept = dict(AdoptedLine.objects.values_list("line", "amount"))

    @precondition(lambda self: BudgetAdoption.objects.exists())
    @rule()
    def the_adoption_is_withdrawn(self):
        is_regulated = BudgetRegulation.objects.exists()
        self.attempt(withdraw_adoption, BudgetAdoption.objects.get(), reason="Feil")
        if is_regulated:
            assert BudgetAdoption.objects.exists()
        elif not BudgetAdoption.objects.exists():
            self.kept = {}

    @rule(amounts=st.lists(AMOUNTS, min_size=3, max_size=3))
    def the_budget_is_regulated(self, amounts):
        changes = dict(zip(BudgetLine.objects.filter(pk__in=[one.pk for one in self.lines]), amounts, strict=True))
        self.attempt(regulate, YEAR, changes, decision=DECISION, reason="Endret")

    @precondition(lambda self: BudgetRegulation.objects.exists())
    @rule(data=st.data())
    def a_regulation_is_taken_back(self, data):
        regulation = data.draw(st.sampled_from(list(BudgetRegulation.objects.order_by("pk"))))
        self.attempt(reverse_regulation, regulation, decision=DECISION, reason="Feil")

    @rule(amount=AMOUNTS, lasting=st.booleans())
    def the_council_decides_of_the_frame(self, amount, lasting):
        kind = FrameChange.Kind.YEARLY if lasting else FrameChange.Kind.ONE_OFF
        title = f"Tiltak {FrameChange.objects.count()}"
        self.attempt(add_change, kind=kind, year=YEAR, title=title, amount=amount, decision=DECISION)

    @precondition(lambda self: FrameChange.objects.exists())
    @rule(data=st.data(), amount=AMOUNTS)
    def the_council_decides_anew(self, data, amount):
        change = data.draw(st.sampled_from(list(FrameChange.objects.order_by("pk"))))
        self.attempt(replace_change, change, amount=amount, decision=DECISION)

    @precondition(lambda self: placeable_changes(YEAR))
    @rule(data=st.data(), place=PLACES)
    def a_change_finds_its_line(self, data, place):
        change = data.draw(st.sampled_from(placeable_changes(YEAR)))
        moves = {self.line(place): change.difference}
        self.attempt(regulate, YEAR, moves, decision=DECISION, reason="Følger", frame_change=change)

    @rule(months=MONTHS, place=PLACES)
    def a_file_is_imported(self, months, place):
        row = ";".join([f"{place + 1}0100", f"Fil {self.now:%d%H%M}", *(str(one).replace(".", ",") for one in months)])
        imported = self.attempt(
            lambda **who: import_budget(csv_file(row), by=who["by"], now=who["now"], decided=DECIDED)
        )
        if imported:
            self.files.append(imported)
            line = self.line(place)
            assert line.budgeted == sum(months)
            if any(months):
                assert list(weights_of([line])[line.pk]) == months

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def a_file_is_taken_back(self, data):
        imported = data.draw(st.sampled_from(self.files))
        self.attempt(imported_files.undo, imported)

    @rule()
    def the_plan_is_proposed(self):
        self.attempt(propose_budget, self.plan)

    @rule(place=PLACES)
    def somebody_deletes(self, place):
        if BudgetAdoption.objects.exists():
            self.attempt(delete_line, self.line(place))
            assert self.line(place)

    @rule()
    def the_year_is_closed_and_shared(self):
        self.attempt(close_year, YEAR, closed_on=date(2025, 1, 31), is_whole=True)
        run = self.attempt(make_run, AllocationRun.Kind.OPERATING_RESULT, year=YEAR, charged_year=YEAR + 1)
        if run:
            self.attempt(approve_run, run)
            if AllocationRun.objects.approved().filter(pk=run.pk).exists():
                self.approved[run.pk] = said(run.pk)

    @rule()
    def the_year_is_opened_again(self):
        self.attempt(reopen_year, YEAR, reason="Bilag kom sent")

    @precondition(lambda self: BudgetAdoption.objects.exists())
    @rule(place=PLACES)
    def somebody_writes_past_the_forms(self, place):
        line = self.line(place)
        with pytest.raises(DatabaseError), transaction.atomic():
            BudgetLine.objects.filter(pk=line.pk).update(budgeted=line.budgeted + 1)
        with pytest.raises(DatabaseError), transaction.atomic():
            AdoptedLine.objects.filter(line=line).update(amount=1)

    @invariant()
    def what_was_adopted_and_what_moved_it_are_what_it_is(self):
        revised = revised_budget(YEAR)
        assert (revised is not None) == BudgetAdoption.objects.exists()
        if revised:
            lines = dict(BudgetLine.objects.for_year(YEAR).values_list("pk", "budgeted"))
            assert revised.astray(lines) == []
            assert dict(revised.originals) == self.kept
            assert result_of(YEAR).year_budget == revised.total_original + revised.total_regulation

    @invariant()
    def nothing_approved_has_moved(self):
        assert {pk: said(pk) for pk in self.approved} == self.approved

    @invariant()
    def every_difference_has_a_name(self):
        found = reconciliation(YEAR, Reader())
        named = {}
        for one in found.differences:
            named[one.between.name] = named.get(one.between.name, Decimal(0)) + one.amount
        frame = found.found.frame.amount
        assert named.get("SHARED", 0) == found.found.shared - frame
        if found.found.frame.is_set:
            assert named.get("BUDGET", 0) == found.found.budgeted - frame

    @invariant()
    def the_audit_trail_is_whole(self):
        assert trail.broken_entries() == []
        assert list(prove()) == []


def said(pk):
    run = AllocationRun.objects.get(pk=pk)
    return run.amount, run.basis, list(AllocationPart.objects.filter(run=pk).order_by("pk").values_list("booked"))


YearOfBudget.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_year_of_budget_in_any_order():
    YearOfBudget.TestCase("runTest").runTest()
