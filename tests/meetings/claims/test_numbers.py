"""Which numbers of a sentence are figures, however they are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.claims.numbers import numbers, only, years
from rorikt import amounts


def read(text):
    return [(str(number.value), number.unit) for number in numbers(text)]


WRITTEN = {
    "1 234 567,89": [("1234567.89", "")],
    "1\u00a0234\u00a0567,89": [("1234567.89", "")],
    "1\u202f234\u2009567": [("1234567", "")],
    "600.000 kr": [("600000", "kr")],
    "1.937.782,94 kroner": [("1937782.94", "kr")],
    "kr 200.000,-": [("200000", "kr")],
    "kr 200 000,00": [("200000.00", "kr")],
    "kr + 200 000,00": [("200000.00", "kr")],
    "Sum 2024 kr =1 864 000,00": [("1864000.00", "kr")],
    "NOK 15": [("15", "kr")],
    "1,938 mill. kr": [("1938000", "kr")],
    "1,5 millioner kroner": [("1500000", "kr")],
    "12 tusen": [("12000", "")],
    "45,87 %": [("45.87", "%")],
    "1,68% av": [("1.68", "%")],
    "12 prosent": [("12", "%")],
    "2 prosentpoeng": [("2", "poeng")],
    "−192": [("-192", "")],
    "-192 og –4": [("-192", ""), ("-4", "")],
    "fra 5–10 saker": [("5", ""), ("10", "")],
    "4,6 dager mot 179,8 timer": [("4.6", "dager"), ("179.8", "timer")],
    "(140) og 455.": [("140", ""), ("455", "")],
    "i 2023 kom 100 saker": [("100", "")],
    "2024 kr": [("2024", "kr")],
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_figure_is_read_as_it_is_written(text):
    assert [(Decimal(value), unit) for value, unit in read(text)] == [
        (Decimal(value), unit) for value, unit in WRITTEN[text]
    ]


NO_FIGURES = (
    "14.02.2024 og 1.2.24 og 2024-02-01",
    "den 14. februar 2024, 5.–7. mars og 29. januar",
    "i 2023 og i 2023/24",
    "i 2023–2024",
    "kl. 10.05 og 10:05",
    "avsnitt 2.1.2 og punkt 4, se tabell 3 og side 12",
    "kommuneloven § 11-3 og §§ 5-14",
    "sak 2024/M1-004 og 24/1234-5",
    "ring 71 11 10 00 eller 400 12 345 eller +47 71 11 10 00",
    "Windows 11, P360, M365, C030, Q3 og Kompetanseløftet 2.0",
    "24/7 hele året",
    "3. kvartal og 2. tertial",
    "uke 7 og fase 2",
    "https://example.org/1234 og post4@example.org",
    "en 30-årig avtale",
)


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_counts_nothing_is_no_figure(text):
    assert read(text) == []


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.integers(0, 2))
def test_what_the_house_prints_is_read_back(value, decimals):
    printed = amounts.number(value, decimals)
    rounded = Decimal(printed.replace(amounts.NO_BREAK_SPACE, "").replace(amounts.MINUS, "-").replace(",", "."))

    number = only(printed)

    assert number is not None
    assert (number.value, number.step) == (rounded, Decimal(1).scaleb(-decimals))


@given(st.text(alphabet="0123456789 .,-−–/%krmil\u00a0", max_size=40))
def test_no_text_is_too_odd_to_be_read(text):
    for number in numbers(text):
        assert text[number.start : number.end].strip() == number.text


@pytest.mark.parametrize(
    ("text", "named"),
    [("Sum 2024", [2024]), ("november 2023–januar 2024", [2023, 2024]), ("14.02.2024", []), ("2 024", [])],
)
def test_the_years_of_a_label(text, named):
    assert years(text) == named
