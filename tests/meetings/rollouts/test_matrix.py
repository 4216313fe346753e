"""How far measures have come: «ikke aktuelt» does not count, and a day lasts until it ends."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.register_pages.states import UNSAID, State
from meetings.rollouts.matrix import Box, Measure, lacking, late, progress, shown, totals

PLANNED = State("planlagt", "Planlagt", "info")
RUNNING = State("i-drift", "I drift", "success", is_settled=True)
NOT_RELEVANT = State("ikke-aktuelt", "Ikke aktuelt", "neutral", is_settled=True)
STATES = [PLANNED, RUNNING, NOT_RELEVANT]
TODAY = date(2024, 2, 6)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def measure(title, **boxes):
    return Measure(title, "/x/", {number.removeprefix("n"): box for number, box in boxes.items()})


def test_progress_is_of_those_for_whom_it_is_relevant_and_says_who_has_said_nothing():
    assert str(progress([Box(RUNNING), Box(RUNNING), Box(PLANNED), Box(NOT_RELEVANT)])) == "i drift i 2 av 3"
    assert str(progress([Box(RUNNING), Box()])) == "i drift i 1 av 2, 1 ikke ført"
    assert str(progress([Box(NOT_RELEVANT)])) == "ikke aktuelt"
    assert progress([Box(RUNNING), Box()]).of_measures == "1 av 2 i drift, 1 ikke ført"


@pytest.mark.parametrize(
    ("box", "is_late"),
    [
        (Box(PLANNED, date(2024, 2, 5)), True),
        (Box(PLANNED, TODAY), False),
        (Box(PLANNED), False),
        (Box(UNSAID, date(2024, 2, 5)), True),
        (Box(RUNNING, date(2024, 2, 5)), False),
        (Box(NOT_RELEVANT, date(2024, 2, 5)), False),
        (Box(State("avlyst", "Avlyst", is_settled=True), date(2024, 2, 5)), False),
    ],
)
def test_what_is_late_is_what_should_have_been_in_operation(box, is_late):
    assert box.is_late(TODAY) is is_late


def test_the_longest_late_comes_first():
    measures = [
        measure("Ny", n1506=Box(PLANNED, date(2024, 2, 1))),
        measure("Eldre", n1506=Box(PLANNED, date(2023, 9, 1))),
        measure("Andres", n1535=Box(PLANNED, date(2023, 1, 1))),
    ]

    assert [one.title for one in late(measures, "1506", TODAY)] == ["Eldre", "Ny"]


def test_a_former_member_is_shown_where_it_holds_something():
    measures = [measure("A", n1579=Box(comment="Avsluttet"), n1539=Box())]

    assert shown(measures, ["1506", "1535", "1539", "1579"], ["1535", "1506"]) == ["1506", "1535", "1579"]


def test_one_lacks_what_others_have_and_not_what_is_not_relevant_for_it():
    measures = [
        measure("Ett", n1506=Box(RUNNING)),
        measure("To", n1506=Box(RUNNING), n1539=Box(RUNNING), n1535=Box(PLANNED)),
        measure("Har", n1506=Box(RUNNING), n1535=Box(RUNNING)),
        measure("Uaktuelt", n1506=Box(RUNNING), n1535=Box(NOT_RELEVANT)),
        measure("Ingen", n1506=Box(PLANNED)),
    ]

    found = [(one.title, having) for one, having in lacking(measures, "1535", ["1506", "1535", "1539"])]

    assert found == [("To", ["1506", "1539"]), ("Ett", ["1506"])]


NUMBERS = ["1506", "1535", "1539"]


@unhurried
@given(st.lists(st.lists(st.sampled_from([*STATES, UNSAID]), min_size=3, max_size=3), max_size=8))
def test_the_totals_of_each_municipality_add_up_to_its_measures(drawn):
    measures = [
        Measure("X", "/x/", {n: Box(state) for n, state in zip(NUMBERS, row, strict=True) if state.key})
        for row in drawn
    ]

    counted = totals(measures, NUMBERS, STATES)

    for place, number in enumerate(NUMBERS):
        assert sum(row[place] for _, row in counted) == len(measures)
        slow = sum(one.of(number).state == RUNNING for one in measures)
        assert dict(counted)[RUNNING][place] == slow == progress(one.of(number) for one in measures).in_operation
