"""Claims against suppliers, and what the accounts say of them."""

from datetime import date
from decimal import Decimal

import pytest

from meetings.supplier_claims.settling import Booked, Claim, OfSupplier, booked_of, by_supplier, warning

BOOKED = Booked(2024, "4711", Decimal("12500.00"))


def claim(**told):
    return Claim(
        **{
            "title": "Dobbel faktura",
            "supplier": "Nettleverandøren",
            "amount": Decimal(12500),
            "state": "reist",
            **told,
        }
    )


def test_open_claims_are_summed_by_supplier_however_the_name_is_typed():
    claims = [
        claim(raised=date(2024, 2, 1)),
        claim(supplier="nettleverandøren ", raised=date(2024, 1, 1), amount=Decimal(500)),
        claim(supplier="Skriverfirmaet", amount=None),
        claim(is_settled=True),
    ]

    assert by_supplier(claims) == [
        OfSupplier("Nettleverandøren", 2, Decimal(13000), 0, date(2024, 1, 1)),
        OfSupplier("Skriverfirmaet", 1, Decimal(0), 1, None),
    ]


def test_a_voucher_is_looked_for_from_the_year_of_the_claim_on():
    vouchers = {"4711": [Booked(2022, "4711", Decimal(1)), BOOKED, Booked(2025, "4711", Decimal(3))]}

    assert booked_of(claim(voucher="4711", raised=date(2023, 11, 1)), vouchers) == BOOKED
    assert booked_of(claim(voucher="4712"), vouchers) is None


@pytest.mark.parametrize(
    ("told", "booked", "words"),
    [
        ({"state": "gjort-opp", "is_settled": True, "voucher": "4711"}, BOOKED, ""),
        ({"state": "gjort-opp", "is_settled": True, "state_label": "Ført"}, None, "bilaget mangler"),
        ({"state": "gjort-opp", "is_settled": True, "voucher": "9"}, None, "Bilag 9 finnes ikke i regnskapet"),
        ({"state": "gjort-opp", "is_settled": True, "voucher": "4711", "amount": Decimal(1)}, BOOKED, "krediterer 12"),
        ({"state": "gjort-opp", "is_settled": True, "voucher": "4711"}, Booked(2024, "4711", Decimal(0)), "ingenting"),
        ({"voucher": "4711"}, BOOKED, "Sett statusen når kravet er gjort opp"),
        ({}, None, ""),
        ({"state": "avvist", "is_settled": True}, None, ""),
    ],
)
def test_what_the_accounts_say_against_it_is_told(told, booked, words):
    said = warning(claim(**told), booked)

    assert words in said
    assert bool(said) == bool(words)


def test_the_age_is_counted_from_the_day_it_was_raised():
    assert claim(raised=date(2024, 2, 1)).age(date(2024, 3, 1)) == 29
    assert claim().age(date(2024, 3, 1)) is None
