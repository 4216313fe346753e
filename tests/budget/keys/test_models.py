"""The key of a day or a year is the one that holds, and one that is not whole is not used."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from budget.keys.models import CostKey
from tests.factories import make_key

pytestmark = pytest.mark.django_db


def test_a_stored_key_that_is_not_whole_is_not_used():
    key = make_key({"1506": "50.00", "1535": "49.99"})

    with pytest.raises(ValidationError, match=r"kan ikke brukes\. Andelene er til sammen 99,99"):
        key.checked_percentages()


def test_the_keys_of_a_period_are_those_that_hold_on_any_day_of_it():
    old = make_key(valid_to=date(2023, 12, 31))
    new = make_key(valid_from=date(2024, 1, 1))

    assert set(CostKey.objects.overlapping(date(2023, 12, 31), date(2024, 1, 1))) == {old, new}
    assert set(CostKey.objects.overlapping(date(2024, 1, 1), None)) == {new}
