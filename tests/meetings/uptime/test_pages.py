"""The page of uptime, the table of a paper, and incidents taken from tickets."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from meetings.registers.models import RegisterRow
from meetings.registers.sheet import lines_of
from meetings.registers.standard import Standard
from meetings.registers.writing import remove_rows
from meetings.uptime.offers import OFFERS
from meetings.uptime.tickets import offered
from rorikt.figures.offers import Asked
from rorikt.figures.values import NotAvailable
from rorikt.people.models import User
from support.sla.models import Priority
from tests.factories import make_register, make_register_row, make_ticket, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
BASIS = "offentleglova § 13, jf. forvaltningsloven § 13"
UPTIME, ADD = reverse("meetings:uptime"), reverse("meetings:uptime-add")
PERIOD = {"first": "01.2024", "last": "02.2024"}


@pytest.fixture
def registers():
    incidents = make_register(Standard.INCIDENTS)
    services = incidents.columns.get(key="tjeneste").refers_to
    make_register_row(services, tjeneste="Fagsystem", avtalt="99,9")
    return services, incidents


def happened(incidents, **typed):
    told = {"hendelse": "Brudd", "tjeneste": "Fagsystem", "virkning": "Nede", **typed}
    return make_register_row(incidents, **told)


def page(client, user, **asked):
    client.force_login(user)
    return client.get(UPTIME, asked)


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_each_service_is_told_month_by_month_against_what_is_agreed(client, head, registers):
    happened(registers[1], fra="5.1.2024 08.00", til="5.1.2024 10.30")
    happened(registers[1], fra="6.2.2024 08.00", til="6.2.2024 08.10")
    happened(registers[1], fra="6.2.2024 09.00", til="6.2.2024 10.00", virkning="Ustabil")

    table = page(client, head, **PERIOD).context["table"]

    assert texts(table) == [
        ["Fagsystem", "januar 2024", "2 t 30 min", "0 min", "99,90\u00a0%", "99,664\u00a0%", "Nei"],
        ["Fagsystem", "februar 2024", "10 min", "1 t 00 min", "99,90\u00a0%", "99,976\u00a0%", "Ja"],
    ]


def test_a_paper_tells_its_period_as_far_as_its_own_day(registers):
    happened(registers[1], fra="5.1.2024 08.00", til="5.1.2024 10.30")
    asked = Asked(date(2024, 2, 10), period_from=date(2024, 1, 1), period_to=date(2024, 2, 1))

    table = OFFERS[0].make(asked)

    assert [column.label for column in table.columns] == [
        "Tjeneste", "Avtalt", "Januar", "Februar", "I perioden", "Nede", "Ustabil", "Holdt",
    ]  # fmt: skip
    assert texts(table) == [
        ["Fagsystem", "99,90\u00a0%", "99,664\u00a0%", "100,000\u00a0%", "99,746\u00a0%", "2 t 30 min", "0 min",
         "Nei så langt"],
    ]  # fmt: skip
    assert table.note.endswith("regnet fram til 11.02.2024\u00a000.00.")


def test_a_paper_before_its_period_and_one_without_services_are_told_what_is_missing(registers):
    asked = Asked(date(2024, 2, 10), period_from=date(2024, 3, 1), period_to=date(2024, 3, 1))
    with pytest.raises(NotAvailable, match="ikke begynt"):
        OFFERS[0].make(asked)

    RegisterRow.objects.all().delete()
    with pytest.raises(NotAvailable, match="ingen tjenester"):
        OFFERS[0].make(asked)


def test_what_counts_nowhere_is_told_with_what_to_do(client, head, registers):
    happened(registers[1], hendelse="Uten tid")
    happened(registers[1], hendelse="Uten virkning", virkning="", fra="5.1.2024 08.00")

    known = page(client, head, **PERIOD).context["known"]

    assert [(one.title, one.why) for one in known.faulty] == [
        ("Uten tid", "Det står ikke når den begynte. Fyll ut «Fra»."),
        ("Uten virkning", "Velg virkning, ellers teller den ikke med."),
    ]
    assert known.lacks == "2 hendelser er ført uten det som trengs, og teller ikke med."


def test_what_is_exempt_is_left_out_for_others_and_the_table_says_so(client, head, registers):
    row = happened(registers[1], hendelse="Hemmelig", fra="5.1.2024 08.00", til="5.1.2024 10.30")
    RegisterRow.objects.filter(pk=row.pk).update(exemption_basis=BASIS)
    finance = make_user(role=User.Role.FINANCE)

    assert texts(page(client, head, **PERIOD).context["table"])[0][2] == "2 t 30 min"
    table = page(client, finance, **PERIOD).context["table"]
    assert texts(table)[0][2] == "0 min"
    assert table.lacks == "Det som er unntatt offentlighet, er ikke med."


def critical(**told):
    created = datetime(2024, 1, 8, 8, 15, 40, tzinfo=UTC)
    return make_ticket(**{"priority": Priority.CRITICAL, "created_at": created, **told})


def test_a_critical_incident_is_added_by_one_click_and_not_offered_again(client, head, registers):
    ticket = critical(number=4711, resolved_at=datetime(2024, 1, 8, 10, 5, tzinfo=UTC))
    critical(kind="service_request")
    make_ticket()
    offers = page(client, head).context["offered"]

    answer = client.post(ADD, {"number": offers[0].number})

    [line] = lines_of(registers[1], RegisterRow.objects.filter(register=registers[1]))
    assert [one.number for one in offers] == [4711]
    assert answer["Location"] == line.row.get_absolute_url()
    assert [line.text(key) for key in ("hendelse", "gjelder", "fra", "til", "saksnummer", "virkning")] == [
        "Klient, sak 4711", ticket.municipality.name, "08.01.2024\u00a009.15", "08.01.2024\u00a011.05", "4711", "",
    ]  # fmt: skip
    assert "offered" in page(client, head).context
    assert page(client, head).context["offered"] == []


def test_a_second_click_makes_no_second_row(client, head, registers):
    critical(number=4711)
    client.force_login(head)

    for _ in range(2):
        client.post(ADD, {"number": "4711"})

    assert RegisterRow.objects.filter(register=registers[1]).count() == 1


def test_one_that_was_taken_away_is_not_offered_again(client, head, registers):
    critical(number=4711)
    client.force_login(head)
    client.post(ADD, {"number": "4711"})

    rows = RegisterRow.objects.filter(register=registers[1])
    remove_rows(registers[1], rows.values_list("uuid", flat=True), by=head, now=datetime(2024, 2, 1, tzinfo=UTC))

    assert list(offered(registers[1])) == []


def test_only_those_who_write_in_the_register_add_to_it(client, registers):
    critical(number=4711)
    council = make_user(role=User.Role.COUNCIL_MEMBER)

    assert "offered" not in page(client, council).context
    assert client.post(ADD, {"number": "4711"}).status_code == 403
    assert client.post(ADD, {"number": "x"}).status_code == 403


def test_a_number_that_is_none_is_told(client, head, registers):
    client.force_login(head)

    answer = client.post(ADD, {"number": "x"}, follow=True)

    assert "Velg en sak i listen." in answer.content.decode()
    assert client.post(ADD, {"number": "12345"}).status_code == 404


def test_without_the_registers_the_page_says_so(client, head):
    assert "ikke tatt i bruk" in page(client, head).content.decode()


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_costs_the_same_queries_for_any_number_of_incidents(
    client, head, registers, rows, django_assert_max_num_queries
):
    for number in range(rows):
        happened(registers[1], fra=f"{number + 1}.1.2024 08.00", til=f"{number + 1}.1.2024 09.00")
        critical()
    page(client, head)

    with django_assert_max_num_queries(27):
        page(client, head, **PERIOD)
