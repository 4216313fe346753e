"""A key in print, the split of an amount by it, and the sources that documents keep."""

from datetime import date
from decimal import Decimal

import pytest

from budget.keys.calculator import Component
from budget.keys.report import key_sources, review_of, shares_of, weights_table
from tests.factories import KEY_2023, make_key, make_membership, make_municipalities

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


def test_one_that_joins_while_a_key_holds_is_told_to_take_no_part_in_it():
    key = make_key({"1506": "50.00", "1535": "50.00"}, valid_from=date(2024, 1, 1))
    make_membership("1579", first_on=date(2024, 7, 1))

    assert shares_of(key).note == "Deltar ikke: Rauma, Aukra, Hustadvika."
    assert "Rauma, Aukra, Hustadvika deltar ikke og betaler nøyaktig 0." in review_of(key, key.percentages()).sentences

    key.valid_to = date(2024, 6, 30)
    assert shares_of(key).note == "Deltar ikke: Rauma, Aukra."


def test_the_sources_are_the_keys_of_the_years_that_have_one():
    make_key(**WHOLE_2023)

    (source,) = key_sources([2022, 2023, 2024])

    assert (source.name, source.rows) == ("Fordelingsnøkkel 2023", 5)
    assert source.settings["shares"] == KEY_2023
    assert (source.settings["valid_from"], source.settings["valid_to"]) == ("2023-01-01", "2023-12-31")


def test_of_several_keys_in_a_year_it_is_told_how_they_are_weighed():
    make_key(valid_from=date(2023, 1, 1), valid_to=date(2023, 6, 30))
    make_key(valid_from=date(2023, 7, 1))

    found = {source.name: source.settings for source in key_sources([2023])}

    assert found["Veiing av nøklene i 2023"] == {"counts_by": "days"}
    assert len(found) == 3


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
