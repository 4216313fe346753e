"""Cases worked out by hand by the policies and calendars that are stored."""

from datetime import date, timedelta

import pytest

from support.sla.judging import PriorityChange
from support.sla.models import Holiday, SlaPolicy, WorkCalendar, WorkingHours
from support.sla.policies import History, load_rules
from support.tickets.measurement import measure, measurement_of
from support.tickets.models import Ticket
from tests.factories import make_calendar, make_policies, make_ticket
from tests.support.sla.test_sla_by_hand import BREACH, HOUR, OK, mon, tue
from tests.support.sla.test_sla_cases import at


@pytest.fixture
def rules(db):
    make_calendar()
    make_policies()


def judged(created, resolved=None, history=None, **overrides):
    """A ticket as it is stored, and its policy's target in words."""
    ticket = make_ticket(created_at=at(created), resolved_at=at(resolved), **{"priority": "medium", **overrides})
    measure([ticket], load_rules(), {ticket.number: history or History()})
    return ticket


def test_a_priority_lowered_and_raised_again_is_that_of_the_end_or_of_the_beginning(rules):
    history = History(
        priorities=[(at(mon("08:00")), "critical"), (at(mon("09:00")), "low"), (at(mon("10:00")), "high")]
    )

    by_last = judged(mon("08:00"), mon("11:00"), history, priority="high")
    SlaPolicy.objects.filter(priority="high").update(priority_change=PriorityChange.INITIAL)
    by_first = judged(mon("08:00"), mon("11:00"), history, priority="high")

    assert (by_last.policy.priority, by_last.verdict, by_last.business_time) == ("high", OK, 3 * HOUR)
    assert (by_first.policy.priority, by_first.verdict, by_first.business_time) == ("critical", BREACH, 3 * HOUR)


def test_a_new_target_holds_for_tickets_created_from_its_date_on(rules):
    SlaPolicy.objects.create(priority="medium", valid_from=date(2026, 11, 17), target=1, unit=SlaPolicy.Unit.HOURS)

    before = judged("2026-11-16T23:59:59+01:00", tue("10:00"))
    after = judged("2026-11-17T00:00:00+01:00", tue("10:00"))

    assert [(ticket.policy.printed_target, ticket.verdict) for ticket in (before, after)] == [
        ("3\u00a0dager", OK), ("1\u00a0time", BREACH),
    ]  # fmt: skip


def test_a_day_is_what_the_calendar_of_the_creation_makes_it_or_24_hours_around_the_clock(rules):
    longer = WorkCalendar.objects.create(name="Vinter", valid_from=date(2026, 9, 15))
    WorkingHours.objects.bulk_create(
        WorkingHours(calendar=longer, weekday=weekday, opens_at="08:00", closes_at="15:45") for weekday in range(5)
    )
    SlaPolicy.objects.update(target=1, unit=SlaPolicy.Unit.DAYS)
    SlaPolicy.objects.filter(priority="critical").update(runs_always=True)

    assert judged("2026-09-14T08:00:00+02:00").due_at == at("2026-09-14T15:30:00+02:00")
    assert judged("2026-09-15T08:00:00+02:00").due_at == at("2026-09-15T15:45:00+02:00")
    assert judged("2026-10-24T12:00:00+02:00", priority="critical").due_at == at("2026-10-25T11:00:00+01:00")


def test_critical_tickets_run_around_the_clock_beside_others_that_do_not(rules):
    SlaPolicy.objects.filter(priority="critical").update(runs_always=True)
    friday, saturday = "2026-11-20T22:00:00+01:00", "2026-11-21T00:00:01+01:00"

    critical, high = (judged(friday, saturday, priority=priority) for priority in ("critical", "high"))

    assert (critical.due_at, critical.verdict) == (at("2026-11-21T00:00:00+01:00"), BREACH)
    assert critical.business_time == 2 * HOUR + timedelta(seconds=1)
    assert (high.due_at, high.verdict, high.business_time) == (at("2026-11-23T12:00:00+01:00"), OK, timedelta())


def test_a_holiday_that_is_seeded_later_moves_the_deadline_when_it_is_measured_again(rules):
    first = judged(mon("14:30"))
    Holiday.objects.create(day=date(2026, 11, 17), name="Stengt")

    assert first.due_at == at("2026-11-19T14:30:00+01:00")
    assert judged(mon("14:30")).due_at == at("2026-11-20T14:30:00+01:00")


def test_a_ticket_without_a_target_or_from_before_the_calendar_is_not_measured(rules):
    SlaPolicy.objects.filter(priority="low").delete()

    for ticket in (judged(mon("08:00"), mon("09:00"), priority="low"), judged("1999-01-04T08:00:00+01:00")):
        assert (ticket.policy, ticket.due_at, ticket.business_time, ticket.verdict) == (None, None, None, "")


def test_the_first_response_may_have_the_target_while_the_resolution_goes_on(rules):
    SlaPolicy.objects.filter(priority="medium").update(ending="responded", target=1, unit=SlaPolicy.Unit.HOURS)

    in_time = judged(mon("08:00"), None, responded_at=at(mon("09:00")))
    late = judged(mon("08:00"), tue("09:00"), responded_at=at(mon("09:00")) + timedelta(seconds=1))

    assert (in_time.verdict, in_time.business_time) == (OK, HOUR)
    assert (late.verdict, late.response_time) == (BREACH, HOUR + timedelta(seconds=1))


def test_what_a_ticket_shows_while_it_is_open_is_what_is_stored_when_it_is_resolved(rules):
    ticket = judged(mon("08:00"), tue("12:00"))
    open_one = Ticket(created_at=ticket.created_at, priority="medium", kind=ticket.kind)

    found = measurement_of(open_one, ticket.policy, load_rules(), as_of=ticket.resolved_at)

    assert (found.business_time, found.due_at) == (ticket.business_time, ticket.due_at)
