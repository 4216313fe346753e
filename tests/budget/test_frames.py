"""From a decision of the council to money in the frame, and by a new decision to other money."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from budget import actions, charge_report, frame_actions, run_actions, run_report, tier_report
from budget.models import AllocationRun, FrameChange
from meetings.money import estimates_of, frame_changes_of
from rorikt.cases import case_url
from tests.budget import golden
from tests.factories import RUN_AT, make_document, make_estimate, make_frame_change, make_item, make_key, make_meeting

pytestmark = pytest.mark.django_db
Kind = FrameChange.Kind
DECISION = frame_actions.Decision("Samarbeidsrådet vedtok avtalen", date(2024, 2, 14), "2024/M1-004")


@pytest.fixture
def estimate(db):
    return golden.make_security_partner()


def decide(estimate, head, **chosen):
    changes = [
        change
        for change in frame_actions.estimated_changes(estimate)
        if all(getattr(change, name) == value for name, value in chosen.items())
    ]
    return frame_actions.decide_estimate(estimate, changes, decision=DECISION, by=head, now=RUN_AT)


def test_the_decision_of_the_case_puts_its_cost_in_the_frame_with_the_printed_split(estimate, head):
    (change,) = decide(estimate, head, year=2024)

    assert (change.amount, change.difference, change.kind) == (1_864_000, 1_864_000, Kind.ONE_OFF)
    assert dict(change.run.parts.values_list("municipality", "booked")) == golden.PRINTED_COST_SPLIT_2024
    assert change.run.is_approved
    assert change.case_url == "/moter/2024/M1/4/"
    assert run_report.frame_of(2024).amount == 1_864_000
    assert run_report.frame_of(2025).amount == 0


def test_what_comes_every_year_is_in_every_later_frame(estimate, head):
    estimate.lines.filter(year=2025).update(is_yearly=True)

    changes = decide(estimate, head)

    assert [(change.year, change.kind, change.amount) for change in changes] == [
        (2024, Kind.ONE_OFF, 1_864_000),
        (2025, Kind.YEARLY, 1_664_000),
    ]
    assert [run_report.frame_of(year).amount for year in (2024, 2025, 2030)] == [1_864_000, 1_664_000, 1_664_000]
    assert charge_report.unallocated_changes(2025) == []
    (waiting,) = charge_report.unallocated_changes(2026)
    run = run_actions.make_run(
        AllocationRun.Kind.CASE_COST, year=2026, charged_year=2026, change=waiting, by=head, now=RUN_AT
    )
    assert run.amount == 1_664_000
    assert charge_report.unallocated_changes(2026) == []


def test_a_decision_is_put_in_the_frame_once(estimate, head):
    decide(estimate, head, year=2024)

    with pytest.raises(ValidationError, match="allerede ført"):
        decide(estimate, head)
    assert FrameChange.objects.count() == 1


def test_a_new_decision_replaces_by_its_difference(estimate, head):
    (change,) = decide(estimate, head, year=2024)
    later = frame_actions.Decision("Rådet endret avtalen", date(2024, 6, 1), "2024/M2-003")

    newer = frame_actions.replace_change(change, amount=Decimal(1_800_000), decision=later, by=head, now=RUN_AT)

    change.refresh_from_db()
    assert (change.amount, newer.amount, newer.difference) == (1_864_000, 1_800_000, -64_000)
    frame = run_report.frame_of(2024)
    assert frame.amount == 1_800_000 == sum(step.difference for step in frame.steps)
    assert newer.run.corrects == change.run
    assert newer.run.totals()["booked"] == -64_000
    assert [step.case_number for step in frame.steps] == ["2024/M1-004", "2024/M2-003"]


def test_a_replaced_decision_is_not_replaced_again_nor_by_the_same_amount(head):
    make_key()
    change = make_frame_change(amount=Decimal(1000))

    with pytest.raises(ValidationError, match="Beløpet er det samme"):
        frame_actions.replace_change(change, amount=Decimal(1000), decision=DECISION, by=head, now=RUN_AT)
    frame_actions.replace_change(change, amount=Decimal("900.50"), decision=DECISION, by=head, now=RUN_AT)
    with pytest.raises(ValidationError, match="nyere vedtak"):
        frame_actions.replace_change(change, amount=Decimal(1), decision=DECISION, by=head, now=RUN_AT)


def test_a_new_decision_is_booked_against_the_newest_correction(head):
    key = make_key()
    change = make_frame_change(amount=Decimal(1000))
    shares = {number: Decimal(20) for number in key.percentages()}
    actions.renew_cost_key(key, percentages=shares, source="Ny nøkkel", by=head, now=RUN_AT)
    correction = run_actions.correct_run(change.run, charged_year=2024, reason="Ny nøkkel", by=head, now=RUN_AT)

    with pytest.raises(ValidationError, match="Godkjenn eller slett utkastet"):
        frame_actions.replace_change(change, amount=Decimal(500), decision=DECISION, by=head, now=RUN_AT)
    run_actions.approve_run(correction, by=head, now=RUN_AT)
    newer = frame_actions.replace_change(change, amount=Decimal(500), decision=DECISION, by=head, now=RUN_AT)

    assert newer.run.corrects == correction
    assert set(newer.run.parts.values_list("booked", flat=True)) == {Decimal(-100)}


def test_the_frame_is_the_decided_one_with_its_changes(head):
    make_key()
    make_frame_change(kind=Kind.BASE, title="Driftsramme", amount=Decimal(83_866_000))
    make_frame_change(amount=Decimal(-1000))

    frame = run_report.frame_of(2024)

    assert (frame.base, frame.changes, frame.amount) == (83_866_000, -1000, 83_865_000)
    table = run_report.frame_table(2024)
    assert Decimal(table.total[-1].value) == sum(Decimal(row[-1].value) for row in table.rows) == frame.amount
    assert all(row[0].source and row[2].source for row in table.rows)


def test_a_year_has_one_decided_frame(head):
    make_key()
    make_frame_change(kind=Kind.BASE, title="Driftsramme")

    with pytest.raises(ValidationError, match="allerede en vedtatt ramme"):
        make_frame_change(kind=Kind.BASE, title="En annen ramme")


def test_a_year_without_a_key_takes_no_decision():
    with pytest.raises(ValidationError, match="ingen fordelingsnøkkel"):
        make_frame_change()


def test_the_database_refuses_to_edit_a_decision():
    make_key()
    make_frame_change()

    with pytest.raises(DatabaseError), transaction.atomic():
        FrameChange.objects.update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        FrameChange.objects.all().delete()


def test_an_estimate_with_years_chosen_by_nobody_is_refused(estimate, head):
    with pytest.raises(ValidationError, match="Velg minst ett år"):
        frame_actions.decide_estimate(estimate, [], decision=DECISION, by=head, now=RUN_AT)


def test_a_case_leads_to_its_estimate_and_its_money(estimate, head):
    meeting = make_meeting()
    items = [make_item(meeting=meeting) for _ in range(4)]
    make_document(agenda_item=items[3], cost_estimate=estimate)

    (change,) = decide(estimate, head, year=2024)

    assert list(estimates_of(items[3])) == [estimate]
    assert list(frame_changes_of(items[3])) == [change]
    assert list(frame_changes_of(items[0])) == []
    assert change.case_url == items[3].get_absolute_url()


@pytest.mark.parametrize("number", ["", "M1-004", "2024/M1-4", "2024/M0-004", "2024/M1-004 "])
def test_what_is_no_case_number_leads_nowhere(number):
    assert case_url(number) == ""


def test_the_tier_table_says_what_425_and_450_servers_would_cost(estimate):
    table = tier_report.tier_table(estimate, 2024, [397, 425, 450, 9999])

    sums = {row[0].text: Decimal(row[-1].value) if row[-1].value else None for row in table.rows}
    assert sums == {
        "397": 1_864_000,
        "425": 400_000 + 12 * 129_200,
        "450": 400_000 + 12 * 136_350,
        "9\u00a0999": None,
    }
    first = [Decimal(cell.value) for cell in table.rows[0][3:-1]]
    assert first == list(golden.PRINTED_COST_SPLIT_2024.values())
    for row in table.rows[:3]:
        assert sum(Decimal(cell.value) for cell in row[3:-1]) == Decimal(row[-1].value)
    assert tier_report.usual_counts(estimate) == [397, 425, 450]
    assert tier_report.usual_counts(make_estimate(unit_count=None, counted_on=None)) == []
