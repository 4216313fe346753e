"""The page of claims, with what the accounts have of their vouchers, and the sum that papers show."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from budget.ledger.models import AccountEntry
from meetings.registers.standard import Standard
from meetings.supplier_claims.offers import OFFERS
from rorikt.figures.offers import Asked
from rorikt.figures.values import NotAvailable
from rorikt.people.models import User
from tests.factories import make_line, make_register, make_register_row, make_total, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
BASIS = "offentleglova § 13, jf. forvaltningsloven § 13"
CLAIMS = reverse("meetings:supplier-claims")
BOOKED = {"status": "Ført i regnskapet", "belop": "12500", "reist": "1.2.2024"}


@pytest.fixture
def register():
    return make_register(Standard.CLAIMS)


def book(voucher, *amounts, year=2024):
    """Rows of a voucher: what is on an account of the operating result, and what is not."""
    for amount, is_cost in amounts:
        line = make_line(year=year) if is_cost else None
        total = make_total(line=line, year=year)
        AccountEntry.objects.create(
            account_import=total.account_import, year=year, month=1, account=total.account, amount=amount,
            line_number=1, voucher=voucher,
        )  # fmt: skip


def page(client, user, **asked):
    client.force_login(user)
    return client.get(CLAIMS, asked)


def test_open_claims_are_shown_with_their_sum_by_supplier(client, head, register):
    make_register_row(register, krav="Dobbel faktura", leverandor="Nett AS", belop="100", reist="1.2.2024")
    make_register_row(
        register, krav="Feil pris", leverandor="nett as", belop="50,50", status="Godtatt, venter på kreditnota"
    )
    make_register_row(register, krav="Ukjent beløp", leverandor="Skriver AS")
    make_register_row(register, krav="Avvist", leverandor="Nett AS", belop="9", status="Avvist")

    found = page(client, head).context["found"]

    assert [[cell.text for cell in row] for row in found.suppliers.rows] == [
        ["Nett AS", "2", "150,50", "01.02.2024"],
        ["Skriver AS", "1", "0,00", "–"],
    ]
    assert [row[0].text for row in found.open.rows] == ["Dobbel faktura", "Feil pris", "Ukjent beløp"]
    assert found.open.total[2].text == "150,50"
    assert found.open.lacks == "Uten beløp, og ikke med i summen: «Ukjent beløp»."


def test_what_is_booked_is_found_in_the_accounts_by_its_voucher(client, head, register):
    make_register_row(register, krav="Ført", bilag="4711", **BOOKED)
    make_register_row(register, krav="Uten bilag", **BOOKED)
    make_register_row(register, krav="Feil bilag", bilag="9", **BOOKED)
    make_register_row(register, krav="Annet beløp", bilag="4712", **BOOKED)
    book("4711", (Decimal(-12500), True), (Decimal(12500), False))
    book("4712", (Decimal(-100), True), (Decimal(-25), False))
    book("4711", (Decimal(-1), True), year=2023)

    settled = {one.claim.title: one for one in page(client, head).context["settled"]}

    assert [(one.credited, one.warning) for one in settled.values()] == [
        (Decimal(12500), ""),
        (None, "Statusen er «Ført i regnskapet», men bilaget mangler. Skriv nummeret på bilaget."),
        (
            None,
            "Bilag 9 finnes ikke i regnskapet som er lest inn. Rett nummeret, eller vent til regnskapet er lest inn.",
        ),
        (Decimal(100), "Kravet er 12\u00a0500,00 kr, og bilaget krediterer 100,00 kr."),
    ]
    assert settled["Ført"].voucher_url == reverse("budget:voucher", args=[2024, "4711"])


def test_a_voucher_of_an_import_that_was_replaced_is_not_there(client, head, register):
    make_register_row(register, krav="Ført", bilag="4711", **BOOKED)
    book("4711", (Decimal(-12500), True))
    replaced = AccountEntry.objects.get().account_import
    replaced.replaced_by = make_total().account_import
    replaced.save()

    [one] = page(client, head).context["settled"]

    assert one.booked is None


def test_what_is_exempt_is_not_in_a_paper_and_it_says_so(client, head, register):
    make_register_row(register, krav="Åpent", belop="100")
    make_register_row(register, exempt=BASIS, krav="Hemmelig", belop="900")

    figure = OFFERS[0].make(Asked(date(2024, 2, 1)))

    assert (figure.value, figure.text) == (100, "100,00")
    assert figure.label == "Sum av åpne krav mot leverandører, uten krav som er unntatt offentlighet"
    assert "Hemmelig" in page(client, head).content.decode()


def test_a_claim_without_an_amount_stops_the_sum_of_a_paper(register):
    make_register_row(register, krav="Ukjent")

    with pytest.raises(NotAvailable, match="«Ukjent»"):
        OFFERS[0].make(Asked(date(2024, 2, 1)))


def test_finance_staff_of_municipalities_do_not_read_claims(client, register):
    assert page(client, make_user(role=User.Role.FINANCE)).status_code == 403


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_costs_the_same_queries_for_any_number_of_claims(
    client, head, register, rows, django_assert_max_num_queries
):
    for number in range(rows):
        make_register_row(register, krav=f"Krav {number}", bilag=str(number), **BOOKED)
        make_register_row(register, krav=f"Åpent {number}", belop="1")
    page(client, head)

    with django_assert_max_num_queries(22):
        page(client, head)
