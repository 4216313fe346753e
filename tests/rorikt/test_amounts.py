from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from rorikt import amounts
from rorikt.pages.fields import AmountField, PercentField

NBSP = "\u00a0"
AMOUNTS = st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, places=2)


def fails(field, typed):
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    return caught.value.messages


@pytest.mark.parametrize(
    ("value", "kroner", "whole", "thousands", "millions"),
    [
        (Decimal("1937782.94"), "1 937 782,94", "1 937 783", "1 938", "1,938"),
        (Decimal("-1937782.94"), "−1 937 782,94", "−1 937 783", "−1 938", "−1,938"),
        (Decimal("500.00"), "500,00", "500", "1", "0,001"),
        (Decimal("499.99"), "499,99", "500", "0", "0,000"),
        (Decimal("-499.99"), "−499,99", "−500", "0", "0,000"),
        (Decimal("0.005"), "0,01", "0", "0", "0,000"),
        (Decimal("-0.00"), "0,00", "0", "0", "0,000"),
        (None, "–", "–", "–", "–"),
    ],
)
def test_amounts_print_as_norwegians_read_them_rounded_half_up(value, kroner, whole, thousands, millions):
    printed = [amounts.kroner(value), amounts.whole_kroner(value), amounts.thousands(value), amounts.millions(value)]

    assert printed == [text.replace(" ", NBSP) for text in (kroner, whole, thousands, millions)]


def test_a_percentage_keeps_its_sign_on_the_same_line():
    assert amounts.percentage(Decimal("2.310571")) == f"2,31{NBSP}%"
    assert amounts.percentage(None) == "–"


def test_a_moment_prints_as_its_day_in_oslo():
    last_minutes_of_january_in_utc = datetime(2024, 1, 31, 23, 30, tzinfo=UTC)

    assert amounts.short_date(last_minutes_of_january_in_utc) == "01.02.2024"
    assert amounts.long_date(date(2024, 2, 14)) == f"14.{NBSP}februar 2024"
    assert amounts.short_date(None) == amounts.long_date(None) == "–"
    assert amounts.month_name(date(2023, 11, 1)) == "november 2023"


@pytest.mark.parametrize("space", ["", " ", "\u00a0", "\u202f", "\u2009", "\u2007", "\t", "  ", "\ufeff", "\u200b"])
def test_any_kind_of_space_sets_thousands_apart(space):
    assert amounts.parse_number(f"{space}1{space}937{space}782,94{space}") == Decimal("1937782.94")


@pytest.mark.parametrize("minus", "-−‐‑‒–—")
def test_any_kind_of_minus_makes_a_number_negative(minus):
    assert amounts.parse_number(f"{minus}1 362 250") == Decimal(-1_362_250)
    assert amounts.parse_number(f"{minus} 0,50") == Decimal("-0.50")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1 937 782,94 kr", "1937782.94"),
        ("kr 1 937 782,94", "1937782.94"),
        ("kr. 500,-", "500"),
        ("500,–", "500"),
        ("NOK 12", "12"),
        ("−kr 12,50", "-12.50"),
        ("kr −12,50", "-12.50"),
        ("+12", "12"),
        ("1.937.782,94", "1937782.94"),
        ("1.937.782", "1937782"),
        ("1.500,00", "1500.00"),
        ("0.500", "0.500"),
        ("12.5", "12.5"),
        ("45,87 %", "45.87"),
        ("007", "7"),
    ],
)
def test_what_norwegians_type_is_read(typed, expected):
    assert amounts.parse_number(typed) == Decimal(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "abc",
        "12a",
        "1,2,3",
        "1,937,782.94",
        "--5",
        "5-",
        "1.50.000",
        "(500)",
        "NaN",
        "Infinity",
        "1e5",
        "٣",
        "½",
    ],
)
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match=r"er ikke et tall\. Skriv for eksempel 1 937 782,94\."):
        amounts.parse_number(typed)


@pytest.mark.parametrize("typed", ["1.500", "−1.500", "937.782 kr"])
def test_a_point_before_three_digits_is_refused_since_it_may_mean_two_things(typed):
    with pytest.raises(ValueError, match="kan leses på to måter"):
        amounts.parse_number(typed)


@given(AMOUNTS)
def test_every_printed_amount_is_read_back_as_itself(amount):
    assert amounts.parse_number(amounts.kroner(amount)) == amount


@given(st.text(max_size=30))
def test_any_text_is_either_a_number_or_a_sentence(text):
    try:
        outcome = amounts.parse_number(text).is_finite()
    except ValueError as error:
        outcome = str(error).endswith(".")

    assert outcome


def test_an_amount_field_reads_amounts_and_shows_them_with_two_decimals():
    field = AmountField()

    assert field.clean("1 937 782,94 kr") == Decimal("1937782.94")
    assert field.prepare_value(Decimal("1937782.9")) == f"1{NBSP}937{NBSP}782,90"
    assert field.prepare_value("12a") == "12a"
    assert not field.has_changed(Decimal("1000.00"), "1 000")
    assert field.has_changed(Decimal("1000.00"), "1 001")
    assert field.has_changed(Decimal("1000.00"), "tusen")


def test_an_amount_field_refuses_what_is_no_amount():
    field = AmountField(min_value=Decimal(0))

    assert fails(field, "12a") == ["«12a» er ikke et tall. Skriv for eksempel 1 937 782,94."]
    assert fails(field, "45 %") == ["Skriv et beløp i kroner, ikke en prosent."]
    assert len(fails(field, "0,001")) == len(fails(field, "1" * 13)) == len(fails(field, "−1")) == 1
    assert fails(field, "1" * 5000)
    assert fails(field, "") == ["Feltet er påkrevet."]
    assert AmountField(required=False).clean("") is None


def test_a_percent_field_holds_a_share():
    field = PercentField()

    assert field.clean("45,87 %") == Decimal("45.87")
    assert field.clean("0") == 0
    assert field.clean("100") == 100
    assert fails(field, "−0,01") == ["En andel kan ikke være under 0 prosent."]
    assert fails(field, "100,01") == ["En andel kan ikke være over 100 prosent."]
    assert fails(field, "45,87 kr") == ["Skriv en prosent, ikke et beløp."]
    assert len(fails(field, "45,875")) == 1


def test_a_form_keeps_what_was_typed_wrong():
    class OneAmount(forms.Form):
        amount = AmountField(label="Beløp")

    form = OneAmount({"amount": "tolv tusen"})

    assert not form.is_valid()
    assert 'value="tolv tusen"' in str(form["amount"])


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), "februar 2024"),
        (date(2024, 2, 1), date(2024, 4, 1), "februar–april 2024"),
        (date(2023, 11, 1), date(2024, 1, 1), "november 2023–januar 2024"),
    ],
)
def test_months_say_their_year_once(first, last, text):
    assert amounts.month_span(first, last) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 filer"), (1, "1 fil"), (2, "2 filer"), (1000, f"1{NBSP}000 filer")])
def test_one_is_told_in_the_singular(count, text):
    assert amounts.how_many(count, "fil", "filer") == text
