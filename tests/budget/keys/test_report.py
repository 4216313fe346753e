"""The key of a year, found whole or told what is wrong with it, and a key in print."""

from datetime import date
from decimal import Decimal

import pytest

from budget.keys.calculator import Component
from budget.keys.report import key_note, key_of, key_sources, shares_of, split_table, weights_table
from rorikt.amounts import kroner
from rorikt.figures.values import NotAvailable
from tests.factories import KEY_2023, KEY_2024, make_item, make_key, make_meeting, make_municipalities, named_case

pytestmark = pytest.mark.django_db
WHOLE_2023 = {"valid_from": date(2023, 1, 1), "valid_to": date(2023, 12, 31)}


def texts(row):
    return [cell.text.replace("\u00a0", " ") for cell in row]


def test_a_year_has_the_key_that_holds_from_its_first_day_to_its_last():
    key = make_key(**WHOLE_2023)

    assert key_of(2023) == key


@pytest.mark.parametrize(
    "period",
    [
        {"valid_from": date(2023, 1, 2)},
        {"valid_from": date(2022, 1, 1), "valid_to": date(2023, 12, 30)},
        {"valid_from": date(2024, 1, 1)},
        {"valid_from": date(2022, 1, 1), "valid_to": date(2022, 12, 31)},
    ],
)
def test_a_key_of_part_of_a_year_is_no_key_of_the_year(period):
    make_key(**period)

    with pytest.raises(NotAvailable, match="ingen fordelingsnøkkel som gjelder for hele 2023"):
        key_of(2023)


def test_the_newest_version_is_the_key():
    make_key(**WHOLE_2023)
    newer = make_key(KEY_2024, version=2, **WHOLE_2023)

    assert key_of(2023) == newer


def test_a_key_that_is_not_whole_says_what_is_missing():
    make_key({**KEY_2023, "1579": "21.01"}, **WHOLE_2023)

    with pytest.raises(NotAvailable, match=r"kan ikke brukes.*det mangler 0,01.prosentpoeng"):
        key_of(2023)


def test_a_key_is_printed_with_its_shares_and_their_sum_whole_or_not():
    table = shares_of(make_key({"1506": "50.00", "1535": "49.99"}, **WHOLE_2023))

    assert [texts(row) for row in (*table.rows, table.total)] == [
        ["Molde", "50,00 %"],
        ["Vestnes", "49,99 %"],
        ["SUM", "99,99 %"],
    ]
    assert table.caption == "Fordelingsnøkkel, gjelder 01.01.2023 – 31.12.2023"


def test_the_sources_are_the_keys_of_the_years_that_have_one():
    make_key(**WHOLE_2023)

    (source,) = key_sources([2022, 2023, 2024])

    assert (source.name, source.rows) == ("Fordelingsnøkkel 2023", 5)
    assert source.settings["shares"] == KEY_2023
    assert (source.settings["valid_from"], source.settings["valid_to"]) == ("2023-01-01", "2023-12-31")


def test_parts_stand_in_the_order_of_the_municipality_numbers():
    make_municipalities()
    key = make_key({"1535": "40.00", "1506": "60.00"}, **WHOLE_2023)
    parts = {"1535": Decimal("0.40"), "1506": Decimal("0.60")}

    table = split_table("deling", "Deling", key, parts, kroner, label="Del", total=Decimal(1), source="/her/")

    assert [texts(row) for row in (*table.rows, table.total)] == [
        ["Molde", "60,00 %", "0,60"],
        ["Vestnes", "40,00 %", "0,40"],
        ["SUM", "100,00 %", "1,00"],
    ]


def test_the_note_of_a_split_tells_the_source_unless_its_case_is_exempt():
    make_item(meeting=make_meeting(), exemption_basis="offentleglova § 23", public_title="Nøkkelen")
    key = make_key(source="Samarbeidsavtalen § 4", **WHOLE_2023)
    assert key_note(key) == "Fordelt etter nøkkelen som gjelder 01.01.2023 – 31.12.2023 (Samarbeidsavtalen § 4)."

    key.case = named_case("2024/M1-001")

    assert "Samarbeidsavtalen" not in key_note(key)
    assert "Unntatt offentlighet: Nøkkelen" in key_note(key)


def test_a_proposal_is_printed_with_every_weight_behind_it():
    make_municipalities()
    members = ("1506", "1535")
    equal = Component("Likt", Decimal(30), dict.fromkeys(members, Decimal(1)))
    users = Component("Brukere", Decimal(70), {"1506": Decimal("2.5"), "1535": Decimal(1000)})

    table = weights_table([equal, users], {"1506": Decimal("15.17"), "1535": Decimal("84.83")})

    assert [column.label.replace("\u00a0", " ") for column in table.columns] == [
        "Kommune",
        "Likt (30,00 %)",
        "Brukere (70,00 %)",
        "Andel",
    ]
    assert [texts(row) for row in (*table.rows, table.total)] == [
        ["Molde", "1", "2,50", "15,17 %"],
        ["Vestnes", "1", "1 000", "84,83 %"],
        ["SUM", "2", "1 002,50", "100,00 %"],
    ]
