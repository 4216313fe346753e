"""The pages of tickets: who writes an account, what the list finds and costs, and what a ticket shows of its clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from support.sla.judging import Verdict
from support.sla.models import Priority, SlaPolicy
from support.tickets.models import CriticalEvent
from tests.factories import make_critical_event, make_measured_ticket, make_ticket
from tests.support.pages import MONDAY, TICKETS

TICKETS_QUERIES = 13


def listed(response):
    return [row.record for row in response.context["table"].rows]


# Who may


def test_only_the_staff_of_the_cooperation_write_accounts(client, head, finance):
    ticket = make_ticket(priority=Priority.CRITICAL)
    url = reverse("support:critical-event", args=[ticket.number])

    client.force_login(finance)
    refused = client.post(url, {"what": "Nettet falt ut.", "outcome": "Rettet."})
    page = client.get(ticket.get_absolute_url()).content.decode()
    stored = CriticalEvent.objects.count()
    client.force_login(head)
    accepted = client.post(url, {"what": "Nettet falt ut.", "outcome": "Rettet."}, follow=True)

    assert (refused.status_code, stored, "Beskriv hendelsen" in page) == (403, 0, False)
    assert CriticalEvent.objects.get().ticket == ticket
    assert "Beskrivelsen er lagret." in accepted.content.decode()


# The ticket list


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ticket_list_costs_the_same_queries_for_any_length(reader, rules, rows, django_assert_num_queries):
    for _ in range(rows):
        make_measured_ticket()

    with django_assert_num_queries(TICKETS_QUERIES):
        response = reader.get(TICKETS)

    assert len(listed(response)) == rows


def test_a_long_list_is_paged(reader, rules):
    for _ in range(51):
        make_ticket()

    assert [len(reader.get(TICKETS, {"page": page}).context["table"].page) for page in (1, 2)] == [50, 1]


def test_the_list_is_filtered_by_everything_that_a_figure_counts(reader, rules, municipalities):
    ticket = make_measured_ticket(
        kind="service_request",
        priority="low",
        municipality=municipalities[2],
        created_at=MONDAY,
        resolved_at=MONDAY + timedelta(days=1),
    )
    make_measured_ticket(created_at=datetime(2024, 2, 5, 8, tzinfo=UTC))

    for query in (
        {"kind": "service_request"},
        {"priority": "low"},
        {"municipality": "1539"},
        {"verdict": "within"},
        {"created_to": "2024-01-08"},
        {"created_from": "2024-01-01", "created_to": "31.01.2024"},
        {"resolved_from": "2024-01-09", "resolved_to": "2024-01-09"},
        {"open_on": "2024-01-08"},
    ):
        assert listed(reader.get(TICKETS, query)) == [ticket], query


def test_a_ticket_is_found_by_its_number(reader):
    ticket, _ = make_ticket(number=71), make_ticket(number=72)

    assert listed(reader.get(TICKETS, {"number": "71"})) == [ticket]
    assert listed(reader.get(TICKETS, {"number": "INC0000071"})) == []
    assert listed(reader.get(TICKETS, {"number": "9" * 30})) == []


def test_tickets_without_a_category_of_municipality_can_be_found(reader):
    ticket = make_ticket(municipality=None)
    make_ticket()

    assert listed(reader.get(TICKETS, {"municipality": "none"})) == [ticket]


def test_open_tickets_are_listed_by_the_verdict_of_this_moment(reader, rules):
    overdue, undue = make_measured_ticket(created_at=MONDAY), make_measured_ticket(created_at=MONDAY)
    type(undue).objects.filter(pk=undue.pk).update(due_at=datetime(2090, 1, 2, 12, tzinfo=UTC))

    assert listed(reader.get(TICKETS, {"verdict": Verdict.OPEN_BREACHED})) == [overdue]
    assert listed(reader.get(TICKETS, {"verdict": Verdict.RUNNING})) == [undue]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"created_from": "i går"}, "«i går» er ikke en dato. Skriv for eksempel 31.01.2024."),
        ({"open_on": "0001-01-01"}, "Velg en dato mellom 2000 og 2100."),
        ({"resolved_to": "9999-12-31"}, "Velg en dato mellom 2000 og 2100."),
        ({"priority": "hastverk"}, "Velg en av verdiene i listen."),
        ({"municipality": "9999"}, "Velg en av verdiene i listen."),
        ({"category": "x"}, "Velg en av verdiene i listen."),
    ],
)
def test_a_bad_filter_gets_a_message_and_no_tickets(reader, query, message):
    make_ticket()

    response = reader.get(TICKETS, query)

    assert (response.status_code, response.context["filter"].form.errors) == (200, {next(iter(query)): [message]})
    assert listed(response) == []


@pytest.mark.parametrize("name", ["open_on", "overdue_on"])
def test_what_is_open_on_a_day_to_come_nobody_knows(reader, rules, name):
    response = reader.get(TICKETS, {name: (timezone.localdate() + timedelta(days=1)).isoformat()})

    assert response.context["filter"].form.errors == {name: ["Datoen kan ikke være fram i tid."]}


def test_business_time_is_exported_in_hours(reader, rules):
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(minutes=20))

    content = reader.get(TICKETS, {"eksport": "csv"}).content.decode("utf-8-sig")

    assert [row.split(";")[7] for row in content.splitlines()] == ["Arbeidstid, timer", "0,333333"]


@pytest.mark.parametrize("query", [{"page": "0"}, {"page": "x"}, {"sort": "tull"}, {"sort": "-business_time"}])
def test_an_odd_page_or_order_is_no_error(reader, query):
    make_ticket()

    assert reader.get(TICKETS, query).status_code == 200


# One ticket


@pytest.mark.parametrize(
    ("resolved_at", "verdict", "rows"),
    [
        (MONDAY + timedelta(hours=1), "OK", 4),
        (MONDAY + timedelta(hours=3), "Brudd", 4),
        (MONDAY - timedelta(hours=1), "Datafeil", 3),
        (None, "Brudd (åpen)", 4),
    ],
)
def test_a_ticket_shows_its_clock_and_why(reader, rules, resolved_at, verdict, rows):
    ticket = make_measured_ticket(priority="critical", created_at=MONDAY, resolved_at=resolved_at)

    clock = reader.get(ticket.get_absolute_url()).context["clock"]

    assert (clock.verdict, len(clock.rows)) == (verdict, rows)
    assert clock.rows[:2] == [("SLA-frist", "2\u00a0timer arbeidstid"), ("Fristen utløper", "08.01.2024\u00a011.00")]
    assert clock.why.startswith("Saken ")


def test_a_ticket_without_a_target_says_that_it_is_not_measured(reader):
    clock = reader.get(make_ticket().get_absolute_url()).context["clock"]

    assert clock.why.startswith("Ingen SLA-frist gjaldt")
    assert clock.rows == []


def test_the_target_a_ticket_was_measured_by_stays_with_it(reader, rules):
    ticket = make_measured_ticket(priority="critical", created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=2))
    SlaPolicy.objects.create(priority="critical", valid_from=date(2024, 2, 1), target=1, unit="hours")

    clock = reader.get(ticket.get_absolute_url()).context["clock"]

    assert (clock.target, clock.verdict) == ("2\u00a0timer", "OK")


@pytest.mark.parametrize("number", [1, 10**30])
def test_a_ticket_that_is_not_there_is_not_found(reader, number):
    assert reader.get(reverse("support:ticket", args=[number])).status_code == 404


# The account of a critical event


def test_half_an_account_gets_a_message_at_its_field_and_keeps_the_rest(client, head):
    event = make_critical_event(what="Feil", outcome="Ukjent")
    client.force_login(head)

    response = client.post(
        reverse("support:critical-event", args=[event.ticket.number]), {"what": "", "outcome": "Rettet"}
    )

    event.refresh_from_db()
    assert response.context["form"].errors == {"what": ["Skriv hva som skjedde."]}
    assert "Rettet" in response.content.decode()
    assert (event.what, event.outcome) == ("Feil", "Ukjent")


def test_a_ticket_that_is_not_critical_has_no_account_to_write(client, head):
    client.force_login(head)

    assert client.get(reverse("support:critical-event", args=[make_ticket().number])).status_code == 404
