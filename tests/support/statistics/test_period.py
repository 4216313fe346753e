"""Statistics of a period: counted as the rows say, every number leading to the tickets behind it."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook

from support.counting import columns
from support.sla.models import SlaPolicy
from support.sla.policies import load_rules
from support.statistics import period
from support.statistics.period import Period
from support.tickets.filters import TicketFilter
from support.tickets.models import Category, MunicipalityCount, Team, Ticket, TicketPause
from tests.factories import make_calendar, make_measured_ticket, make_municipalities, make_policies
from tests.support.following import follow

pytestmark = pytest.mark.django_db
MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
JANUARY = Period(date(2024, 1, 1), date(2024, 1, 1), date(2024, 1, 31))
STATISTICS = reverse("support:statistics")


@pytest.fixture
def tickets(db):
    make_calendar()
    make_policies()
    places = make_municipalities()
    pc = Category.objects.create(name="Klient")
    screen = Category.objects.create(name="Klient / Skjerm", parent=pc)
    mail = Category.objects.create(name="E-post")
    team = Team.objects.create(name="Drift")
    for n in range(1, 13):
        make_measured_ticket(
            created_at=MONDAY + n * timedelta(days=3) - timedelta(days=20),
            responded_at=MONDAY + n * timedelta(days=3) - timedelta(days=20) + HOUR if n % 3 else None,
            resolved_at=MONDAY + n * timedelta(days=3, hours=n) - timedelta(days=20) + n * HOUR if n % 4 else None,
            kind=list(Ticket.Kind)[n % 2],
            priority=["low", "medium", "high", "critical"][n % 4],
            municipality=places[n % 3] if n % 5 else None,
            category=[pc, screen, mail][n % 3],
            team=team if n % 2 else None,
        )


def test_every_number_of_every_table_leads_to_as_many_tickets(tickets):
    everything = columns.tickets()
    drawn = [draw(everything, JANUARY).table for draw in (period.backlog, period.trend)]

    assert follow([*period.tables(everything, JANUARY, 1, load_rules()), *drawn]) > 100


def test_a_category_counts_what_lies_below_it_at_the_level_asked_for(tickets):
    def names(level):
        table = period.tables(columns.tickets(), JANUARY, level, load_rules())[5]
        return {row[0].text for row in table.rows}

    assert names(1) == {"Klient", "E-post"}
    assert names(2) == {"Klient", "Klient / Skjerm", "E-post"}


def test_a_rate_is_new_tickets_for_every_hundred_of_those_counted_by_then(tickets):
    MunicipalityCount.objects.create(municipality_id="1535", valid_from=date(2023, 1, 1), inhabitants=200, users=50)
    MunicipalityCount.objects.create(municipality_id="1535", valid_from=date(2024, 6, 1), inhabitants=999, users=999)

    table = period.tables(columns.tickets(), JANUARY, 1, load_rules())[4]

    row = next(row for row in table.rows if row[0].text == "Vestnes")
    new = int(row[1].value)
    assert [column.label for column in table.columns[1:4]] == ["Nye", "Nye per 100 innbyggere", "Nye per 100 brukere"]
    assert [float(cell.value) for cell in row[2:4]] == [new / 2, new * 2.0]


def test_nothing_to_measure_is_a_dash_and_not_zero(tickets):
    empty = Period(date(2020, 1, 1), date(2020, 1, 1), date(2020, 1, 31))

    table = period.tables(columns.tickets(), empty, 1, load_rules())[0]

    assert [row[1].text for row in table.rows] == ["0", "0", "0", "0", "0", "–", "–", "–", "–", "–"]


def test_a_period_is_compared_with_the_one_before_and_the_year_before():
    quarter = Period(date(2024, 1, 1), date(2024, 3, 1), date(2024, 3, 31))
    today = Period(date(2024, 3, 1), date(2024, 3, 1), date(2024, 3, 30))

    assert quarter.earlier(3) == Period(date(2023, 10, 1), date(2023, 12, 1), date(2023, 12, 31))
    assert quarter.earlier(12) == Period(date(2023, 1, 1), date(2023, 3, 1), date(2023, 3, 31))
    assert today.earlier(1).as_of == date(2024, 2, 29)


def test_ages_are_those_of_the_open_tickets_and_add_up(tickets):
    table = period.tables(columns.tickets(), JANUARY, 1, load_rules())[1]

    opened = Ticket.objects.open_on(date(2024, 1, 31)).count()
    assert int(table.total[3].value) == sum(int(row[3].value) for row in table.rows) == opened


def test_a_first_response_leads_to_the_tickets_it_is_the_median_of(tickets):
    make_measured_ticket(created_at=datetime(2020, 1, 6, 8, tzinfo=UTC), responded_at=MONDAY)  # before any calendar
    chosen = columns.tickets()
    answered = period.sets_of(chosen, JANUARY).answered

    row = period.tables(chosen, JANUARY, 1, load_rules())[0].rows[-1]
    listed = TicketFilter(QueryDict(row[1].source.partition("?")[2]), Ticket.objects.with_verdict_at(MONDAY)).qs

    assert sorted(listed.values_list("pk", flat=True)) == sorted(answered.id.tolist())
    assert Ticket.objects.filter(responded_at__isnull=False, response_time__isnull=True).count() == 1


def test_a_policy_around_the_clock_is_late_by_the_clock_on_the_wall(tickets):
    SlaPolicy.objects.filter(priority="critical").update(runs_always=True)
    friday_evening = datetime(2024, 3, 29, 22, tzinfo=UTC)
    for priority in ("critical", "high"):
        make_measured_ticket(created_at=friday_evening, priority=priority, resolved_at=None)
    saturday = Period(date(2024, 3, 1), date(2024, 3, 1), date(2024, 3, 30))

    row = period.tables(columns.tickets(), saturday, 1, load_rules())[1].rows[0]
    listed = TicketFilter(QueryDict(row[4].source.partition("?")[2]), Ticket.objects.with_verdict_at(MONDAY)).qs

    assert (row[0].text, row[3].value, row[4].value) == ("0–1 dag", "2", "1")
    assert [ticket.priority for ticket in listed] == ["critical"]


def test_ten_years_may_be_asked_for_and_no_more(client, head, tickets):
    client.force_login(head)

    long, longer = (client.get(STATISTICS, {"first": first, "last": "2024-12"}) for first in ("2015-01", "2014-12"))

    assert "period" in long.context
    assert longer.context["form"].errors == {"last": ["Velg høyst 120 måneder."]}


def test_the_page_shows_some_tickets_and_gives_files(client, head, tickets):
    client.force_login(head)
    query = {"first": "2024-01", "last": "2024-01", "municipality": "1506", "level": "2"}

    page = client.get(STATISTICS, query)
    book = client.get(STATISTICS, {**query, "eksport": "xlsx"})
    text = client.get(STATISTICS, {**query, "eksport": "csv"})

    assert page.status_code == 200
    assert page.context["period"].filters == {"municipality": "1506"}
    assert len(load_workbook(io.BytesIO(book.content)).sheetnames) == 9  # seven tables, two charts
    assert text.content.decode("utf-8-sig").splitlines()[1].startswith("Nye saker (alle saker, Molde);")


@pytest.mark.parametrize("query", [{"first": "tull", "last": "2024-01"}, {"first": "2024-01", "last": "2024-01",
                                                                       "team": "99"}])  # fmt: skip
def test_a_wrong_choice_is_said_at_the_field(client, head, tickets, query):
    client.force_login(head)

    page = client.get(STATISTICS, query)

    assert page.context["form"].errors
    assert "period" not in page.context


def test_statistics_cost_the_same_queries_for_any_number_of_tickets(
    client, head, tickets, django_assert_max_num_queries
):
    client.force_login(head)
    client.get(STATISTICS)
    make_measured_ticket(created_at=MONDAY)
    client.get(STATISTICS)

    with django_assert_max_num_queries(22):
        client.get(STATISTICS, {"first": "2024-01", "last": "2024-01"})


def test_the_ticket_list_can_be_taken_as_a_file(client, head, tickets):
    client.force_login(head)

    text = client.get(reverse("support:tickets"), {"open_on": "2024-01-31", "eksport": "csv"}).content.decode(
        "utf-8-sig"
    )

    assert len(text.splitlines()) == 1 + Ticket.objects.open_on(date(2024, 1, 31)).count()


def test_a_ticket_shows_when_its_clock_ran_and_why_not(client, head, tickets):
    ticket = make_measured_ticket(priority="critical", created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=26))
    TicketPause.objects.create(ticket=ticket, started_at=MONDAY + HOUR, ended_at=MONDAY + 3 * HOUR, why="user")
    client.force_login(head)

    table = client.get(ticket.get_absolute_url()).context["clock"].intervals

    assert [(row[2].text, row[3].text, row[4].text.replace("\u00a0", " ")) for row in table.rows] == [
        ("Ja", "I åpningstiden", "1 t 00 min"),
        ("Nei", "Venter på bruker", "–"),
        ("Ja", "I åpningstiden", "3 t 30 min"),
        ("Nei", "Utenfor åpningstiden", "–"),
        ("Ja", "I åpningstiden", "3 t 00 min"),
    ]
    assert table.total[4].text.replace("\u00a0", " ") == "7 t 30 min"


def test_only_those_who_may_can_measure_again(client, head, council_member, tickets):
    client.force_login(council_member)
    assert client.post(reverse("support:recompute")).status_code == 403

    client.force_login(head)
    assert client.get(reverse("support:recompute")).status_code == 405
    assert client.post(reverse("support:recompute")).status_code == 302
