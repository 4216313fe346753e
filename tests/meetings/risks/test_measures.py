"""What follows from a risk analysis is counted by how far it has come."""

from datetime import date

from meetings.register_pages.states import UNSAID, State
from meetings.risks.measures import Counts, Measure, counted, in_order, is_due

DONE = State("ferdig", "Ferdig", "success", is_settled=True)
DROPPED = State("avbrutt", "Avbrutt", "danger", is_settled=True)
BEGUN = State("pagar", "Pågår", "info")
TODAY = date(2024, 2, 6)


def test_measures_are_open_late_among_them_done_or_dropped():
    measures = [
        Measure("A", "/", BEGUN, is_late=True), Measure("B", "/", UNSAID), Measure("C", "/", DONE),
        Measure("D", "/", DROPPED),
    ]  # fmt: skip

    assert counted(measures) == Counts(open=2, late=1, done=1, dropped=1)
    assert str(counted(measures)) == "2 åpne, 1 forsinket, 1 ferdig, 1 avbrutt"
    assert str(counted([])) == "Ingen tiltak"
    assert str(counted(measures[2:3])) == "1 ferdig"


def test_the_open_ones_come_first_by_their_day():
    measures = [
        Measure("Ferdig", "/", DONE, date(2024, 1, 1)), Measure("Uten dag", "/", BEGUN),
        Measure("Sen", "/", BEGUN, date(2024, 3, 1)), Measure("Tidlig", "/", BEGUN, date(2024, 2, 1)),
    ]  # fmt: skip

    assert [one.title for one in in_order(measures)] == ["Tidlig", "Sen", "Uten dag", "Ferdig"]


def test_a_review_is_over_its_day_when_the_day_is_over():
    assert is_due(date(2024, 2, 5), TODAY)
    assert not is_due(TODAY, TODAY)
    assert not is_due(None, TODAY)
