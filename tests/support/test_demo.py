"""Demo tickets and the printed tables of the packet of 14.02.2024: the figures are golden, the rows are made.

The packet prints the mean time to resolve without saying by which clock. It cannot be the one on the wall: in November
2023 two of three low tickets breached five working days, which takes at least fourteen days, while the mean of the
three is printed as 4,6 days. In business time, as the targets are given, all means are possible; so that is our clock.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from rorikt import calendar
from rorikt.calendar import OSLO
from rorikt.figures.values import Table
from support.counting import columns, tallying
from support.demo import load_plan, load_tickets, make_tickets
from support.sla.models import Priority
from support.sla.policies import load_rules
from support.statistics.charts import new_by_category, new_by_municipality, open_charts
from support.statistics.figures import (
    critical_events,
    open_incidents,
    open_requests,
    open_total,
    resolution_time,
    sla_percent,
)
from support.statistics.report import compliance, critical_event_table, resolution_times, ticket_sources
from support.tickets import links
from support.tickets.filters import TicketFilter
from support.tickets.models import CriticalEvent, Ticket
from tests.factories import make_user

NOVEMBER, DECEMBER, JANUARY = date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1)
LOW, MEDIUM, HIGH, CRITICAL = Priority
APPROVED_AT = datetime(2024, 2, 6, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("demo_loaded", "db")


def texts(table: Table):
    return [[cell.text.replace("\u00a0", " ") for cell in row] for row in (*table.rows, table.total) if row]


def test_compliance_is_the_printed_table_and_its_sums_are_computed():
    assert texts(compliance(NOVEMBER, JANUARY)) == [
        ["Lav", "1", "2", "8", "5", "4", "2"],
        ["Medium", "344", "96", "277", "78", "397", "50"],
        ["Høy", "4", "4", "6", "0", "3", "1"],
        ["Kritisk", "1", "0", "0", "0", "2", "1"],
        ["Sum", "350", "102", "291", "83", "406", "54"],
    ]


def test_mean_time_to_resolve_is_the_printed_one_except_where_nothing_was_resolved():
    """Printed for critical tickets in December: 0,0 hours, over no tickets. No tickets have no mean, so ours is «–»."""
    rows = texts(resolution_times(NOVEMBER, JANUARY))

    assert [[row[0], row[1], row[2], row[5], row[8]] for row in rows] == [
        ["Lav", "5 dager", "4,6", "12,2", "28,7"],
        ["Medium", "3 dager", "11,2", "11,8", "6,7"],
        ["Høy", "4 timer", "179,8", "1,4", "129,8"],
        ["Kritisk", "2 timer", "0,1", "–", "1,4"],
    ]
    assert [[row[4], row[7], row[10]] for row in rows] == [
        ["3", "13", "6"], ["440", "355", "447"], ["8", "6", "4"], ["1", "0", "3"],
    ]  # fmt: skip


def test_open_tickets_are_the_printed_ones_at_either_end_of_the_day():
    days = [date(2024, 1, 31), date(2024, 2, 1)]

    assert [open_incidents(day).value for day in days] == [140, 140]
    assert [open_requests(date(2024, 1, 30)).value, *(open_requests(day).value for day in days)] == [
        455, 455, 455,
    ]  # fmt: skip
    assert open_total(date(2024, 2, 1)).text == "595"


def test_the_table_of_critical_events_has_as_many_rows_as_the_figure_counts():
    """The packet's text told of two events in January where its table counted three."""
    table = critical_event_table(JANUARY, JANUARY)

    assert critical_events(JANUARY, JANUARY).value == len(table.rows) == 3
    assert [(row[1].text, row[2].text == links.NOT_DESCRIBED, row[4].text) for row in table.rows] == [
        ("Vestnes", False, "Brudd"),
        ("Molde", False, "OK"),
        ("Hustadvika", True, "OK"),
    ]
    assert CriticalEvent.objects.count() == 2


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (lambda: sla_percent(MEDIUM, JANUARY), "88,8 %"),
        (lambda: sla_percent(CRITICAL, DECEMBER), "–"),
        (lambda: resolution_time(MEDIUM, JANUARY), "6,7 dager"),
        (lambda: resolution_time(HIGH, NOVEMBER), "179,8 timer"),
        (lambda: resolution_time(CRITICAL, DECEMBER), "–"),
    ],
    ids=["per cent", "per cent of nothing", "days", "hours", "time of nothing"],
)
def test_single_figures_are_printed_with_their_unit(figure, text):
    assert figure().text.replace("\u00a0", " ") == text


def test_the_history_is_believable():
    months = calendar.months_between(date(2022, 4, 1), JANUARY)
    new = tallying.new_by(columns.tickets(), months, "kind")
    created = [moment.astimezone(OSLO) for moment in Ticket.objects.values_list("created_at", flat=True)]
    ends = tallying.open_on_days(columns.tickets(), [date(2023, 9, 1), date(2023, 10, 1), date(2024, 1, 31)])

    assert 380 < sum(new[0,]) / len(months) < 470
    assert 780 < sum(new[1,]) / len(months) < 920
    assert min(created).date() >= date(2022, 2, 1)
    assert max(created).date() <= date(2024, 1, 31)
    assert sum(moment.weekday() > 4 for moment in created) < len(created) * 0.03
    assert min(new[0,]) == new[0,][months.index(date(2022, 7, 1))]
    assert ends["incident"][0] > 140 < ends["incident"][1]
    assert ends["service_request"][0] > 455 < ends["service_request"][1]


def test_hustadvika_is_above_its_share_in_the_last_months():
    chart = new_by_municipality(NOVEMBER, JANUARY)
    incidents = dict(zip(chart.categories, chart.series[0].values, strict=True))

    assert chart.categories == ("Molde", "Vestnes", "Rauma", "Aukra", "Hustadvika")
    assert 0.22 < incidents["Hustadvika"] / sum(incidents.values()) < 0.35


def test_loading_again_does_nothing():
    before = Ticket.objects.count()

    assert before > 25_000
    assert load_tickets(now=APPROVED_AT) == 0
    assert Ticket.objects.count() == before


def test_the_same_plan_makes_the_same_tickets():
    fields = ("number", "kind", "priority", "category_id", "municipality_id", "created_at", "resolved_at")

    again = make_tickets(load_plan(), load_rules())

    assert [tuple(getattr(ticket, field) for field in fields) for ticket in again] == list(
        Ticket.objects.order_by("number").values_list(*fields)
    )


def test_a_source_notices_one_changed_second():
    before = ticket_sources(NOVEMBER, JANUARY, date(2024, 2, 1))[0]
    ticket = Ticket.objects.open_on(date(2024, 1, 31)).first()

    ticket.created_at -= timedelta(seconds=1)
    ticket.save()

    assert ticket_sources(NOVEMBER, JANUARY, date(2024, 2, 1))[0].sha256 != before.sha256


def cells_and_sources():
    for table in (
        compliance(NOVEMBER, JANUARY),
        resolution_times(NOVEMBER, JANUARY),
        new_by_category(NOVEMBER, JANUARY).table,
        new_by_municipality(NOVEMBER, JANUARY).table,
        open_charts(date(2024, 2, 1))[2].table,
    ):
        for row in [table.rows[0], table.rows[-1], table.total]:
            yield from ((cell.value, cell.source) for cell in row if cell.source and cell.value.isdigit())


def test_every_figure_leads_to_as_many_tickets_as_it_says():
    def tickets_behind(source):
        return TicketFilter(QueryDict(source.partition("?")[2]), Ticket.objects.with_verdict_at(APPROVED_AT)).qs

    found = [(int(value), tickets_behind(source).count()) for value, source in cells_and_sources()]

    assert len(found) > 40
    assert [said for said, _ in found] == [counted for _, counted in found]


def test_the_page_behind_a_figure_lists_its_tickets(client):
    client.force_login(make_user())

    table = client.get(open_incidents(date(2024, 1, 31)).source).context["table"]

    assert table.paginator.count == 140


def test_the_overview_shows_the_last_three_months_with_tickets(client):
    client.force_login(make_user())

    overview = client.get(reverse("support:index")).context["overview"]

    assert overview.title == "november 2023–januar 2024"
    assert [item.figure.text.replace("\u00a0", " ") for item in overview.key_figures] == [
        "140", "455", "595", "451", "822", "88,8 %", "6,7 dager", "4",
    ]  # fmt: skip
