"""Stored calendars and policies as the clock knows them, and tickets measured by them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from support.sla.judging import Verdict
from support.sla.models import Holiday, WorkCalendar
from support.sla.policies import load_rules
from support.tickets.measurement import measure
from tests.factories import make_calendar, make_measured_ticket, make_policies, make_policy, make_ticket

pytestmark = pytest.mark.django_db
MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)


def test_a_resolved_ticket_gets_policy_deadline_business_time_and_verdict():
    make_calendar()
    policy = make_policies()[1]

    ticket = make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(days=2))

    assert (ticket.policy, ticket.verdict) == (policy, Verdict.WITHIN)
    assert ticket.business_time == timedelta(hours=15)
    assert ticket.due_at == datetime(2024, 1, 11, 8, tzinfo=UTC)


def test_an_open_ticket_gets_a_deadline_and_no_verdict():
    make_calendar()
    make_policies()

    ticket = make_measured_ticket(created_at=MONDAY)

    assert (ticket.business_time, ticket.verdict) == (None, "")
    assert ticket.due_at == datetime(2024, 1, 11, 8, tzinfo=UTC)


def test_holidays_and_half_days_are_taken_from_the_rows():
    make_calendar()
    make_policies()
    Holiday.objects.create(day=date(2024, 1, 8), name="Stengt")
    Holiday.objects.create(day=date(2024, 1, 9), name="Halv dag", is_half_day=True)

    ticket = make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(days=2))

    assert ticket.business_time == timedelta(hours=4 + 1)


def test_the_policy_of_the_day_of_creation_follows_the_ticket():
    make_calendar()
    old, new = make_policy(target=2), make_policy(target=1, valid_from=date(2024, 1, 9))

    before, after = (
        make_measured_ticket(priority="critical", created_at=created, resolved_at=created + timedelta(hours=2))
        for created in (MONDAY, MONDAY + timedelta(days=1))
    )

    assert [before.policy, after.policy] == [old, new]
    assert [before.verdict, after.verdict] == [Verdict.WITHIN, Verdict.BREACHED]


def test_without_a_policy_or_a_calendar_nothing_is_measured_and_nothing_fails():
    make_policies()
    unmeasured = (None, None, None, "")

    def measured(ticket):
        measure([ticket], load_rules())
        return ticket.policy, ticket.due_at, ticket.business_time, ticket.verdict

    assert measured(make_ticket(resolved_at=MONDAY)) == unmeasured
    WorkCalendar.objects.create(name="Uten timer", valid_from=date(2020, 1, 1))
    assert measured(make_ticket(resolved_at=MONDAY)) == unmeasured
    make_calendar()
    assert measured(make_ticket(created_at=datetime(2020, 12, 31, 12, tzinfo=UTC))) == unmeasured


def test_wrong_data_is_said_to_be_wrong():
    make_calendar()
    make_policies()

    ticket = make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY - timedelta(hours=1))

    assert (ticket.business_time, ticket.verdict) == (None, Verdict.BAD_DATA)


def test_the_rules_are_loaded_in_four_queries(django_assert_num_queries):
    make_calendar()
    make_calendar(valid_from=date(2024, 1, 1))
    make_policies()

    with django_assert_num_queries(4):
        load_rules()
