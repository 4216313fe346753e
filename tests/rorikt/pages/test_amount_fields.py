"""What Norwegians type in a field, what it becomes, and what is told where it is of another kind."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from rorikt.pages.fields import AmountField, PercentField


def refused(field, text):
    with pytest.raises(ValidationError) as caught:
        field.clean(text)
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1 937 782,94", "1937782.94"), ("1\u00a0000", "1000"), ("−5,5", "-5.5"), ("-5", "-5"), ("kr 12,-", "12"),
     ("0", "0")],
)  # fmt: skip
def test_an_amount_is_typed_as_it_is_printed(text, amount):
    assert AmountField().clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12 %", "Skriv et beløp i kroner, ikke en prosent."),
        ("mye", "«mye» er ikke et tall. Skriv for eksempel 1 937 782,94."),
        ("1.500", "«1.500» kan leses på to måter. Skriv tusener uten punktum, og øre etter komma."),
    ],
)
def test_what_is_no_amount_is_told_at_once(text, sentence):
    assert refused(AmountField(), text) == sentence


def test_an_amount_has_two_decimals_and_twelve_digits_before_them_at_most():
    assert AmountField().clean("999 999 999 999,99") == Decimal("999999999999.99")
    assert refused(AmountField(), "1,001")
    assert refused(AmountField(), "1 000 000 000 000")


def test_an_empty_amount_is_unknown_where_it_may_be():
    assert AmountField(required=False).clean("") is None
    assert refused(AmountField(), "") == "Feltet er påkrevet."


def test_an_amount_is_shown_again_as_it_was_typed_or_as_it_is_printed():
    assert AmountField().prepare_value(Decimal("1937782.94")) == "1\u00a0937\u00a0782,94"
    assert AmountField().prepare_value("tull") == "tull"


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        (Decimal("1000.00"), "1 000", False),
        (Decimal(1000), "1 000,01", True),
        (None, "", False),
        (Decimal(1), "x", True),
    ],
)
def test_another_way_of_writing_an_amount_is_no_change(initial, data, changed):
    assert AmountField(required=False).has_changed(initial, data) == changed


@pytest.mark.parametrize(("text", "percent"), [("45,87", "45.87"), ("45,87 %", "45.87"), ("0", "0"), ("100", "100")])
def test_a_share_lies_from_0_to_100(text, percent):
    assert PercentField().clean(text) == Decimal(percent)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-0,01", "En andel kan ikke være under 0 prosent."),
        ("100,01", "En andel kan ikke være over 100 prosent."),
        ("5 kr", "Skriv en prosent, ikke et beløp."),
    ],
)
def test_what_is_no_share_is_told(text, sentence):
    assert refused(PercentField(), text) == sentence
