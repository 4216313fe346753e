"""Imports, mappings, keys, approvals, corrections, decisions and undo in any order.

What is approved never moves, and every total is the sum of its rows.

The machine keeps a plain model beside the database: what each approved run said when it was approved, and what each
municipality therefore has been charged. Every step is followed by a look at both.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from budget.accounts.actions import clear_typed, delete_mapping, store_mapping
from budget.allocations import storing
from budget.allocations.models import SHARED_OF_CLOSED, AllocationPart, AllocationRun
from budget.charges.report import charges_of, years_of_charges
from budget.frame.actions import Decision, add_change, replace_change
from budget.frame.models import FrameChange
from budget.frame.report import frame_of
from budget.investments.actions import set_payments, store_project
from budget.keys.actions import change_cost_key, renew_cost_key, store_cost_key
from budget.keys.models import CostKey, CostKeyShare
from budget.ledger.models import AccountEntry, AccountMapping, AccountTotal
from budget.lines.models import BudgetLine
from budget.memberships.models import Membership
from budget.participation.actions import store_membership
from budget.proof.proving import prove
from budget.result.actions import store_line
from budget.runs.actions import approve_run, correct_run, delete_run, make_run, recompute_run
from budget.years.actions import close_year, reopen_year
from budget.years.state import state_of
from rorikt.audit import trail
from rorikt.imports import imported_files
from rorikt.people.models import Municipality, User
from tests.budget.accounts.accounts_files import ADD, csv_file, import_accounts, make_mapping
from tests.factories import (
    make_key,
    make_line,
    make_municipalities,
    make_payment,
    make_project,
    make_purpose,
    make_user,
)
from tests.thorough import examples

NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
YEAR = 2023
AMOUNTS = st.integers(-(10**9), 10**9).map(lambda count: Decimal(count).scaleb(-2))
ANNUAL = st.sampled_from([AllocationRun.Kind.OPERATING_RESULT, AllocationRun.Kind.INVESTMENT])
EXAMPLES = examples(25, thorough=50)
SIXTH = "1554"


@st.composite
def shares(draw):
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=4, max_size=4)))
    edges = [0, *cuts, 10_000]
    numbers = ("1506", "1535", "1539", "1547", "1579")
    return {number: Decimal(edges[index + 1] - edges[index]).scaleb(-2) for index, number in enumerate(numbers)}


def rolled_back():
    """A transaction around verbs that begin their own, as the one that pytest wraps a test in."""
    around = transaction.atomic()
    around._from_testcase = True
    return around


class Money(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.now = NOW
        self.approved = {}  # run: what it said when it was approved
        self.transaction = rolled_back()
        self.transaction.__enter__()
        self.by = make_user(role=User.Role.HEAD)
        make_municipalities()
        make_key(valid_from=date(2000, 1, 1))
        self.purpose = make_purpose()
        four = {"1506": "25.00", "1535": "25.00", "1539": "25.00", "1547": "25.00"}
        make_key(four, purpose=self.purpose, valid_from=date(2000, 1, 1))
        Municipality.objects.create(number=SIXTH, name="Averøy")
        self.line = make_line(year=YEAR, budgeted=Decimal(1_000_000), actual=Decimal("1234567.89"))
        self.other_line = make_line(year=YEAR, budgeted=Decimal(0), actual=Decimal(0))
        self.imports = []
        self.file_count = 0
        make_mapping(self.line, "10000", "19999")
        self.project = make_project(year=YEAR, actual_excl_vat=Decimal("333333.33"))
        for municipality in Municipality.objects.exclude(pk=SIXTH):
            make_payment(year=YEAR, municipality=municipality, amount=Decimal("66666.66"))
        self.make_and_approve(AllocationRun.Kind.OPERATING_RESULT)

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def attempt(self, call, *arguments, **options):
        """What a refused action leaves behind is nothing, so the machine goes on."""
        try:
            with rolled_back():
                return call(*arguments, **options, by=self.by, now=self.tick())
        except ValidationError:
            return None

    def is_refused(self, call, *arguments):
        with pytest.raises(ValidationError), rolled_back():
            call(*arguments, by=self.by, now=self.tick())
        return True

    def tick(self):
        """No two steps happen at the same moment."""
        self.now += timedelta(minutes=1)
        return self.now

    def close(self):
        """Refused while an account belongs to no type of cost; then nothing of the year is shared."""
        self.attempt(close_year, YEAR, closed_on=date(2024, 1, 31), is_whole=True)

    def reopen(self):
        self.attempt(reopen_year, YEAR, reason="Bilag kom sent")

    def make_and_approve(self, kind):
        self.close()
        self.approve(self.attempt(make_run, kind, year=YEAR, charged_year=YEAR + 1))

    def approve(self, run):
        self.close()
        if run:
            self.attempt(approve_run, run)
            self.remember(run)

    def remember(self, run):
        """Refused where an account belongs to no type of cost; the draft is left."""
        if AllocationRun.objects.approved().filter(pk=run.pk).exists():
            self.approved[run.pk] = said(run.pk)

    @rule(amount=AMOUNTS)
    def accounts_move(self, amount):
        """Typed by hand, which is refused once there are imports; then a file brings it."""
        self.reopen()
        if self.imports:
            self.a_file_is_imported(amount, "10100")
            return
        self.line.refresh_from_db()
        self.line.actual = amount
        self.attempt(store_line, self.line)

    @rule(amount=AMOUNTS, account=st.sampled_from(["10100", "20200", "90900"]))
    def a_file_is_imported(self, amount, account):
        self.reopen()
        if not self.imports:
            self.attempt(clear_typed, [YEAR])
        self.file_count += 1
        row = f"{YEAR};{self.file_count % 12 + 1};{account};Konto;;Bilag {self.file_count};{amount}".replace(".", ",")
        self.imports.append(import_accounts(csv_file(row), by=self.by, mode=ADD, now=self.tick()))

    @precondition(lambda self: self.imports)
    @rule()
    def an_import_is_undone(self):
        """Refused while a result that was approved after it rests on it."""
        self.reopen()
        last = self.imports[-1]
        rests = AllocationRun.objects.approved().filter(kind="operating_result", approved_at__gte=last.confirmed_at)
        if rests.exists():
            assert self.is_refused(imported_files.undo, last)
        else:
            self.attempt(imported_files.undo, self.imports.pop())

    @rule(onto=st.sampled_from(["line", "other_line", None]))
    def the_mapping_changes(self, onto):
        self.reopen()
        mapping = AccountMapping.objects.filter(first="20000").first()
        if mapping:
            self.attempt(delete_mapping, mapping)
        if onto:
            mapping = AccountMapping(year=YEAR, line=getattr(self, onto), basis="account", first="20000", last="29999")
            self.attempt(store_mapping, mapping)

    @rule(amount=AMOUNTS)
    def a_project_moves(self, amount):
        self.reopen()
        self.project.actual_excl_vat = amount
        self.attempt(store_project, self.project)

    @rule(count=st.integers(0, 10**9), number=st.sampled_from(["1506", "1579"]))
    def a_payment_moves(self, count, number):
        self.reopen()
        municipality = Municipality.objects.get(pk=number)
        self.attempt(set_payments, {municipality: Decimal(count).scaleb(-2)}, year=YEAR)

    @rule(percentages=shares())
    def the_key_changes(self, percentages):
        key = keys_of(None).last()
        change = renew_cost_key if key.is_frozen else change_cost_key
        self.attempt(change, key, percentages=percentages, source="Vedtak")

    @rule(percentages=shares(), day=st.dates(date(YEAR, 1, 2), date(YEAR, 12, 31)), of_purpose=st.booleans())
    def a_key_takes_over_inside_the_year(self, percentages, day, of_purpose):
        """Refused where another begins that day."""
        purpose = self.purpose if of_purpose else None
        if of_purpose:  # the last of the five takes no part in it
            percentages = {**percentages, "1506": percentages["1506"] + percentages["1579"]}
            del percentages["1579"]
        self.attempt(store_cost_key, percentages, valid_from=day, purpose=purpose, source="Vedtak")

    @rule(of_purpose=st.booleans())
    def a_line_is_for_some_of_them(self, of_purpose):
        self.reopen()
        self.other_line.refresh_from_db()
        self.other_line.purpose = self.purpose if of_purpose else None
        self.attempt(store_line, self.other_line)

    @rule(day=st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31)), percent=st.integers(0, 10_000))
    def a_sixth_municipality_joins(self, day, percent):
        """From the day on with a share of what the first one paid; before it nowhere."""
        self.attempt(store_membership, Membership(municipality_id=SIXTH, first_on=day))
        before = keys_of(None).filter(valid_from__lte=day).last()
        shares = before.percentages()
        part = (shares["1506"] * percent / 10_000).quantize(Decimal("0.01"))
        shares |= {"1506": shares["1506"] - part, SIXTH: shares.get(SIXTH, Decimal(0)) + part}
        self.attempt(store_cost_key, shares, valid_from=day, source="Vedtak")

    @rule(kind=ANNUAL)
    def a_run_is_made(self, kind):
        self.close()
        self.attempt(make_run, kind, year=YEAR, charged_year=YEAR + 1)

    @precondition(lambda self: drafts().exists())
    @rule(recompute=st.booleans())
    def a_draft_is_approved(self, recompute):
        self.close()
        run = drafts().first()
        if recompute:
            self.attempt(recompute_run, run)
        self.attempt(approve_run, run)
        self.remember(run)

    @precondition(lambda self: drafts().exists())
    @rule()
    def a_draft_is_deleted(self):
        self.attempt(delete_run, drafts().first())

    @precondition(lambda self: self.approved)
    @rule(data=st.data(), year=st.integers(2024, 2026), newest=st.booleans())
    def a_run_is_corrected(self, data, year, newest):
        run = AllocationRun.objects.get(pk=data.draw(st.sampled_from(sorted(self.approved))))
        self.attempt(correct_run, run, charged_year=year, reason="Endret grunnlag", newest_keys=newest)

    @rule()
    def every_run_in_force_can_be_corrected(self):
        """Whatever became of keys and members since: it comes out the same, or its difference is booked."""
        self.close()
        shared = AllocationRun.objects.in_force().exclude(correction__isnull=False)
        if not state_of(YEAR).is_closed:  # accounts that nobody has, or that belong nowhere
            shared = shared.exclude(kind__in=SHARED_OF_CLOSED)
        for run in shared:
            savepoint = transaction.savepoint()
            try:
                correction = correct_run(run, charged_year=YEAR + 3, reason="Prøve", by=self.by, now=self.tick())
            except ValidationError as refusal:
                why = " ".join(refusal.messages)
                assert why.startswith("Ingenting er endret"), why
            else:
                assert correction.totals()["amount"] == correction.amount
            transaction.savepoint_rollback(savepoint)

    @rule(data=st.data(), amount=AMOUNTS, percentages=shares())
    def a_late_voucher_and_a_new_key_are_corrected(self, data, amount, percentages):
        self.accounts_move(amount)
        self.the_key_changes(percentages)
        run = AllocationRun.objects.in_force().filter(kind=AllocationRun.Kind.OPERATING_RESULT).get()
        options = {"charged_year": YEAR + 2, "reason": "Bilag kom sent", "newest_keys": True}
        self.approve(self.attempt(correct_run, run, **options))

    @rule(kind=ANNUAL)
    def a_run_is_made_and_approved(self, kind):
        self.make_and_approve(kind)

    @rule(amount=AMOUNTS, lasting=st.booleans(), year=st.integers(2022, 2025))
    def the_council_decides(self, amount, lasting, year):
        kind = FrameChange.Kind.YEARLY if lasting else FrameChange.Kind.ONE_OFF
        decision = Decision("Vedtak", date(2024, 2, 14))
        change = self.attempt(add_change, kind=kind, year=year, title="Tiltak", amount=amount, decision=decision)
        if change:
            self.remember(change.run)

    @precondition(lambda self: FrameChange.objects.exists())
    @rule(data=st.data(), amount=AMOUNTS)
    def the_council_decides_anew(self, data, amount):
        change = data.draw(st.sampled_from(list(FrameChange.objects.order_by("pk"))))
        decision = Decision("Nytt vedtak", date(2024, 6, 1))
        newer = self.attempt(replace_change, change, amount=amount, decision=decision)
        if newer:
            self.remember(newer.run)

    @precondition(lambda self: self.approved)
    @rule(data=st.data())
    def somebody_tries_to_edit_what_is_approved(self, data):
        pk = data.draw(st.sampled_from(sorted(self.approved)))
        with pytest.raises(DatabaseError), transaction.atomic():
            AllocationPart.objects.filter(run=pk).update(amount=1, to_pay=1, booked=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            CostKeyShare.objects.filter(key__spans__run=pk).update(percent=20)

    @invariant()
    def nothing_approved_has_moved(self):
        assert {pk: said(pk) for pk in self.approved} == self.approved
        assert set(AllocationRun.objects.approved().values_list("pk", flat=True)) == set(self.approved)

    @invariant()
    def a_result_is_approved_only_with_all_accounts_in_place(self):
        if AccountTotal.objects.in_force().filter(is_known=False).exists():
            run = drafts().filter(kind=AllocationRun.Kind.OPERATING_RESULT).first()
            assert run is None or self.is_refused(approve_run, run)

    @invariant()
    def every_total_is_the_sum_of_its_rows(self):
        for run in AllocationRun.objects.all():
            storing.check_sums(run)
            assert run.totals()["amount"] == run.amount

    @invariant()
    def those_who_take_no_part_pay_exactly_nothing(self):
        for run in AllocationRun.objects.all():
            takes_part = set(
                CostKeyShare.objects.filter(key__spans__run=run, percent__gt=0).values_list("municipality", flat=True)
            )
            others = run.parts.exclude(municipality__in=takes_part)
            assert set(others.values_list("amount", flat=True)) <= {Decimal(0)}

    @invariant()
    def a_chain_of_corrections_books_what_the_newest_says(self):
        for run in AllocationRun.objects.in_force():
            chain, newest = [run], {part.municipality_id: part.to_pay for part in run.parts.all()}
            while chain[-1].corrects:
                chain.append(chain[-1].corrects)
            booked = {number: Decimal(0) for number in newest}
            for part in AllocationPart.objects.filter(run__in=chain):
                booked[part.municipality_id] += part.booked
            assert booked == newest

    @invariant()
    def the_municipalities_pay_what_the_runs_say(self):
        for year in years_of_charges():
            runs = AllocationRun.objects.approved().charged_in(year)
            charged = sum(
                (
                    charge.amount
                    for municipality in Municipality.objects.all()
                    for charge in charges_of(municipality, year)
                ),
                Decimal(0),
            )
            assert charged == sum((run.totals()["booked"] for run in runs), Decimal(0))

    @invariant()
    def the_frame_is_what_was_decided_last(self):
        for year in (2022, 2024, 2026):
            standing = FrameChange.objects.acting_in(year).filter(replaced_by__isnull=True)
            assert frame_of(year).amount == sum((change.amount for change in standing), Decimal(0))

    @invariant()
    def the_audit_trail_is_whole(self):
        assert trail.broken_entries() == []
        assert list(prove()) == []

    @invariant()
    def the_accounts_are_the_sum_of_what_was_imported(self):
        if not self.imports:
            return
        entries = sum(AccountEntry.objects.values_list("amount", flat=True), Decimal(0))
        placed = sum(BudgetLine.objects.for_year(YEAR).values_list("actual", flat=True), Decimal(0))
        unplaced = sum(AccountTotal.objects.filter(line=None).values_list("amount", flat=True), Decimal(0))
        assert entries == placed + unplaced


def said(pk):
    run = AllocationRun.objects.get(pk=pk)
    parts = AllocationPart.objects.filter(run=run).order_by("municipality").values_list(
        "municipality", "percent", "amount", "paid_on_account", "to_pay", "previously", "booked"
    )  # fmt: skip
    spans = [
        (span.first_on, span.last_on, span.weight, span.amount, sorted(span.key.percentages().items()))
        for span in run.spans.order_by("pk")
    ]
    return run.title, run.amount, run.basis, spans, list(parts)


def keys_of(purpose):
    return CostKey.objects.current().of_purpose(purpose).order_by("valid_from")


def drafts():
    return AllocationRun.objects.filter(state=AllocationRun.State.DRAFT).order_by("pk")


Money.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
@pytest.mark.django_db
def test_money_in_any_order():
    Money.TestCase("runTest").runTest()
