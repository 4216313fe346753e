"""What is late, and what falls due next: by the clock, over a weekend, and while a ticket waits."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from support.deadlines.due import Falls, counts, horizon, open_with_deadline
from support.sla.policies import load_rules
from support.tickets.models import Ticket
from tests.factories import make_measured_ticket

DEADLINES = reverse("support:deadlines")
FRIDAY = datetime(2024, 1, 12, 11, tzinfo=UTC)  # noon in Norway


def make_due(due_at, **fields):
    ticket = make_measured_ticket(created_at=datetime(2024, 1, 8, 8, tzinfo=UTC))
    Ticket.objects.filter(pk=ticket.pk).update(due_at=due_at, **fields)
    return ticket


def found():
    seen = horizon(load_rules(), FRIDAY)
    return {falls: count for falls, count in counts(open_with_deadline(seen)).items() if count}


def test_the_next_working_day_after_a_friday_is_monday(rules):
    assert horizon(load_rules(), FRIDAY).next_day == date(2024, 1, 15)


@pytest.mark.parametrize(
    ("due_at", "falls"),
    [
        (FRIDAY - timedelta(minutes=1), Falls.LATE),
        (FRIDAY, Falls.TODAY),  # on the deadline is in time
        (datetime(2024, 1, 12, 14, 30, tzinfo=UTC), Falls.TODAY),
        (datetime(2024, 1, 15, 7, 30, tzinfo=UTC), Falls.NEXT),
        (datetime(2024, 1, 16, 7, 30, tzinfo=UTC), Falls.LATER),
    ],
)
def test_a_ticket_falls_due_by_its_deadline(rules, due_at, falls):
    make_due(due_at)

    assert found() == {falls: 1}


def test_a_deadline_at_closing_time_is_late_only_when_the_clock_has_run_again(rules):
    make_due(datetime(2024, 1, 12, 14, 30, tzinfo=UTC))
    saturday = horizon(load_rules(), datetime(2024, 1, 13, 11, tzinfo=UTC))
    monday = horizon(load_rules(), datetime(2024, 1, 15, 7, 1, tzinfo=UTC))

    assert [open_with_deadline(seen).get().falls for seen in (saturday, monday)] == [Falls.TODAY, Falls.LATE]


def test_a_ticket_that_waits_falls_due_on_no_day_unless_it_was_late_before(rules):
    make_due(FRIDAY + timedelta(hours=1), stopped_at=FRIDAY - timedelta(days=1))
    make_due(FRIDAY - timedelta(days=2), stopped_at=FRIDAY - timedelta(days=1))

    assert found() == {Falls.STANDS: 1, Falls.LATE: 1}


def test_what_is_resolved_or_has_no_target_is_not_listed(rules):
    make_measured_ticket(created_at=FRIDAY - timedelta(days=1), resolved_at=FRIDAY)
    Ticket.objects.filter(pk=make_measured_ticket(created_at=FRIDAY).pk).update(policy=None, due_at=None)

    assert found() == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_queries_for_any_number_of_tickets(reader, rules, rows, django_assert_num_queries):
    for n in range(rows):
        make_due(FRIDAY - timedelta(hours=n))

    with django_assert_num_queries(14):
        response = reader.get(DEADLINES)

    assert len(response.context["table"].rows) == rows


def test_the_groups_lead_to_their_tickets_and_keep_the_other_filters(reader, rules):
    late = make_due(FRIDAY, kind="incident")
    make_due(FRIDAY, kind="service_request")

    figures = reader.get(DEADLINES, {"kind": "incident"}).context["figures"]
    listed = reader.get(DEADLINES + figures[0][3]).context["table"]

    assert [(label, count) for label, count, *_ in figures] == [
        ("Over fristen", "1"),
        ("I dag", "0"),
        ("Neste arbeidsdag", "0"),
        ("Klokken står", "0"),
        ("Senere", "0"),
    ]
    assert [row.record for row in listed.rows] == [late]


def test_tickets_that_were_fetched_long_ago_are_told_of(reader, rules):
    make_due(FRIDAY)
    assert "Den nyeste saken er opprettet 8.\u00a0januar 2024." in reader.get(DEADLINES).content.decode()

    make_measured_ticket(created_at=timezone.now() - timedelta(days=6))
    assert "Den nyeste saken" not in reader.get(DEADLINES).content.decode()


def test_without_a_calendar_the_page_says_what_is_missing(reader, db):
    assert "Ingen arbeidskalender gjelder i dag" in reader.get(DEADLINES).content.decode()


def test_the_list_is_exported_whole(reader, rules):
    make_due(FRIDAY)

    content = reader.get(DEADLINES, {"eksport": "csv"}).content.decode("utf-8-sig")

    assert content.splitlines()[0].startswith("Sak;Frist;Forfaller;Type")
    assert "12.01.2024 12:00;Over fristen" in content
