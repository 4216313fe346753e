"""Which column is which month, and what one row of them says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.formats.month_columns import FIELD_OF, amounts_of, notices, proposed, total_fault, with_new_months
from budget.ledger.accounts_file import guessed

NAMES = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")


@pytest.mark.parametrize("style", ["{name}", "{name} 2024", "{at}", "{at:02}.2024", "2024{at:02}", "per {at:02}.24"])
def test_twelve_columns_and_their_sum_are_found_however_they_are_written(style):
    titles = [style.format(name=name, at=at) for at, name in enumerate(NAMES, start=1)]

    found = guessed(["Konto", "Kontonavn", *titles, "Sum"])

    assert found == {
        "account": "Konto",
        "account_name": "Kontonavn",
        "row_total": "Sum",
        **{FIELD_OF[at]: title for at, title in enumerate(titles, start=1)},
    }


def test_of_two_years_the_newest_is_read_and_the_other_is_named():
    header = ["Konto", "jan 2023", "feb 2023", "jan 2024", "feb 2024"]

    found = proposed(header)

    assert found == {"month_1": "jan 2024", "month_2": "feb 2024"}
    assert list(notices(found, found, header)) == ["Ikke lest: «jan 2023», «feb 2023»."]


def test_one_month_alone_is_no_table_of_months():
    assert guessed(["Konto", "Januar", "Beløp"]) == {"account": "Konto", "amount": "Beløp"}


def test_a_month_that_has_come_since_is_read_too_and_said():
    chosen = {"account": "Konto", "month_1": "jan 2024", "month_2": "feb 2024"}
    header = ["Konto", "jan 2024", "feb 2024", "mar 2024", "mar 2023"]

    read = with_new_months(chosen, header)

    assert read == {**chosen, "month_3": "mar 2024"}
    assert list(notices(chosen, read, header)) == [
        "«mar 2024» er ny siden kolonnene ble valgt, og er lest som mars.",
        "Ikke lest: «mar 2023».",
    ]


def test_zero_and_an_empty_cell_are_no_entry():
    values = dict.fromkeys(FIELD_OF.values()) | {
        "month_1": Decimal("1.50"),
        "month_2": Decimal(0),
        "month_3": Decimal(-2),
    }

    assert amounts_of(values) == {1: Decimal("1.50"), 3: Decimal(-2)}


@given(st.lists(st.decimals(-(10**6), 10**6, places=2), max_size=12), st.decimals(-10, 10, places=2))
def test_a_sum_is_right_just_where_it_is_that_of_the_months(amounts, off):
    months = dict(enumerate(amounts, start=1))

    assert bool(total_fault(sum(amounts, Decimal(0)) + off, months)) == (off != 0)
    assert total_fault(None, months) == ""
