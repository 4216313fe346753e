"""Who sees what of the money: a row is closed with the case it names and with those that it quotes."""

from datetime import date
from decimal import Decimal

import pytest

from budget.allocations.models import AllocationRun
from budget.frame.actions import Decision, decline_estimate
from budget.money.reader import Reader, Seen
from rorikt.cases.closed import ClosedCase
from rorikt.people.models import User
from tests.factories import (
    RUN_AT,
    make_carry_over,
    make_document,
    make_estimate,
    make_frame_change,
    make_item,
    make_key,
    make_meeting,
    make_project,
    make_revision,
    make_run,
    make_user,
    named_case,
)

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind
CASE, OTHER = "2024/M1-001", "2024/M1-002"
SECRET, HALF = ClosedCase(1, "Avtale"), ClosedCase(2, "Avtale", are_amounts_open=True)


def decision(number=CASE):
    return Decision("Rådet vedtok det", date(2024, 2, 14), named_case(number))


@pytest.fixture
def case(db):
    """An exempt case, and beside it one whose amounts are open."""
    meeting = make_meeting()
    exempt = {"exemption_basis": "offentleglova § 23", "public_title": "Avtale", "meeting": meeting}
    make_item(**exempt, amounts_are_open=True, sequence=2)
    return make_item(**exempt, sequence=1)


# Of one row


def test_an_open_row_shows_its_words_and_every_part():
    seen = Seen(None, "1535")

    assert (seen.is_closed, seen.hides_amounts, seen.text("Ord"), seen.sees_part_of("1506")) == (
        False,
        False,
        "Ord",
        True,
    )


def test_a_closed_row_shows_its_public_title_and_a_municipality_its_own_part():
    seen = Seen(SECRET, "1535")

    assert (seen.is_closed, seen.hides_amounts) == (True, True)
    assert seen.text("Hemmelig") == "Unntatt offentlighet: Avtale"
    assert [seen.sees_part_of(number) for number in ("1535", "1506")] == [True, False]
    assert not Seen(SECRET).sees_part_of("1535")


def test_amounts_that_are_open_are_shown_though_the_words_are_not():
    seen = Seen(HALF)

    assert (seen.is_closed, seen.hides_amounts, seen.sees_part_of("1506")) == (True, False, True)
    assert seen.text("Hemmelig") == "Unntatt offentlighet: Avtale"


# Of whom


@pytest.mark.parametrize("role", list(User.Role))
def test_it_is_closed_to_finance_and_to_the_public_alone(case, role):
    estimate = make_estimate(case=named_case(CASE))

    assert Reader(make_user(role=role)).of(estimate).is_closed == (role == User.Role.FINANCE)
    assert Reader().of(estimate).is_closed


def test_anybody_sees_what_names_no_case_or_an_open_one(case):
    make_item(meeting=case.meeting, sequence=3)

    for named in (None, named_case("2024/M1-003"), named_case("2021/M1-001")):
        assert not Reader().of(make_estimate(case=named)).is_closed


def test_a_reader_reads_as_its_municipality_and_else_as_it_is_told(case):
    finance = make_user(role=User.Role.FINANCE)

    assert (Reader(finance).own, Reader(None, "1539").own, Reader().own) == (finance.municipality_id, "1539", None)
    assert Reader(finance, "1539").own == finance.municipality_id


def test_drafts_are_for_those_who_may_see_them(council_member, author):
    assert [Reader(user).sees_drafts for user in (None, council_member, author)] == [False, False, True]


# What quotes a case


def test_an_estimate_is_closed_by_the_case_it_names_is_decided_in_declined_in_or_shown_in(case):
    make_key(valid_from=date(2024, 1, 1))
    named, decided, declined, shown, other = (make_estimate(title=f"Overslag {n}") for n in range(5))
    named.case = named_case(CASE)
    named.save()
    make_frame_change(title="Vedtatt", decision=decision(), estimate=decided)
    decline_estimate(declined, decision=decision(), by=make_user(), now=RUN_AT)
    make_document(agenda_item=case, cost_estimate=shown)
    reader = Reader()

    assert [reader.of_estimate(one).is_closed for one in (named, decided, declined, shown, other)] == [True] * 4 + [
        False
    ]
    assert reader.url_of(named) == f"/okonomi/kostnadsoverslag/unntatt/{named.pk}/"
    assert reader.url_of(other) == other.get_absolute_url()


def test_a_change_is_closed_with_all_that_replaced_it_and_all_its_runs(case, head):
    make_key(valid_from=date(2024, 1, 1))
    open_, closed = make_frame_change(title="Åpen"), make_frame_change(title="Lukket", decision=decision())
    reader = Reader()

    assert [reader.of_change(change).is_closed for change in (open_, closed)] == [False, True]
    assert [reader.of_run(change.run).is_closed for change in (open_, closed)] == [False, True]
    assert not Reader(head).of_change(closed).is_closed


def test_a_change_is_closed_with_the_estimate_it_is_made_of(case):
    make_key(valid_from=date(2024, 1, 1))
    estimate = make_estimate(case=named_case(CASE))
    change = make_frame_change(decision=decision("2024/M1-009"), estimate=estimate)

    assert Reader().of_change(change).is_closed
    assert Reader().of_run(change.run).case == Reader().of_estimate(estimate).case


def test_a_run_is_closed_with_the_settlement_that_it_offsets(case, year_2023):
    make_key(valid_from=date(2024, 1, 1))
    settlement = make_run(Kind.INVESTMENT, case=named_case(CASE))
    offset = make_run(Kind.OFFSET, year=2024, contribution=Decimal(11_000_000), offsets=settlement)
    plain = make_run()
    reader = Reader()

    assert [reader.of_run(run).is_closed for run in (settlement, offset, plain)] == [True, True, False]


def test_of_two_cases_the_one_that_closes_most_closes_the_row(case):
    estimate = make_estimate(case=named_case(OTHER))
    assert not Reader().of_estimate(estimate).hides_amounts

    make_document(agenda_item=case, cost_estimate=estimate)

    assert Reader().of_estimate(estimate).hides_amounts


def test_a_project_is_closed_at_both_ends_of_what_is_carried_and_open_where_amounts_are(case):
    revised, source, target, half, open_ = (make_project(title=f"Prosjekt {n}", year=2023 + (n == 2)) for n in range(5))
    make_revision(project=revised, case=named_case(CASE))
    make_carry_over(from_project=source, to_project=target, case=named_case(CASE))
    make_revision(project=half, case=named_case(OTHER))
    make_revision(project=open_, case=named_case("2024/M1-003"))

    assert Reader().projects == {revised.pk, source.pk, target.pk}


def test_nothing_is_asked_of_the_rows_where_no_case_is_closed(django_assert_num_queries):
    reader = Reader()
    assert reader.cases == {}

    with django_assert_num_queries(0):
        assert (reader.estimates, reader.subjects, reader.runs, reader.projects) == ({}, {}, {}, frozenset())
