"""A split in print: in the order of the numbers, with those it is not for."""

from datetime import date
from decimal import Decimal

import pytest

from budget.splits.report import split_table
from budget.splits.splitting import split_of_year
from rorikt.amounts import kroner
from rorikt.people.models import Municipality
from tests.factories import make_key

pytestmark = pytest.mark.django_db
WHOLE_2023 = {"valid_from": date(2023, 1, 1), "valid_to": date(2023, 12, 31)}


def texts(row):
    return [cell.text.replace("\u00a0", " ") for cell in row]


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
