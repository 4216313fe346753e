"""Milestones against their plan, and against the last report."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.projects.milestones import Before, Milestone, in_time, next_of, told_delay, told_in_time
from meetings.register_pages.states import State

DONE = State("ferdig", "Ferdig", "success", is_settled=True)
DROPPED = State("avbrutt", "Avbrutt", "danger", is_settled=True)
BEGUN = State("pagar", "Pågår", "info")
TODAY = date(2024, 2, 6)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLAN = date(2024, 2, 1)
DAYS = st.none() | st.dates(date(2024, 1, 1), date(2024, 4, 1))


def milestone(**told):
    return Milestone("M", "/m/", **told)


@pytest.mark.parametrize(
    ("told", "delay"),
    [
        ({"plan": PLAN, "reached": PLAN}, 0),
        ({"plan": PLAN, "reached": date(2024, 1, 29)}, -3),
        ({"plan": PLAN, "reached": date(2024, 2, 15)}, 14),
        ({"plan": PLAN, "expected": date(2024, 3, 1)}, 29),
        ({"plan": PLAN}, 5),  # nobody has said more: late until today
        ({"plan": PLAN, "expected": date(2024, 2, 3)}, 5),
        ({"plan": TODAY}, 0),
        ({"plan": PLAN, "state": DONE}, None),  # reached, and nobody has said when
        ({"plan": PLAN, "state": DROPPED}, None),
        ({"expected": date(2024, 3, 1)}, None),
    ],
)
def test_delay_is_in_days_against_the_plan(told, delay):
    assert milestone(**told).delay(TODAY) == delay


def test_a_delay_is_told_in_days_and_from_two_weeks_on_in_weeks():
    assert told_delay(None) == ""
    assert told_delay(0) == "Som planlagt"
    assert told_delay(1) == "1 dag forsinket"
    assert told_delay(-3) == "3 dager før planen"
    assert told_delay(14) == "2 uker forsinket"
    assert told_delay(29) == "4 uker og 1 dag forsinket"
    assert told_in_time(40) == "5 uker og 5 dager"


def test_what_is_expected_later_than_was_told_is_delayed_since_the_last_report():
    one = milestone(
        plan=PLAN, expected=date(2024, 3, 1), state=BEGUN, before=Before(PLAN, date(2024, 2, 15), state=BEGUN)
    )

    assert one.slipped(TODAY) == 15
    assert one.since(TODAY) == ["2 uker og 1 dag forsinket siden sist"]


def test_a_day_that_went_by_delays_without_anybody_writing_it():
    one = milestone(plan=PLAN, state=BEGUN, before=Before(PLAN, state=BEGUN))

    assert one.since(TODAY) == ["5 dager forsinket siden sist"]


def test_a_plan_that_is_moved_does_not_hide_a_delay():
    moved = milestone(plan=date(2024, 4, 1), state=BEGUN, before=Before(date(2024, 3, 1), state=BEGUN))

    assert moved.delay(TODAY) == 0
    assert moved.since(TODAY) == ["Planen er flyttet, og var 01.03.2024", "4 uker og 3 dager forsinket siden sist"]


def test_what_is_reached_dropped_or_new_is_told():
    was = Before(PLAN, state=BEGUN)

    assert milestone(plan=PLAN, reached=PLAN, state=DONE, before=was).since(TODAY) == ["Nådd siden sist"]
    assert milestone(plan=PLAN, state=DROPPED, before=was).since(TODAY) == ["Status var «Pågår»"]
    assert milestone(plan=PLAN, is_new=True).since(TODAY) == ["Ny siden sist"]
    assert milestone(plan=PLAN, state=BEGUN, before=Before(PLAN, reached=PLAN, state=DONE)).since(TODAY) == [
        "Var ført som nådd"
    ]
    assert milestone(plan=PLAN).since(TODAY) == []  # no report to hold it against
    assert (
        milestone(plan=PLAN, reached=PLAN, state=DONE, before=Before(PLAN, reached=PLAN, state=DONE)).since(TODAY) == []
    )


def test_the_next_is_the_first_that_is_waited_for():
    milestones = [
        Milestone("Uten dag", "/", state=BEGUN), Milestone("Senere", "/", plan=date(2024, 5, 1)),
        Milestone("Flyttet", "/", plan=PLAN, expected=date(2024, 4, 1)),
        Milestone("Nådd", "/", reached=date(2024, 1, 5)),
        Milestone("Droppet", "/", plan=PLAN, state=DROPPED),
    ]  # fmt: skip

    assert [one.title for one in in_time(milestones)] == ["Nådd", "Droppet", "Flyttet", "Senere", "Uten dag"]
    assert next_of(milestones).title == "Flyttet"
    assert next_of(milestones[:1]).title == "Uten dag"
    assert next_of(milestones[3:]) is None


@unhurried
@given(plan=DAYS, expected=DAYS, reached=DAYS, before_plan=DAYS, before_expected=DAYS, later=st.integers(0, 60))
def test_what_is_waited_for_never_gets_less_late_by_waiting(
    plan, expected, reached, before_plan, before_expected, later
):
    one = milestone(plan=plan, expected=expected, reached=reached, before=Before(before_plan, before_expected))
    after = TODAY + timedelta(days=later)

    assert one.slipped(TODAY) <= one.slipped(after)
    if one.delay(TODAY) is not None:
        assert one.delay(TODAY) <= one.delay(after)
    if reached:
        assert one.delay(after) == one.delay(TODAY)
        assert not one.is_late(after)
