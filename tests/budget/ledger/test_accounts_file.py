"""What a row of accounts says: its period, its sign, its account, and which rows are the file's own sums."""

from datetime import date
from decimal import Decimal

import pytest

from budget.ledger.accounts_file import (
    AccountsRead,
    FileEntry,
    RowFault,
    _look_up_art,
    _maker,
    _without_sums,
    faults,
    is_saft,
    period_of,
    year_in,
)
from rorikt.sheets.tabular import Layout, SheetRow

HEADER = ("Konto", "Navn", "Beløp")
MAPPED = {"account": "Konto", "account_name": "Navn", "amount": "Beløp"}
VALUES = {
    "account": "10100", "account_name": "Lønn", "art": "", "function": "", "amount": Decimal(5), "debit": None,
    "credit": None, "year": 2024, "period": "", "booked_on": None, "text": "",
}  # fmt: skip


def entry(options=None, mapping=MAPPED, **values):
    (made,) = _maker(mapping, options or {})(7, {**VALUES, **values})
    return made


def refused(**values):
    with pytest.raises(RowFault) as caught:
        entry(**values)
    return caught.value.field


@pytest.mark.parametrize(
    ("text", "period"),
    [("1", (None, 1)), ("12", (None, 12)), ("13", (None, 13)), ("202301", (2023, 1)), ("2023-12", (2023, 12)),
     ("01.2023", (2023, 1)), ("202313", (2023, 13)), ("januar", (None, 1)), ("Des", (None, 12)),
     ("mai 2024", (2024, 5)), ("sept. 2024", (2024, 9))],
)  # fmt: skip
def test_a_period_is_written_in_many_ways(text, period):
    assert period_of(text) == period


@pytest.mark.parametrize("text", ["14", "202314", "q1", "ma", "mandag", "2023", "99", "²"])
def test_what_is_no_period_is_told(text):
    with pytest.raises(RowFault, match="er ikke en periode"):
        period_of(text)


@pytest.mark.parametrize(
    ("values", "when"),
    [
        ({}, (2024, 0)),
        ({"period": "3"}, (2024, 3)),
        ({"year": None, "period": "202303"}, (2023, 3)),
        ({"year": 2024, "period": "202303"}, (2024, 3)),
        ({"year": None, "booked_on": date(2023, 6, 30)}, (2023, 6)),
        ({"booked_on": date(2023, 6, 30)}, (2024, 6)),
        ({"year": None, "period": "13", "booked_on": date(2023, 12, 31)}, (2023, 13)),
    ],
)
def test_the_period_is_asked_before_the_date_and_the_year_of_the_row_before_both(values, when):
    made = entry(**values)

    assert (made.year, made.month) == when


def test_a_row_without_a_year_is_of_the_year_of_the_file():
    assert entry({"year": 2022}, year=None).year == 2022
    assert refused(year=None) == "year"
    assert [refused(year=year) for year in (1999, 2101)] == ["year", "year"]


@pytest.mark.parametrize(
    ("options", "amount"),
    [({}, 5), ({"turn_sign": True}, -5), ({"in_thousands": True}, 5000),
     ({"turn_sign": True, "in_thousands": True}, -5000)],
)  # fmt: skip
def test_costs_are_made_positive_kroner(options, amount):
    assert entry(options).amount == amount


@pytest.mark.parametrize(
    ("debit", "credit", "amount"), [("5", None, "5"), (None, "5", "-5"), ("7", "5", "2"), ("-1", None, "-1")]
)
def test_an_amount_on_two_sides_is_debit_minus_credit(debit, credit, amount):
    sides = {"account": "Konto", "debit": "Debet", "credit": "Kredit"}
    values = {"amount": None, "debit": debit and Decimal(debit), "credit": credit and Decimal(credit)}

    assert entry(mapping=sides, **values).amount == Decimal(amount)


def test_a_row_without_an_amount_is_nothing_only_where_that_is_said():
    assert refused(amount=None) == "amount"
    assert entry({"empty_is_zero": True}, amount=None).amount == 0
    assert refused(amount=Decimal(10) ** 15) == "amount"


def test_an_art_of_a_sheet_has_its_zeros_back_and_a_long_one_is_an_account():
    assert (entry(art="10").art, entry(art="270").art) == ("010", "270")
    made = entry(account="", art="10100")
    assert (made.account, made.art) == ("10100", "")
    assert refused(account="", art="") == "account"


# The file's own sums


def kept(*rows, options=None):
    reading = AccountsRead()
    below = iter([SheetRow(line, list(cells)) for line, cells in enumerate(rows, start=2)])
    found = list(_without_sums(below, options or {}, MAPPED, Layout("csv", HEADER, 1), reading))
    return [row.line for row in found], reading


def test_a_sum_row_is_left_out_and_what_it_states_is_kept():
    lines, reading = kept(("10100", "Lønn", "5"), ("", "Sum lønn", "5,50"), ("", "Totalt", ""), ("Sum", "", "7"))

    assert lines == [2]
    assert [found[:2] for found in reading.stated] == [(3, Decimal("5.50")), (5, Decimal(7))]


def test_what_the_file_states_has_the_sign_and_the_unit_of_the_file():
    [(line, amount, *_)] = kept(("", "Sum", "5"), options={"turn_sign": True, "in_thousands": True})[1].stated

    assert (line, amount) == (2, Decimal(-5000))


def test_an_account_whose_name_begins_like_a_sum_is_no_sum():
    assert kept(("10100", "Summerfest", "5"), ("10200", "Sum lønn", "5"))[0] == [2, 3]


def test_a_line_of_text_alone_is_left_out_and_of_one_word_it_is_asked_about():
    assert kept(("Skrevet ut 1. februar", "", ""), ("10100", "", ""))[0] == [3]


def test_a_row_without_account_that_says_no_sum_is_left_to_be_told():
    assert kept(("", "Diverse", "5"))[0] == [2]


# The whole file


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"account": ""}, "account"),
        ({"amount": ""}, "amount"),
        ({"amount": "", "debit": "Navn"}, "amount"),
        ({"debit": "Navn"}, "amount"),
    ],
)
def test_what_has_to_be_chosen_is_told_at_its_field(change, field):
    assert field in faults({**MAPPED, **change}, {"year": 2024}, Layout("csv", HEADER, 1))


def test_a_file_tells_its_year_somewhere_or_a_person_does():
    layout = Layout("csv", HEADER, 1)

    assert set(faults(MAPPED, {}, layout)) == {"year_of_file"}
    assert faults(MAPPED, {"year": 2024}, layout) == {}


@pytest.mark.parametrize(
    ("title", "year"),
    [("Regnskap 2023", 2023), ("rekneskap_2011", 2011), ("2013", 2013), ("Beløp", None), ("2023 mot 2024", None),
     ("2023 og 2023", 2023), ("120234", None), ("1999", None)],
)  # fmt: skip
def test_the_year_of_a_column_is_the_one_it_tells(title, year):
    assert year_in(title) == year


@pytest.mark.parametrize(
    ("start", "is_xml"),
    [
        (b"<?xml", True),
        (b"\xef\xbb\xbf <AuditFile", True),
        (b"\xff\xfe<\x00?\x00", True),
        (b"Konto;", False),
        (b"", False),
    ],
)
def test_saf_t_is_known_by_how_it_begins(tmp_path, start, is_xml):
    path = tmp_path / "fil"
    path.write_bytes(start)

    assert is_saft(path) == is_xml


def test_an_art_that_is_not_in_the_list_of_its_year_is_told_once():
    reading = AccountsRead()
    for line, year, art in ((2, 2024, "271"), (3, 2024, "271"), (4, 2025, "271"), (5, 2025, "010")):
        _look_up_art(FileEntry(line, year, 1, None, "", art, "", "", Decimal(1)), reading)

    assert [(found.line, found.reason) for found in reading.findings.warnings] == [
        (2, "Art 271 finnes ikke i KOSTRA for 2024.")
    ]
