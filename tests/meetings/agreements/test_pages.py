"""The pages of agreements, and what papers show of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.agreements.offers import OFFERS, OWNERS
from meetings.registers.standard import Standard
from rorikt.amounts import kroner, short_date
from rorikt.figures.offers import Asked
from rorikt.figures.values import NotAvailable
from rorikt.people.models import User
from tests.factories import KEY_2023, make_key, make_register, make_register_row, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
BASIS = "offentleglova § 13, jf. forvaltningsloven § 13"
DAY = date(2024, 2, 1)
ASKED = Asked(as_of=DAY)
MAKE = {offer.name: offer.make for offer in OFFERS}


@pytest.fixture
def register():
    make_key()
    return make_register(Standard.AGREEMENTS)


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def page(client, user, name="meetings:agreements", **asked):
    client.force_login(user)
    return client.get(reverse(name), asked)


def test_the_page_tells_what_comes_what_it_costs_and_what_is_not_in_order(client, head, register):
    soon = timezone.localdate() + timedelta(days=30)
    make_register_row(register, avtale="Sakssystem", kostnad="12000", oppsigelse=short_date(soon), til="31.12.2060")
    make_register_row(register, avtale="Brannmur", kostes_av="Noe annet", kostnad="5", oppsigelse="1.1.2050")

    found = page(client, head, year="2030").context["found"]

    assert texts(found.soon) == [
        [
            "Sakssystem",
            "",
            short_date(soon),
            "Må sies opp senest, ellers binder den ut 31.12.2060",
            "",
            "12\u00a0000,00",
        ]
    ]
    assert [cell.text for cell in found.costs.rows[0]][:5] == [
        "Sakssystem", "Samarbeidsavtalen", "12", "12\u00a0000,00", kroner(Decimal(KEY_2023["1506"]) * 120),
    ]  # fmt: skip
    assert [cell.text for cell in found.costs.rows[1]][4:] == ["–"] * 5
    assert found.costs.total[3].text == "12\u00a0005,00"
    assert "«Brannmur»: «Noe annet» er verken en budsjettlinje eller en tjeneste." in found.costs.lacks
    assert [(one.agreement.title, len(one.sentences)) for one in found.warned] == [("Brannmur", 1)]


def test_a_finance_officer_reads_the_share_of_the_own_municipality_alone(client, register):
    make_register_row(register, avtale="Sakssystem", kostnad="12000", til="31.12.2060")
    finance = make_user(role=User.Role.FINANCE, municipality_id="1535")

    found = page(client, finance).context["found"]
    bound = page(client, finance, "meetings:agreements-binding", year="2030").context["found"]

    assert [column.label for column in found.costs.columns][4:] == ["Vestnes"]
    assert found.warned == ()
    assert [row[0] for row in texts(bound.by_municipality)] == ["Vestnes"]
    assert bound.by_municipality.total == ()


def test_what_is_exempt_is_only_for_those_who_may_see_it_and_the_sums_say_so(client, head, register):
    make_register_row(register, avtale="Åpen", kostnad="100", til="31.12.2060", oppsigelse="1.1.2050")
    make_register_row(register, exempt=BASIS, avtale="Hemmelig", kostnad="900", til="31.12.2060")
    finance = make_user(role=User.Role.FINANCE, municipality_id="1535")

    for name in ("meetings:agreements", "meetings:agreements-binding"):
        assert "Hemmelig" in page(client, head, name).content.decode()
        closed = page(client, finance, name).content.decode()
        assert "Hemmelig" not in closed
        assert "Avtaler som er unntatt offentlighet, er ikke med." in closed
        for kind in ("csv", "xlsx"):
            assert b"Hemmelig" not in page(client, finance, name, eksport=kind).content


def test_what_binds_after_a_year_costs_each_year_until_it_ends(client, head, register):
    make_register_row(register, avtale="Sakssystem", kostnad="12000", til="30.6.2028", opsjoner="1 + 1 år")
    make_register_row(register, avtale="Arkiv", kostnad="600", til="31.12.2026")
    make_register_row(register, avtale="Lisenser", kostnad="700")
    make_register_row(register, avtale="Gammel", kostnad="700", til="31.12.2030", status="Utløpt")

    found = page(client, head, "meetings:agreements-binding", year="2026").context["found"]

    assert [column.label for column in found.ending.columns][5:] == ["2027", "2028", "I alt"]
    assert [[row[0], *row[4:]] for row in texts(found.ending)] == [
        ["Sakssystem", "1 + 1 år", "12\u00a0000,00", "6\u00a0000,00", "18\u00a0000,00"]
    ]
    assert sum(Decimal(row[-1].value) for row in found.by_municipality.rows) == 18000
    assert sum(Decimal(cell.value) for cell in found.shares.rows[0][2:]) == 18000
    assert [row[0] for row in texts(found.open_ended)] == ["Lisenser"]


def test_many_years_are_told_in_a_column_for_the_last(client, head, register):
    make_register_row(register, avtale="Fiber", kostnad="12", til="31.12.2050")

    found = page(client, head, "meetings:agreements-binding", year="2026").context["found"]

    assert [column.label for column in found.ending.columns][5:] == [*map(str, range(2027, 2034)), "2034–2050", "I alt"]
    assert [cell.text for cell in found.ending.rows[0]][-2:] == ["204,00", "288,00"]


@pytest.mark.parametrize("year", ["1999", "x", "2101"])
def test_an_odd_year_is_told_and_this_year_shown(client, head, register, year):
    answer = page(client, head, year=year)

    assert answer.context["found"].year == timezone.localdate().year
    assert answer.context["form"].errors


def test_without_the_register_the_pages_say_so(client, head):
    for name in ("meetings:agreements", "meetings:agreements-binding"):
        assert "ikke tatt i bruk" in page(client, head, name).content.decode()


def test_who_may_not_read_the_register_is_refused(client, register):
    register.readers = "council"
    register.save()

    assert page(client, make_user(role=User.Role.FINANCE)).status_code == 403


@pytest.mark.parametrize("rows", [1, 4])
def test_the_pages_cost_the_same_queries_for_any_number_of_agreements(
    client, head, register, rows, django_assert_max_num_queries
):
    for number in range(rows):
        make_register_row(register, avtale=f"Avtale {number}", kostnad="100", til="31.12.2031")
    page(client, head)

    with django_assert_max_num_queries(32):
        page(client, head)
    with django_assert_max_num_queries(45):
        page(client, head, "meetings:agreements-binding", year="2029")


def test_a_paper_shows_what_runs_out_within_180_days_of_its_own_day(register):
    make_register_row(register, avtale="Sakssystem", leverandor="Leverandøren", til="30.6.2024", kostnad="1")
    make_register_row(register, avtale="Senere", til="1.8.2024")
    make_register_row(register, avtale="For sent å si opp", til="1.7.2024", oppsigelse="1.1.2024")
    make_register_row(register, exempt=BASIS, avtale="Hemmelig", til="30.6.2024")

    table = MAKE["tabell:avtaler-utloper"](ASKED)

    assert [row[:4] for row in texts(table)] == [
        ["Sakssystem", "Leverandøren", "30.06.2024", "Går ut"],
        ["For sent å si opp", "", "01.07.2024", "Fristen for å si opp gikk ut 01.01.2024: binder ut 01.07.2024"],
    ]
    assert table.lacks == "Avtaler som er unntatt offentlighet, er ikke med."


def test_a_paper_shows_what_binds_after_a_year_and_names_what_has_no_end(register):
    make_register_row(register, avtale="Sakssystem", kostnad="12000", til="30.6.2025")
    make_register_row(register, avtale="Lisenser", kostnad="5")

    table = MAKE["tabell:avtaler-binder"](ASKED, "2024")

    assert texts(table) == [
        ["Sakssystem", "", "30.06.2025", "Binder ut 30.06.2025", "", "6\u00a0000,00", "6\u00a0000,00"]
    ]
    assert table.note == "Uten sluttdato, og ikke med i summen: «Lisenser»."


def test_the_cost_in_a_sentence_is_whole_or_not_there(register):
    make_register_row(register, avtale="Sakssystem", kostnad="12000", fra="1.7.2024")
    make_register_row(register, exempt=BASIS, avtale="Hemmelig", kostnad="1")

    figure = MAKE["avtaler-kostnad"](ASKED, "2024")

    assert (figure.value, figure.text) == (Decimal(6000), "6\u00a0000,00")
    assert figure.label == "Hva avtalene koster i 2024, uten avtaler som er unntatt offentlighet"

    make_register_row(register, avtale="Ukjent")
    with pytest.raises(NotAvailable, match="«Ukjent»"):
        MAKE["avtaler-kostnad"](ASKED, "2024")


def test_the_rows_behind_are_the_public_ones_and_a_change_of_one_is_seen(register):
    make_register_row(register, avtale="Sakssystem")
    before = list(OWNERS[0].sources(ASKED, ()))

    make_register_row(register, exempt=BASIS, avtale="Hemmelig")
    assert list(OWNERS[0].sources(ASKED, ())) == before

    make_register_row(register, avtale="Ny")
    assert [one.rows for one in OWNERS[0].sources(ASKED, ())] == [2]
    assert list(OWNERS[0].sources(ASKED, ())) != before


def test_without_the_register_papers_are_told_what_to_do():
    for name, given in (("tabell:avtaler-utloper", ()), ("tabell:avtaler-binder", ("2024",))):
        with pytest.raises(NotAvailable, match="tatt i bruk"):
            MAKE[name](ASKED, *given)
