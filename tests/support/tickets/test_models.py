"""Every constraint of tickets is tried; what a set of them can say of itself is compared with what was put in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from support.sla.judging import Verdict
from support.tickets.models import Category, CriticalEvent, Ticket
from tests.factories import (
    make_calendar,
    make_critical_event,
    make_measured_ticket,
    make_policies,
    make_policy,
    make_ticket,
)

pytestmark = pytest.mark.django_db
MORNING = datetime(2024, 1, 8, 8, tzinfo=UTC)


def test_a_ticket_number_and_a_category_name_are_unique():
    ticket = make_ticket()

    with pytest.raises(ValidationError):
        Category(name=ticket.category.name).full_clean()
    with pytest.raises(IntegrityError):
        make_ticket(number=ticket.number)


def test_a_deadline_needs_a_policy():
    with pytest.raises(IntegrityError):
        make_ticket(due_at=MORNING)


def test_a_policy_needs_a_deadline():
    policy = make_policy()

    with pytest.raises(IntegrityError):
        make_ticket(policy=policy)


def test_an_open_ticket_has_no_verdict():
    policy = make_policy()

    with pytest.raises(IntegrityError):
        make_ticket(policy=policy, due_at=MORNING, verdict=Verdict.WITHIN, business_time=timedelta())


@pytest.mark.parametrize(
    ("verdict", "business_time"),
    [
        (Verdict.WITHIN, None),
        (Verdict.BREACHED, timedelta(seconds=-1)),
        (Verdict.BAD_DATA, timedelta()),
        (Verdict.RUNNING, timedelta()),
    ],
)
def test_a_verdict_and_its_business_time_belong_together(verdict, business_time):
    policy = make_policy()

    with pytest.raises(IntegrityError):
        make_ticket(
            policy=policy, due_at=MORNING, resolved_at=MORNING, verdict=verdict, business_time=business_time
        )  # fmt: skip


def test_a_ticket_has_one_account():
    event = make_critical_event()

    with pytest.raises(IntegrityError):
        CriticalEvent.objects.create(ticket=event.ticket, what="Igjen", outcome="Igjen")


def test_open_on_a_day_is_at_its_end_in_oslo_and_never_counts_a_ticket_twice():
    midnight = datetime(2026, 10, 31, 23, tzinfo=UTC)
    make_ticket(created_at=midnight - timedelta(days=1), resolved_at=midnight)

    days = [date(2026, 10, day) for day in (30, 31)] + [date(2026, 11, 1)]

    assert [Ticket.objects.open_on(day).count() for day in days] == [0, 1, 0]


def test_a_day_and_a_month_are_those_of_oslo():
    ticket = make_ticket(created_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))

    assert ticket in Ticket.objects.created_between(date(2026, 1, 1), date(2026, 1, 31))
    assert ticket not in Ticket.objects.created_between(date(2025, 12, 1), date(2025, 12, 31))


def test_the_current_verdict_of_an_open_ticket_follows_its_deadline():
    make_calendar()
    make_policies()
    ticket = make_measured_ticket(priority="critical", created_at=MORNING)

    def verdict_at(moment):
        return Ticket.objects.with_verdict_at(moment).get(pk=ticket.pk).current_verdict

    assert verdict_at(ticket.due_at) == Verdict.RUNNING
    assert verdict_at(ticket.due_at + timedelta(seconds=1)) == Verdict.OPEN_BREACHED


def test_a_ticket_without_a_policy_has_no_verdict_at_all():
    make_ticket()

    assert Ticket.objects.with_verdict_at(MORNING).get().current_verdict == ""
