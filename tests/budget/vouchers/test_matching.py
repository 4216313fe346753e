"""Which voucher a file is of, by its name alone."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.vouchers.matching import Match, Numbers, key_of, match

YEAR = 2024
NUMBERS = ("10023", "10024", "0010025", "B-77001", "2024-5-301", "12", "7")
NONE = Numbers({}, YEAR)


def of(name, numbers=NUMBERS, references=None):
    return match(name, Numbers(numbers, YEAR), Numbers(references or {}, YEAR))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("10023.pdf", "10023"),
        ("2024-10023.pdf", "10023"),
        ("2024_10023.PDF", "10023"),
        ("10023 Telenor.pdf", "10023"),
        ("10023 Telenor 4711.pdf", "10023"),
        ("10023_1.pdf", "10023"),
        ("10023_12.pdf", "10023"),
        ("10023 (2).jpg", "10023"),
        ("0010023.pdf", "10023"),
        ("10025.pdf", "0010025"),
        ("Bilag nr. 10023.pdf", "10023"),
        ("bilag10023.pdf", "10023"),
        ("Faktura fra Telenor, bilag 10023.pdf", "10023"),
        ("01 januar/10023.pdf", "10023"),
        ("10023 2024-01-12.pdf", "10023"),
        ("12 2024-01-07.pdf", "12"),
        ("bilag 12.pdf", "12"),
        ("b77001.pdf", "B-77001"),
        ("2024-5-301.pdf", "2024-5-301"),
        ("10024/faktura.pdf", "10024"),
        ("10023 Ørsta Kraft ÆØÅ.pdf", "10023"),
    ],
)
def test_a_name_tells_its_voucher(name, number):
    assert of(name) == Match(number)


@pytest.mark.parametrize(
    "name",
    [
        "faktura.pdf",
        "99999.pdf",
        "100231.pdf",
        "Telenor 12.pdf",
        "side 7.pdf",
        "2024.pdf",
        "",
        ".pdf",
        "faktura 2024-01-12.pdf",
        "10023/vedlegg/skjema.pdf",
    ],
)
def test_a_name_without_a_number_of_the_year_means_none(name):
    assert of(name) == Match()


def test_a_name_that_could_mean_two_vouchers_means_none_and_says_which():
    assert of("10023 og 10024.pdf") == Match(candidates=("10023", "10024"))
    assert of("Telenor 10023 10024.pdf") == Match(candidates=("10023", "10024"))


def test_numbers_that_differ_by_zeros_alone_are_told_apart_by_how_they_are_written():
    numbers = ("0123", "123")

    assert (of("0123 a.pdf", numbers), of("00123.pdf", ["0123", "00123"])) == (Match("0123"), Match("00123"))
    assert of("000123.pdf", ("0123", "00123")).number == "00123"
    assert of("123.pdf", ("0123", "00123")) == Match(candidates=("00123", "0123"))


def test_a_year_that_is_a_voucher_too_counts_only_where_nothing_else_does():
    assert of("2024-10023.pdf", ("2024", "10023")) == Match("10023")
    assert of("2024.pdf", ("2024", "10023")) == Match("2024")


def test_a_document_that_the_rows_refer_to_leads_to_their_voucher():
    references = {"INV-88123": ["10023"], "55001": ["10023", "10024"]}

    assert of("INV-88123.pdf", references=references) == Match("10023")
    assert of("55001.pdf", references=references) == Match(candidates=("10023", "10024"))
    assert of("10024 INV-88123.pdf", references=references) == Match("10024")


NUMBER = st.integers(1000, 999_999).map(str).filter(lambda text: text != str(YEAR))
WORDS = st.text(alphabet=string.ascii_letters + "æøåÆØÅ &,", max_size=12)


@given(NUMBER, st.sets(NUMBER, max_size=20), st.integers(0, 4), WORDS, st.integers(0, 99), st.booleans())
def test_zeros_before_the_year_before_a_copy_after_and_words_change_nothing(
    number, others, zeros, words, copy, has_year
):
    name = f"{'2024-' if has_year else ''}{'0' * zeros}{number} {words}_{copy}.pdf"

    assert of(name, {number, *others}) == Match(number)


@given(st.text(max_size=40), st.sets(st.text(alphabet=string.digits + "AB-", min_size=1, max_size=6), max_size=20))
def test_whatever_the_name_is_only_numbers_that_are_there_come_of_it(name, numbers):
    found = of(name, numbers)

    assert {found.number, *found.candidates} - {""} <= numbers
    if found.number:
        key, tokens = key_of(found.number), key_of(name)
        assert any(tokens[start : start + len(key)] == key for start in range(len(tokens)))


def test_five_thousand_names_are_matched_in_no_time():
    numbers = Numbers((str(number) for number in range(100_000, 150_000)), YEAR)
    began = time.perf_counter()

    found = [
        match(f"2024/{number} Leverandør AS 12-{number % 28}.pdf", numbers, NONE) for number in range(120_000, 125_000)
    ]

    assert [one.number for one in found] == [str(number) for number in range(120_000, 125_000)]
    assert time.perf_counter() - began < 5
