"""From a decision of the council to money in the frame, and by a new decision to other money."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.charges.report import unallocated_changes
from budget.estimates import tier_report
from budget.frame.actions import Decision, decide_estimate, estimated_changes, replace_change
from budget.frame.frames import Following, Frame, FrameStep, following
from budget.frame.models import FrameChange
from budget.frame.report import frame_and_budget, frame_of, frame_table
from budget.keys.actions import renew_cost_key
from budget.runs.actions import approve_run, correct_run, make_run
from meetings.reading.money import estimates_of, frame_changes_of
from tests.budget import golden
from tests.factories import (
    RUN_AT,
    make_document,
    make_estimate,
    make_frame_change,
    make_item,
    make_key,
    make_line,
    make_meeting,
    named_case,
)

pytestmark = pytest.mark.django_db
Kind = FrameChange.Kind


@pytest.fixture
def estimate(db):
    return golden.make_security_partner()


def decided():
    return Decision("Samarbeidsrådet vedtok avtalen", date(2024, 2, 14), named_case("2024/M1-004"))


def decide(estimate, head, **chosen):
    changes = [
        change
        for change in estimated_changes(estimate)
        if all(getattr(change, name) == value for name, value in chosen.items())
    ]
    return decide_estimate(estimate, changes, decision=decided(), by=head, now=RUN_AT)


def test_the_decision_of_the_case_puts_its_cost_in_the_frame_with_the_printed_split(estimate, head):
    (change,) = decide(estimate, head, year=2024)

    assert (change.amount, change.difference, change.kind) == (1_864_000, 1_864_000, Kind.ONE_OFF)
    assert dict(change.run.parts.values_list("municipality", "booked")) == golden.PRINTED_COST_SPLIT_2024
    assert change.run.is_approved
    assert change.case.get_absolute_url() == f"/saker/{change.case_id}/"
    assert frame_of(2024).amount == 1_864_000
    assert frame_of(2025).amount == 0


def test_a_title_that_names_its_year_names_it_once_in_the_split():
    make_key()

    assert make_frame_change(title="Driftsramme 2024").run.title == "Driftsramme 2024"
    assert make_frame_change(title="Ny avtale").run.title == "Ny avtale 2024"


def test_what_comes_every_year_is_in_every_later_frame(estimate, head):
    estimate.lines.filter(year=2025).update(is_yearly=True)

    changes = decide(estimate, head)

    assert [(change.year, change.kind, change.amount) for change in changes] == [
        (2024, Kind.ONE_OFF, 1_864_000),
        (2025, Kind.YEARLY, 1_664_000),
    ]
    assert [frame_of(year).amount for year in (2024, 2025, 2030)] == [1_864_000, 1_664_000, 1_664_000]
    assert unallocated_changes(2025) == []
    (waiting,) = unallocated_changes(2026)
    run = make_run(AllocationRun.Kind.CASE_COST, year=2026, charged_year=2026, change=waiting, by=head, now=RUN_AT)
    assert run.amount == 1_664_000
    assert unallocated_changes(2026) == []


def test_a_decision_is_put_in_the_frame_once(estimate, head):
    decide(estimate, head, year=2024)

    with pytest.raises(ValidationError, match="allerede registrert"):
        decide(estimate, head)
    assert FrameChange.objects.count() == 1


def test_a_new_decision_replaces_by_its_difference(estimate, head):
    (change,) = decide(estimate, head, year=2024)
    later = Decision("Rådet endret avtalen", date(2024, 6, 1), named_case("2024/M2-003"))

    newer = replace_change(change, amount=Decimal(1_800_000), decision=later, by=head, now=RUN_AT)

    change.refresh_from_db()
    assert (change.amount, newer.amount, newer.difference) == (1_864_000, 1_800_000, -64_000)
    frame = frame_of(2024)
    assert frame.amount == 1_800_000 == sum(step.difference for step in frame.steps)
    assert newer.run.corrects == change.run
    assert newer.run.totals()["booked"] == -64_000
    assert [step.case_number for step in frame.steps] == ["2024/M1-004", "2024/M2-003"]


def test_a_replaced_decision_is_not_replaced_again_nor_by_the_same_amount(head):
    make_key()
    change = make_frame_change(amount=Decimal(1000))

    with pytest.raises(ValidationError, match="Beløpet er det samme"):
        replace_change(change, amount=Decimal(1000), decision=decided(), by=head, now=RUN_AT)
    replace_change(change, amount=Decimal("900.50"), decision=decided(), by=head, now=RUN_AT)
    with pytest.raises(ValidationError, match="nyere vedtak"):
        replace_change(change, amount=Decimal(1), decision=decided(), by=head, now=RUN_AT)


def test_a_new_decision_is_booked_against_the_newest_correction(head):
    key = make_key()
    change = make_frame_change(amount=Decimal(1000))
    shares = {number: Decimal(20) for number in key.percentages()}
    renew_cost_key(key, percentages=shares, source="Ny nøkkel", by=head, now=RUN_AT)
    correction = correct_run(change.run, charged_year=2024, reason="Ny nøkkel", newest_keys=True, by=head, now=RUN_AT)

    with pytest.raises(ValidationError, match="Godkjenn eller slett utkastet"):
        replace_change(change, amount=Decimal(500), decision=decided(), by=head, now=RUN_AT)
    approve_run(correction, by=head, now=RUN_AT)
    newer = replace_change(change, amount=Decimal(500), decision=decided(), by=head, now=RUN_AT)

    assert newer.run.corrects == correction
    assert set(newer.run.parts.values_list("booked", flat=True)) == {Decimal(-100)}


def test_the_frame_is_the_decided_one_with_its_changes(head):
    make_key()
    make_frame_change(kind=Kind.BASE, title="Driftsramme", amount=Decimal(83_866_000))
    make_frame_change(amount=Decimal(-1000))

    frame = frame_of(2024)

    assert (frame.base, frame.changes, frame.amount) == (83_866_000, -1000, 83_865_000)
    table = frame_table(frame_of(2024))
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
        decide_estimate(estimate, [], decision=decided(), by=head, now=RUN_AT)


def test_a_case_leads_to_its_estimate_and_its_money(estimate, head):
    meeting = make_meeting()
    items = [make_item(meeting=meeting) for _ in range(4)]
    make_document(agenda_item=items[3], cost_estimate=estimate)

    (change,) = decide(estimate, head, year=2024)

    assert list(estimates_of(items[3])) == [estimate]
    assert list(frame_changes_of(items[3])) == [change]
    assert list(frame_changes_of(items[0])) == []
    assert change.case.get_absolute_url() == items[3].get_absolute_url()


def test_a_decision_stands_with_its_case_whether_that_has_its_number_or_not(head):
    make_key()
    waiting = Decision("Rådet vedtok det", date(2024, 2, 14), make_item().reference)
    make_frame_change(decision=decided())
    make_frame_change(decision=waiting)

    assert [row[2].text for row in frame_table(frame_of(2024)).rows] == [
        "Samarbeidsrådet vedtok avtalen (2024/M1-004)",
        "Rådet vedtok det, sak 2024/M1-001 (foreløpig nummer)",
    ]


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


# The frame, the budget and the payments tell of each other


def step(amount, **given):
    return FrameStep(**{"title": "T", "kind": "K", "difference": Decimal(amount), "decision": "V", **given})


BASE_STEP = step(1000, is_base=True)


@pytest.mark.parametrize(
    ("steps", "budgeted", "expected"),
    [
        ((), None, Following.NO_FRAME),
        ((step(50),), 1000, Following.NO_FRAME),
        ((BASE_STEP,), None, Following.NO_BUDGET),
        ((BASE_STEP,), 1000, Following.FOLLOWS),
        ((BASE_STEP,), 900, Following.DIFFERS),
        ((BASE_STEP, step(50)), 1000, Following.NOT_REGULATED),
        ((BASE_STEP, step(50)), 1050, Following.FOLLOWS),
        ((BASE_STEP, step(50)), 1020, Following.DIFFERS),
        ((step(50, is_lasting=True), BASE_STEP), 1000, Following.NOT_REGULATED),
        ((BASE_STEP, step(100, is_base=True)), 1000, Following.NOT_REGULATED),
        ((BASE_STEP, step(50), step(-50)), 1000, Following.FOLLOWS),
    ],
)
def test_whether_the_budget_follows_the_frame(steps, budgeted, expected):
    assert following(Frame(2024, steps), None if budgeted is None else Decimal(budgeted)) == expected


def said(year=2024):
    return frame_and_budget(year).in_words.replace("\u00a0", " ")


def decided_frame():
    make_key()
    make_frame_change(kind=Kind.BASE, title="Driftsramme", amount=Decimal(1000))
    return make_line(year=2024, budgeted=Decimal(1000))


def test_a_budget_that_is_the_frame_is_said_to_be_it(head):
    decided_frame()

    assert said() == (
        "Årsbudsjettet er 1 000,00 kr, det samme som rammen. Av rammen er 1 000,00 kr fordelt på kommunene: alt."
    )


def test_a_decision_that_the_budget_has_not_followed_is_said_with_its_case(head):
    decided_frame()
    make_frame_change(amount=Decimal("250.50"))

    assert said() == (
        "Rammen for 2024 er økt med 250,50 kr ved vedtak i sak 2024/M1-004. Årsbudsjettet er 1 000,00 kr, som før "
        "endringen. Budsjettet er ikke regulert ennå: rammen er 1 250,50 kr. "
        "Av rammen er 1 250,50 kr fordelt på kommunene: alt."
    )


def test_what_of_the_frame_is_not_shared_is_said(head):
    make_key(valid_from=date(2024, 1, 1))
    make_frame_change(kind=Kind.YEARLY, amount=Decimal(40))
    make_frame_change(kind=Kind.BASE, year=2025, title="Driftsramme", amount=Decimal(1000))

    assert "Av rammen er 1 000,00 kr fordelt på kommunene; 40,00 kr er ikke fordelt." in said(2025)
    assert "Årsbudsjettet for 2025 er ikke lagt inn." in said(2025)


def test_changes_without_a_frame_are_not_called_one(head):
    make_key()
    make_frame_change(amount=Decimal(40))

    table = frame_table(frame_of(2024))

    assert table.caption == "Endringer i rammen for 2024 (rammen er ikke fastsatt)"
    assert table.total[0].text == "Endringer så langt, uten selve rammen"
    assert said() == (
        "Rammen for 2024 er ikke fastsatt. Endringer på til sammen 40,00 kr er registrert ved "
        "vedtak i sak 2024/M1-004. Årsbudsjettet for 2024 er ikke lagt inn. "
        "Av endringene er 40,00 kr fordelt på kommunene: alt."
    )


def test_every_page_of_the_year_tells_of_the_decided_change(client, head):
    line = decided_frame()
    change = make_frame_change(amount=Decimal("250.50"))
    client.force_login(head)
    pages = {
        name: client.get(reverse(f"budget:{name}", args=arguments)).content.decode().replace("\u00a0", " ")
        for name, arguments in {
            "frame": [2024],
            "operating-result": [2024],
            "charges": [2024],
            "line": [line.pk],
            "frame-change": [change.pk],
        }.items()
    }

    for name, page in pages.items():
        assert "Rammen for 2024 er økt med 250,50 kr ved vedtak i sak 2024/M1-004." in page, name
        assert "Budsjettet er ikke regulert ennå: rammen er 1 250,50 kr." in page, name
    assert "gjelder hele året og ikke én linje" in pages["line"]
    links = {name: reverse(f"budget:{name}", args=[2024]) for name in ("frame", "operating-result", "charges")}
    for name, others in {
        "frame": ("operating-result", "charges"),
        "operating-result": ("frame", "charges"),
        "charges": ("frame", "operating-result"),
        "line": ("frame",),
        "frame-change": ("frame", "operating-result", "charges"),
    }.items():
        for other in others:
            assert f'<a class="ds-link" href="{links[other]}">' in pages[name], (name, other)


def test_a_year_without_decisions_says_nothing_of_a_frame(client, head):
    line = make_line(year=2024)
    client.force_login(head)

    assert "frame-note" not in client.get(line.get_absolute_url()).content.decode()
