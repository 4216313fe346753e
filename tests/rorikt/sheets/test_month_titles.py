"""Titles that say a month, as systems and people write them."""

import pytest

from rorikt.sheets.month_titles import CLOSING, MonthTitle, are_months, month_of


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Januar", (None, 1)), ("jan", (None, 1)), ("jan.", (None, 1)), ("MARS", (None, 3)), ("sept", (None, 9)),
        ("Des", (None, 12)), ("Dec", (None, 12)), ("Januar 2024", (2024, 1)), ("jan 24", (2024, 1)),
        ("jan-24", (2024, 1)), ("Jan. 2024", (2024, 1)), ("202401", (2024, 1)), ("2024-01", (2024, 1)),
        ("2024-01-01", (2024, 1)), ("2024/1", (2024, 1)), ("01.2024", (2024, 1)), ("per 01.24", (2024, 1)),
        ("1/2024", (2024, 1)), ("01.01.2024", (2024, 1)), ("1", (None, 1)), ("01", (None, 1)), ("12", (None, 12)),
        ("Periode 1", (None, 1)), ("P1", (None, 1)), ("M01", (None, 1)), ("Regnskap januar 2024", (2024, 1)),
        ("per. 3", (None, 3)), ("13", (None, CLOSING)),
        ("Avslutning", (None, CLOSING)), ("Avslutning 2024", (2024, 13)),
    ],
)  # fmt: skip
def test_a_month_is_read_out_of_its_title(title, found):
    assert month_of(title) == MonthTitle(*found)


@pytest.mark.parametrize(
    "title",
    ["", "Konto", "Sum", "2024", "14", "0", "00", "2024-13-01", "Budsjett januar", "Hittil januar", "Januar i fjor",
     "ma", "202400", "202414", "31.01.2024", "Marsipan", "Regnskap", "Beløp 1", "1,5"],
)  # fmt: skip
def test_what_is_no_month_is_left_alone(title):
    assert month_of(title) is None


@pytest.mark.parametrize(
    ("titles", "are"),
    [
        (["1", "2", "3"], True),
        (["202311", "202312", "202401"], True),
        (["2024-01-01", "2024-02-01"], True),
        (["1"], False),
        ([], False),
        (["1", "2"], False),  # as a row of amounts may say
        (["2", "3", "4"], False),
        (["1", "3"], False),
        (["202401", "202403"], False),
        (["1", "x"], False),
    ],
)
def test_months_as_numbers_follow_each_other(titles, are):
    assert are_months(titles) == are
