"""What a support lead asks for: counted as the rows say, and every number led to its rows."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse

from rorikt.calendar import OSLO
from rorikt.figures.offers import Asked, offers
from support.counting import columns
from support.sla.clock import micros
from support.sla.models import SlaPolicy
from support.sla.policies import load_rules
from support.statistics.period import Period
from support.tickets.models import Category, Ticket
from support.workload import page
from support.workload.flow import categories_again, queue, waiting_and_reopening, working_days
from support.workload.rhythm import by_weekday_and_hour, count_by_weekday_and_hour
from support.workload.targets import two_targets
from tests.factories import make_measured_ticket, make_ticket
from tests.support.following import follow

MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)  # nine o'clock in Norway
HOUR = timedelta(hours=1)
JANUARY = Period(date(2024, 1, 1), date(2024, 1, 1), date(2024, 1, 31))
PERCENT = "\u00a0%"
WORKLOAD = reverse("support:workload")


def texts(table):
    return [[cell.text for cell in row] for row in [*table.rows, table.total]]


@pytest.fixture
def many(rules, municipalities):
    SlaPolicy.objects.filter(priority__in=["high", "critical"]).update(response_target=2)
    SlaPolicy.objects.filter(priority="low").update(response_target=1, response_unit="days")
    parts = [Category.objects.create(name=name) for name in ("Klient", "E-post", "Nett")]
    for n in range(30):
        created = MONDAY + timedelta(hours=11 * n) - timedelta(days=365 if n % 5 == 0 else 0)
        make_measured_ticket(
            number=5000 + n,
            created_at=created,
            priority=["low", "medium", "high", "critical"][n % 4],
            responded_at=created + n * HOUR / 4 if n % 3 else None,
            kind=list(Ticket.Kind)[n % 2],
            resolved_at=created + n * HOUR if n % 7 else None,
            reopenings=n % 6 // 5,
            category=parts[n % 3],
        )


def test_every_number_leads_to_as_many_tickets(many):
    found = page.tables(columns.tickets(), JANUARY, 1, load_rules())

    assert len(found) == 5
    assert follow(found, without=("Prosent", "Andel", "arbeids", "Arbeids", "Av sakene")) > 150


def test_response_and_solution_stand_side_by_side_each_with_its_target(rules):
    SlaPolicy.objects.filter(priority="high").update(response_target=1, response_unit="hours")
    for hours, answered in ((1, HOUR), (5, 2 * HOUR), (2, None)):
        make_measured_ticket(
            priority="high",
            created_at=MONDAY,
            resolved_at=MONDAY + hours * HOUR,
            responded_at=MONDAY + answered if answered else None,
        )
    make_measured_ticket(priority="low", created_at=MONDAY, responded_at=MONDAY + HOUR)

    found = texts(two_targets(columns.tickets(), JANUARY, load_rules()))

    assert found[2] == [
        "Høy",
        "1\u00a0time",
        "1",
        "1",
        f"50,0{PERCENT}",
        "1",
        "4\u00a0timer",
        "2",
        "1",
        f"66,7{PERCENT}",
    ]
    assert found[0] == ["Lav", "–", "0", "0", "–", "0", "5\u00a0dager", "0", "0", "–"]  # answered, but not to a target


def test_a_response_target_in_days_is_a_working_day_long_and_kept_on_the_minute(rules):
    SlaPolicy.objects.filter(priority="low").update(response_target=1, response_unit="days")
    for late in (timedelta(), timedelta(minutes=1)):
        make_measured_ticket(priority="low", created_at=MONDAY, responded_at=MONDAY + timedelta(days=1) + late)

    found = texts(two_targets(columns.tickets(), JANUARY, load_rules()))

    assert found[0][1:5] == ["1\u00a0dag", "1", "1", f"50,0{PERCENT}"]


def test_waiting_is_a_share_of_all_working_time_and_reopened_of_all_solved(rules):
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + 3 * HOUR, reopenings=2)
    ticket = make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + 3 * HOUR)
    Ticket.objects.filter(pk=ticket.pk).update(business_time=2 * HOUR, paused_time=HOUR)

    table = waiting_and_reopening(columns.tickets(), JANUARY)

    kind = 0 if ticket.kind == "incident" else 1
    assert texts(table)[kind][1:] == ["2", "1", f"50,0{PERCENT}", f"16,7{PERCENT}", f"50,0{PERCENT}"]
    assert texts(table)[1 - kind][1:] == ["0", "0", "–", "–", "–"]
    assert "i kilden" not in table.note


def test_a_source_that_holds_no_pauses_or_reopenings_is_not_taken_for_one_where_nothing_waits(rules):
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + 3 * HOUR)

    note = waiting_and_reopening(columns.tickets(), JANUARY).note

    assert "Ingen av sakene har gjenåpninger eller pauser i kilden, så null kan bety at den ikke fører dem." in note


def test_the_queue_takes_as_many_days_as_are_open_at_the_pace_of_the_period(rules):
    for n in range(23):  # a working day each: New Year's Day is none in this calendar's holidays
        make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + n * HOUR)
    for _ in range(46):
        make_measured_ticket(created_at=MONDAY)

    table = queue(columns.tickets(), JANUARY, load_rules())

    assert working_days(load_rules(), date(2024, 1, 1), date(2024, 1, 31)) == 23
    assert texts(table)[-1] == ["Sum", "46", "3,0", "1,0", "46,0"]


def test_a_queue_counted_before_its_period_has_no_pace_and_says_why(rules):
    make_measured_ticket(created_at=MONDAY)

    table = queue(columns.tickets(), Period(date(2024, 3, 1), date(2024, 3, 1), date(2024, 1, 31)), load_rules())

    assert texts(table)[-1] == ["Sum", "1", "–", "–", "–"]
    assert table.note.startswith("Perioden begynner etter 31.01.2024")


def test_a_queue_that_nobody_works_on_has_no_end(rules):
    make_measured_ticket(created_at=MONDAY)

    assert texts(queue(columns.tickets(), JANUARY, load_rules()))[-1] == ["Sum", "1", "0,0", "0,0", "–"]


def test_categories_are_held_against_the_same_months_a_year_earlier(db):
    mail, phone = (Category.objects.create(name=name) for name in ("E-post", "Telefon"))
    for count, category, created in (
        (3, mail, MONDAY),
        (2, mail, datetime(2023, 1, 9, 8, tzinfo=UTC)),
        (1, phone, MONDAY),
        (4, phone, datetime(2023, 2, 9, 8, tzinfo=UTC)),
    ):
        for _ in range(count):
            make_ticket(created_at=created, category=category)

    assert texts(categories_again(columns.tickets(), JANUARY, 1)) == [
        ["E-post", "3", "2", "+1", f"+50,0{PERCENT}"],
        ["Telefon", "1", "0", "+1", "–"],
        ["Sum av alle", "4", "2", "+2", f"+100,0{PERCENT}"],
    ]


def test_a_year_of_hours_is_counted_as_the_calendar_counts_them():
    random = np.random.default_rng(1)
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    begins = micros(datetime(2024, 1, 1, tzinfo=OSLO))
    moments = begins + random.integers(0, 366 * 86_400, 4000) * 1_000_000

    slow = np.zeros((7, 24), int)
    for moment in moments.tolist():
        local = datetime.fromtimestamp(moment / 1e6, OSLO)
        slow[local.weekday(), local.hour] += 1

    assert (count_by_weekday_and_hour(moments, first, last) == slow).all()


def test_the_table_of_hours_has_those_in_which_anything_came_and_a_weekend_only_where_it_has_any(db):
    for created in (MONDAY, MONDAY + 2 * HOUR, MONDAY + timedelta(days=1)):
        make_ticket(created_at=created)

    table = by_weekday_and_hour(columns.tickets(), JANUARY)

    assert [column.label for column in table.columns] == [
        "Time",
        "Mandag",
        "Tirsdag",
        "Onsdag",
        "Torsdag",
        "Fredag",
        "Sum",
    ]
    assert texts(table) == [
        ["09–10", "1", "1", "0", "0", "0", "2"],
        ["10–11", "0", "0", "0", "0", "0", "0"],
        ["11–12", "1", "0", "0", "0", "0", "1"],
        ["Sum", "2", "1", "0", "0", "0", "3"],
    ]


def test_a_period_without_tickets_is_empty_and_no_error(rules):
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + HOUR)
    march = Period(date(2024, 3, 1), date(2024, 3, 1), date(2024, 3, 31))

    found = page.tables(columns.tickets(), march, 1, load_rules())

    assert [table.total[1].text for table in found][1:] == ["0", "0", "0", "0"]


@pytest.mark.parametrize(
    "name",
    [
        "tabell:svar-og-losning",
        "tabell:ko",
        "tabell:gjenapning-og-venting",
        "tabell:kategorier-mot-i-fjor",
        "tabell:ukedag-og-time",
    ],
)
def test_documents_are_offered_each_table(many, name):
    asked = Asked(as_of=date(2024, 2, 1), period_from=date(2024, 1, 1), period_to=date(2024, 1, 1))

    assert "alle saker" in offers()[name].make(asked).caption


def test_documents_are_offered_what_is_late_and_how_long_the_queue_is(rules):
    make_measured_ticket(created_at=MONDAY, priority="critical")
    for n in range(23):
        make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + n * HOUR)
    asked = Asked(as_of=date(2024, 1, 31), period_from=date(2024, 1, 1), period_to=date(2024, 1, 1))

    late, days = (offers()[name].make(asked) for name in ("apne-over-fristen", "dager-a-tomme-koen"))

    assert (late.value, late.text, days.value, days.text) == (1, "1", Decimal(1), "1,0")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_queries_for_any_number_of_tickets(reader, rules, rows, django_assert_num_queries):
    for n in range(rows):
        make_measured_ticket(created_at=MONDAY + n * HOUR, resolved_at=MONDAY + n * HOUR)
    columns.tickets()

    with django_assert_num_queries(12):
        response = reader.get(WORKLOAD, {"first": "2024-01", "last": "2024-01"})

    assert response.context["tables"][2].total[1].text == str(rows)
