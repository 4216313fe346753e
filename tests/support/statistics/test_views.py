"""The overview: what it says where something is missing, what a bad period gets, and how many queries it costs."""

from datetime import timedelta

import pytest

from support.counting import columns
from support.sla.models import Priority
from tests.factories import make_measured_ticket, make_ticket
from tests.support.pages import INDEX, MONDAY

OVERVIEW_QUERIES = 12  # one asks which cases were made of it


def test_an_installation_without_a_calendar_says_so(reader):
    make_ticket(created_at=MONDAY, resolved_at=MONDAY)

    response = reader.get(INDEX)

    assert "Ingen arbeidskalender gjelder" in response.content.decode()


def test_a_period_before_the_first_ticket_says_so(reader, rules):
    make_measured_ticket()

    response = reader.get(INDEX, {"first": "2022-01", "last": "2022-02"})

    assert "Det finnes ingen saker til og med 28.\u00a0februar 2022." in response.content.decode()


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ({"first": "2024-01", "last": "2023-12"}, "last", "Siste måned kan ikke være før første måned."),
        ({"first": "2023-01", "last": "2024-01"}, "last", "Velg høyst 12 måneder."),
        ({"first": "tull", "last": "2024-01"}, "first", "«tull» er ikke en måned. Skriv for eksempel 11.2023."),
        ({"first": "2024-13", "last": "2024-01"}, "first", "«2024-13» er ikke en måned. Skriv for eksempel 11.2023."),
        ({"first": "0001-01", "last": "2024-01"}, "first", "Velg en måned mellom 2000 og 2100."),
        ({"first": "2024-01"}, "last", "Velg en måned."),
        ({"first": "2099-01", "last": "2099-02"}, "first", "Måneden er ikke begynt ennå."),
    ],
)
def test_a_bad_period_gets_a_message_at_its_field_and_no_figures(reader, rules, query, field, message):
    make_measured_ticket()

    response = reader.get(INDEX, query)

    assert (response.status_code, response.context["form"].errors) == (200, {field: [message]})
    assert "overview" not in response.context


@pytest.mark.parametrize("value", ["2024-01", "01.2024"])
def test_a_month_is_read_as_browsers_send_it_and_as_people_write_it(reader, rules, value):
    make_measured_ticket()

    response = reader.get(INDEX, {"first": value, "last": value})

    assert response.context["overview"].title == "januar 2024"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_costs_the_same_queries_for_any_number_of_tickets(reader, rules, rows, django_assert_num_queries):
    for n in range(rows):
        make_measured_ticket(priority=Priority.CRITICAL, created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=n))
    columns.tickets()  # read before, since PostgreSQL copies them out and no query is counted

    with django_assert_num_queries(OVERVIEW_QUERIES):
        response = reader.get(INDEX, {"first": "2024-01", "last": "2024-01"})

    assert len(response.context["overview"].critical_events.rows) == rows
