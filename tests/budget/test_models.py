"""What holds for the rows of several rooms: the database refuses what breaks a rule, and says so in Norwegian."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from budget.keys.models import CostKeyShare
from tests.factories import (
    make_cause,
    make_estimate,
    make_estimate_line,
    make_key,
    make_line,
    make_municipalities,
    make_payment,
    make_project,
    make_tier,
)

pytestmark = pytest.mark.django_db

YEARS = "Året må være mellom 2000 og 2100."


def make_share(**overrides):
    """A share of a key that so far has only one, of municipality 1506."""
    key = make_key({"1506": "50.00"})
    return CostKeyShare.objects.create(
        **{"key": key, "municipality_id": "1535", "percent": Decimal("50.00"), **overrides}
    )


def twice(make, **common):
    """A function that makes one row, and then another that is the same in `common`."""

    def make_two(**overrides):
        make(**common)
        return make(**common, **overrides)

    return make_two


def make_cause_twice(**overrides):
    line = make_line()
    make_cause(line=line, slug="pris")
    return make_cause(line=line, slug="pris")


def make_estimate_line_twice(**overrides):
    estimate = make_estimate()
    make_estimate_line(estimate=estimate, title="Timer")
    return make_estimate_line(estimate=estimate, title="Timer")


def make_tier_twice(**overrides):
    estimate = make_estimate()
    make_tier(estimate=estimate, up_to=400)
    return make_tier(estimate=estimate, up_to=400)


@pytest.mark.parametrize(
    ("make", "overrides"),
    [
        (twice(make_line, title="Lønn"), {}),
        (make_line, {"year": 1999}),
        (make_line, {"year": 2101}),
        (make_cause_twice, {}),
        (twice(make_project, title="Nettverk"), {}),
        (make_project, {"year": 1999}),
        (make_key, {"valid_to": date(2022, 12, 31)}),
        (twice(make_key), {}),
        (make_share, {"percent": Decimal("-0.01")}),
        (make_share, {"percent": Decimal("100.01")}),
        (make_share, {"municipality_id": "1506"}),
        (twice(make_payment), {}),
        (make_payment, {"amount": Decimal("-0.01")}),
        (make_payment, {"year": 1999}),
        (twice(make_estimate, slug="partner"), {}),
        (make_estimate, {"counted_on": None}),
        (make_estimate, {"unit_count": None}),
        (make_tier_twice, {}),
        (make_tier, {"up_to": 0}),
        (make_tier, {"monthly_price": Decimal("-0.01")}),
        (make_estimate_line_twice, {}),
        (make_estimate_line, {"amount": None}),
        (make_estimate_line, {"months": 12}),
        (make_estimate_line, {"amount": None, "months": 0}),
        (make_estimate_line, {"amount": None, "months": 13}),
        (make_estimate_line, {"year": 1999}),
    ],
)
def test_the_database_refuses_what_breaks_a_rule(make, overrides):
    with pytest.raises(IntegrityError):
        make(**overrides)


@pytest.mark.parametrize(
    ("make", "changes", "message"),
    [
        (make_line, {"year": 1999}, YEARS),
        (make_project, {"year": 1999}, YEARS),
        (make_payment, {"year": 1999}, YEARS),
        (make_estimate_line, {"year": 1999}, YEARS),
        (make_key, {"valid_to": date(2022, 12, 31)}, "Nøkkelen kan ikke slutte å gjelde før den begynner."),
        (make_share, {"percent": Decimal("-0.01")}, "En andel er mellom 0 og 100 prosent."),
        (make_share, {"municipality_id": "1506"}, "Kommunen har allerede en andel i nøkkelen."),
        (make_payment, {"amount": Decimal("-0.01")}, "En akontobetaling kan ikke være under null."),
        (make_estimate, {"counted_on": None}, "Oppgi både antall og datoen det ble telt."),
        (make_tier, {"monthly_price": Decimal("-0.01")}, "En pris kan ikke være under null."),
        (make_estimate_line, {"months": 12}, "Oppgi enten et beløp eller et antall måneder etter prislisten."),
    ],
)
def test_a_broken_rule_is_told_in_norwegian(make, changes, message):
    row = make()
    for name, value in changes.items():
        setattr(row, name, value)

    with pytest.raises(ValidationError) as caught:
        row.full_clean()

    assert message in caught.value.messages


def test_rows_are_named_as_people_name_them():
    make_municipalities()
    key = make_key()

    assert str(make_line(title="Lønn")) == "Lønn 2023"
    assert str(make_project(title="Nettverk")) == "Nettverk 2023"
    assert str(make_payment(municipality_id="1535")) == "Akonto 2023 Vestnes"
    assert (str(key), key.period) == ("Fordelingsnøkkel fra 01.01.2023", "fra 01.01.2023")
    assert str(key.shares.first()) == "Molde: 45.87"
    assert str(make_tier()) == "opp til 400"
    assert str(make_estimate_line(title="Timer")) == "Timer 2024"
    assert str(make_cause(title="Prisvekst")) == "Prisvekst"
    assert make_estimate(unit_count=None, counted_on=None).chosen_tier() is None
