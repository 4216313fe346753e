"""What figures, tables and charts say where data is missing; the printed figures are held in test_demo.py."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.http import QueryDict

from rorikt.figures.values import NotAvailable, chart_from_json, table_from_json, to_json
from support.sla.clock import Calendar
from support.sla.definition import Scale, opening_hours
from support.sla.models import Priority
from support.statistics.charts import new_by_category, new_by_municipality, open_charts
from support.statistics.figures import critical_events, new_requests, open_incidents, resolution_time, sla_percent
from support.statistics.report import compliance, critical_event_table, resolution_times
from support.tickets.filters import TicketFilter
from support.tickets.models import Category, Ticket
from tests.factories import make_calendar, make_critical_event, make_measured_ticket, make_policies, make_ticket

pytestmark = pytest.mark.django_db
MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)
DECEMBER, JANUARY = date(2023, 12, 1), date(2024, 1, 1)

NEED_TICKETS = [
    lambda: open_incidents(JANUARY),
    lambda: critical_events(JANUARY, JANUARY),
    lambda: new_requests(JANUARY),
    lambda: sla_percent(Priority.LOW, JANUARY),
    lambda: resolution_time(Priority.LOW, JANUARY),
    lambda: compliance(JANUARY, JANUARY),
    lambda: resolution_times(JANUARY, JANUARY),
    lambda: critical_event_table(JANUARY, JANUARY),
    lambda: new_by_category(JANUARY, JANUARY),
    lambda: new_by_municipality(JANUARY, JANUARY),
    lambda: open_charts(JANUARY)[2],
]


@pytest.mark.parametrize("make", NEED_TICKETS)
def test_no_tickets_up_to_the_day_is_not_the_same_as_none_open(make):
    make_ticket(created_at=datetime(2024, 2, 1, 8, tzinfo=UTC))

    with pytest.raises(NotAvailable, match="Hent inn saker først"):
        make()


def test_without_a_calendar_there_is_no_verdict_to_count():
    make_ticket(created_at=MONDAY, resolved_at=MONDAY)

    with pytest.raises(NotAvailable, match=r"Ingen arbeidskalender gjelder 1\.\xa0januar 2024"):
        compliance(JANUARY, JANUARY)


def test_a_mean_leads_to_the_tickets_it_was_taken_of_and_not_to_those_with_wrong_data():
    make_calendar()
    make_policies()
    ticket = make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=2))
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY - timedelta(hours=2))

    figure = resolution_time(Priority.MEDIUM, JANUARY)
    found = TicketFilter(QueryDict(figure.source.partition("?")[2]), Ticket.objects.with_verdict_at(MONDAY)).qs

    assert list(found) == [ticket]


def test_a_period_that_ends_before_it_begins_is_refused():
    make_ticket(created_at=datetime(2023, 1, 2, tzinfo=UTC))

    with pytest.raises(NotAvailable, match="Rett perioden"):
        new_by_category(JANUARY, DECEMBER)


def test_a_priority_without_a_target_is_printed_as_such():
    make_calendar()
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=2))

    table = resolution_times(JANUARY, JANUARY)

    assert [cell.text for cell in table.rows[1]] == ["Medium", "–", "–", "–", "0"]


def test_a_critical_ticket_that_nobody_described_stands_in_the_table_all_the_same():
    described = make_critical_event().ticket
    for ticket in (described, make_ticket(priority="critical", municipality=None)):
        ticket.resolved_at = MONDAY + timedelta(hours=1)
        ticket.save()

    rows = critical_event_table(JANUARY, JANUARY).rows

    assert [[cell.text for cell in row[1:]] for row in rows] == [
        ["Molde", "Nettet falt ut.", "Rettet samme dag.", "–"],
        ["Ikke oppgitt", "Ikke beskrevet", "–", "–"],
    ]
    assert rows[0][0].source == described.get_absolute_url()


def test_tickets_without_a_municipality_are_counted_last(municipalities):
    make_ticket(municipality=municipalities[4])
    make_ticket(municipality=None, kind="service_request")

    chart = new_by_municipality(JANUARY, JANUARY)

    assert chart.categories == ("Hustadvika", "Ikke oppgitt")
    assert [series.values for series in chart.series] == [(1, 0), (0, 1)]
    assert chart.table.rows[1][3].source.endswith("municipality=none")


def test_tables_and_charts_survive_being_frozen():
    make_calendar()
    make_policies()
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=2))

    table, chart = resolution_times(DECEMBER, JANUARY), new_by_category(DECEMBER, JANUARY)

    assert table_from_json(to_json(table)) == table
    assert chart_from_json(to_json(chart)) == chart


def test_a_total_of_no_rows_is_zero_and_no_error():
    make_ticket(created_at=datetime(2023, 1, 2, tzinfo=UTC))

    table = new_by_category(JANUARY, JANUARY).table

    assert (table.rows, [cell.text for cell in table.total]) == ((), ["Sum", "0", "0"])


def test_opening_hours_are_told_in_runs_of_equal_days():
    office, short = ((time(8), time(15, 30)),), ((time(8), time(14)),)

    printed = opening_hours(Calendar(JANUARY, {0: office, 1: office, 2: office, 4: short, 5: short, 6: office}))

    assert printed == "mandag–onsdag 08.00–15.30, fredag–lørdag 08.00–14.00, søndag 08.00–15.30"


def test_a_length_of_time_is_exact_until_it_is_printed():
    days = Scale("dager", timedelta(hours=7.5))

    assert days.measure(None) is None
    assert (days.print(None), days.print(timedelta(hours=34.5))) == ("–", "4,6")


def test_categories_are_counted_with_what_lies_below_and_the_last_bars_are_one():
    make_calendar()
    make_policies()
    tops = [Category.objects.create(name=f"Område {n:02d}") for n in range(14)]
    below = Category.objects.create(name="Område 00 / PC", parent=tops[0])
    for category in (*tops, below, below):
        make_measured_ticket(category=category, created_at=MONDAY)

    chart = new_by_category(JANUARY, JANUARY)

    assert [row[0].text for row in chart.table.rows] == [f"Område {n:02d}" for n in range(14)]
    assert chart.table.rows[0][1].value == "3"
    assert chart.categories == (*(f"Område {n:02d}" for n in range(11)), "Andre")
    assert chart.series[0].values == (3, *[1] * 10, 3)
