"""A key in print, the split of an amount by it, and the sources that documents keep."""

from datetime import date
from decimal import Decimal

import pytest

from budget.keys.calculator import Component
from budget.keys.report import key_sources, shares_of, split_table, weights_table
from budget.keys.splitting import split_of_year
from rorikt.amounts import kroner
from rorikt.people.models import Municipality
from tests.factories import KEY_2023, make_key, make_municipalities

pytestmark = pytest.mark.django_db
WHOLE_2023 = {"valid_from": date(2023, 1, 1), "valid_to": date(2023, 12, 31)}


def texts(row):
    return [cell.text.replace("\u00a0", " ") for cell in row]


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
    make_key({"1535": "40.00", "1506": "60.00"}, **WHOLE_2023)
    Municipality.objects.exclude(pk__in=["1506", "1535"]).delete()

    table = split_table(
        "deling", "Deling", split_of_year({None: Decimal(1)}, 2023), kroner, label="Del", source="/her/"
    )

    assert [texts(row) for row in (*table.rows, table.total)] == [
        ["Molde", "60,00 %", "0,60"],
        ["Vestnes", "40,00 %", "0,40"],
        ["SUM", "100,00 %", "1,00"],
    ]


def test_a_member_that_takes_no_part_pays_exactly_nothing_and_is_named():
    make_key({"1506": "60.00", "1535": "40.00"}, **WHOLE_2023)

    table = split_table(
        "deling", "Deling", split_of_year({None: Decimal(1)}, 2023), kroner, label="Del", source="/her/"
    )

    assert [texts(row) for row in table.rows] == [
        ["Molde", "60,00 %", "0,60"],
        ["Vestnes", "40,00 %", "0,40"],
        ["Rauma", "deltar ikke", "0,00"],
        ["Aukra", "deltar ikke", "0,00"],
        ["Hustadvika", "deltar ikke", "0,00"],
    ]


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
