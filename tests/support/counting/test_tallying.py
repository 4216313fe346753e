"""Months and days of Oslo, counted in as many queries for many tickets as for one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rorikt import calendar
from support.counting import tallying
from support.counting.columns import NONE, tickets
from support.counting.tallying import Compliance, Resolution
from support.sla.models import Priority
from support.tickets.models import Ticket
from tests.factories import make_calendar, make_measured_ticket, make_policies, make_ticket

MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)
JANUARY = date(2024, 1, 1)


@pytest.fixture
def rules(db):
    make_calendar()
    make_policies()


def test_months_are_counted_over_new_year_and_none_backwards():
    assert calendar.months_between(date(2023, 11, 15), date(2024, 1, 1)) == [
        date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1),
    ]  # fmt: skip
    assert calendar.months_between(date(2024, 1, 1), date(2023, 12, 31)) == []
    assert calendar.last_day(date(2023, 12, 1)) == date(2023, 12, 31)
    assert calendar.last_day(date(2024, 2, 1)) == date(2024, 2, 29)


@pytest.mark.parametrize("as_of", [date(2024, 2, 1), date(2024, 1, 31)])
def test_open_tickets_over_time_have_thirteen_points_of_which_the_last_is_the_day_itself(as_of):
    points = tallying.points_up_to(as_of)

    assert (len(points), points[0], points[-1]) == (13, date(2023, 2, 1), as_of)


def test_compliance_counts_resolved_tickets_in_their_month(rules):
    make_measured_ticket(priority="critical", created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=2))
    make_measured_ticket(priority="critical", created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=2, seconds=1))
    make_measured_ticket(priority="critical", created_at=MONDAY, resolved_at=MONDAY - timedelta(hours=1))
    make_measured_ticket(priority="critical", created_at=MONDAY)

    counted = tallying.compliance(tickets(), [date(2023, 12, 1), JANUARY])

    assert counted[JANUARY, Priority.CRITICAL] == Compliance(within=1, breached=1)
    assert sum((counted.values()), Compliance()) == Compliance(within=1, breached=1)


def test_a_ticket_resolved_just_after_new_year_in_oslo_belongs_to_january(rules):
    make_measured_ticket(created_at=datetime(2023, 12, 29, 8, tzinfo=UTC),
                         resolved_at=datetime(2023, 12, 31, 23, 30, tzinfo=UTC))  # fmt: skip

    counted = tallying.compliance(tickets(), [date(2023, 12, 1), JANUARY])
    times = tallying.resolution_times(tickets(), [date(2023, 12, 1), JANUARY])

    assert counted[JANUARY, Priority.MEDIUM] == Compliance(within=1)
    assert times[JANUARY, Priority.MEDIUM].count == 1


def test_mean_and_median_are_of_business_time_and_leave_wrong_data_out(rules):
    for hours in (1, 2, 6):
        make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=hours))
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY - timedelta(hours=1))

    times = tallying.resolution_times(tickets(), [JANUARY])

    assert times[JANUARY, Priority.MEDIUM] == Resolution(
        3, timedelta(hours=3), timedelta(hours=2), timedelta(hours=5.2)
    )


def test_the_median_of_an_even_number_lies_between_the_middle_two(rules):
    for hours in (1, 2):
        make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=hours))

    times = tallying.resolution_times(tickets(), [JANUARY])

    assert times[JANUARY, Priority.MEDIUM].median == timedelta(hours=1.5)


def test_no_tickets_take_no_mean_time(rules):
    """The packet printed «0,0 hours» for December 2023, in which no critical ticket was resolved."""
    times = tallying.resolution_times(tickets(), [JANUARY])

    assert times[JANUARY, Priority.CRITICAL] == Resolution()


def test_new_tickets_are_counted_by_the_fields_asked_for(municipalities):
    make_ticket(municipality=municipalities[0])
    make_ticket(municipality=municipalities[0], created_at=datetime(2024, 2, 1, tzinfo=UTC))
    make_ticket(municipality=None)

    counted = tallying.new_by(tickets(), [JANUARY, date(2024, 2, 1)], "municipality")

    assert counted == {(1506,): [1, 1], (NONE,): [1, 0]}


def test_open_tickets_are_counted_by_kind_on_each_day(db):
    make_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(days=2))
    make_ticket(created_at=MONDAY + timedelta(days=1), kind=Ticket.Kind.SERVICE_REQUEST)

    days = [date(2024, 1, day) for day in (7, 8, 9, 10)]

    assert tallying.open_on_days(tickets(), days) == {
        Ticket.Kind.INCIDENT: [0, 1, 1, 0],
        Ticket.Kind.SERVICE_REQUEST: [0, 0, 1, 1],
    }


def test_no_months_and_no_days_are_no_error(db):
    assert tallying.compliance(tickets(), []) == {}
    assert tallying.resolution_times(tickets(), []) == {}
    assert tallying.new_by(tickets(), [], "kind") == {}
    assert tallying.open_on_days(tickets(), []) == {kind: [] for kind in Ticket.Kind}


@pytest.mark.parametrize("rows", [1, 3])
def test_all_statistics_cost_one_query_where_nothing_has_changed(rules, rows, django_assert_num_queries):
    for n in range(rows):
        make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=n))
    months = [date(2023, 12, 1), JANUARY]
    tickets()

    with django_assert_num_queries(1):
        found = tickets()
        tallying.compliance(found, months)
        tallying.resolution_times(found, months)
        tallying.new_by(found, months, "category")
        tallying.open_on_days(found, months)
