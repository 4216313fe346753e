"""What stands in a cell: amounts, days and moments as Norwegian systems write them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rorikt.amounts import kroner
from rorikt.sheets.cell_values import Doubtful, to_amount, to_date, to_moment, to_text

OSLO = ZoneInfo("Europe/Oslo")
# As a workbook gives it: without a zone.
AT_ONE = datetime.fromisoformat("2024-02-14T13:30:00")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("-1 362 250 ", "-1362250"),
        ("\u22121\u202f362\u202f250,50", "-1362250.50"),
        ("\u00a01\u00a0234,00\u00a0", "1234"),
        ("1.937.782,94", "1937782.94"),
        ("1234.5", "1234.5"),
        ("1 234,50-", "-1234.50"),
        ("1 234,50\u2212", "-1234.50"),
        ("(1 234,50)", "-1234.50"),
        ("kr 500,-", "500"),
        ("0", "0"),
        ("-0,00", "0"),
        (1234.5, "1234.5"),
        (0.1 + 0.2, "0.30"),
        (-1362250, "-1362250"),
        (" -   ", "0"),
        ("\u2013", "0"),
        ("-\u00a0", "0"),
        ("1,362,250.50", "1362250.50"),
        ("(1,362,250.50)", "-1362250.50"),
        ("1,234.00-", "-1234"),
    ],
)
def test_amounts_are_read_as_norwegian_systems_write_them(cell, amount):
    assert to_amount(cell) == Decimal(amount)


@pytest.mark.parametrize(
    "cell",
    ["", "abc", "1.500", "1,234,567", "12,345", "--5", "5--", "(-5)-", "5 %", "--", "9" * 14, True,
     "12 34", "1 2345", "1234 567", "(12 34)", "12\u00a034,00", "12 3,456.00", "1,5 00", "10100 1 000",
     "#DIV/0!", "#REF!", "NaN", "nan", "Infinity", "-inf", "1e5", "9" * 26],
)  # fmt: skip
def test_what_may_mean_two_things_or_nothing_is_no_amount(cell):
    with pytest.raises(ValueError, match="«"):
        to_amount(cell)


def test_a_formula_that_was_never_worked_out_says_what_to_do():
    with pytest.raises(ValueError, match=r"Formelen «=SUM\(B2:B9\)» har ikke noe resultat"):
        to_amount("=SUM(B2:B9)")


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_every_printed_amount_is_read_back(amount):
    assert to_amount(kroner(amount)) == amount


@pytest.mark.parametrize(
    "cell",
    ["2024-02-14", "14.02.2024", "14.2.2024", "14.02.24", "20240214", "14.02.2024 13:30", date(2024, 2, 14),
     AT_ONE.replace(hour=9), 45336, 45336.5, 20240214.0, "2024-02-14T13:30:00"],
)  # fmt: skip
def test_dates_of_every_kind_are_the_same_day(cell):
    assert to_date(cell) == date(2024, 2, 14)


@pytest.mark.parametrize("cell", ["31.02.2024", "2024", "02/14/2024", "1492-01-01", "i går", 7, "2024-13-01"])
def test_what_is_no_day_is_no_date(cell):
    with pytest.raises(ValueError, match="«"):
        to_date(cell)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-02-14 13:30", datetime(2024, 2, 14, 12, 30, tzinfo=UTC)),
        ("14.02.2024 kl. 13.30", datetime(2024, 2, 14, 12, 30, tzinfo=UTC)),
        ("2024-07-01T13:30:15", datetime(2024, 7, 1, 11, 30, 15, tzinfo=UTC)),
        ("2024-07-01T13:30:15Z", datetime(2024, 7, 1, 13, 30, 15, tzinfo=UTC)),
        ("2024-07-01 13:30:15+05:00", datetime(2024, 7, 1, 8, 30, 15, tzinfo=UTC)),
        (AT_ONE, datetime(2024, 2, 14, 12, 30, tzinfo=UTC)),
        (45336.5625, datetime(2024, 2, 14, 12, 30, tzinfo=UTC)),
    ],
)
def test_a_clock_without_an_offset_is_that_of_oslo(cell, moment):
    assert to_moment(cell, OSLO) == moment


def test_a_clock_that_was_skipped_is_refused_and_one_that_came_twice_is_flagged():
    with pytest.raises(ValueError, match="finnes ikke"):
        to_moment("2024-03-31 02:30", OSLO)
    with pytest.raises(Doubtful, match="finnes to ganger") as doubt:
        to_moment("2024-10-27 02:30", OSLO)

    assert doubt.value.value == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


def test_whole_numbers_of_a_sheet_stay_codes():
    assert [to_text(cell) for cell in (10100.0, "01000 ", 1.5)] == ["10100", "01000", "1.5"]
