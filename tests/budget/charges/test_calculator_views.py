"""The calculator of keys: what it proposes, what that would have meant, and what it asks for."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from budget.keys.models import InhabitantCount
from tests.budget import golden
from tests.factories import KEY_2024

pytestmark = pytest.mark.django_db


def test_the_calculator_proposes_a_key_and_says_what_it_would_have_meant(as_head, charged_2024):
    inhabitants = dict(zip(KEY_2024, (32816, 7147, 7299, 3678, 13437), strict=True))
    for number, count in inhabitants.items():
        InhabitantCount.objects.create(municipality_id=number, counted_on=date(2024, 1, 1), count=count)
    asked = {"year": 2023, "equal_percent": "30", "inhabitants_percent": "70", "counted_on": "2024-01-01"}

    response = as_head.get(reverse("budget:key-calculator"), asked)

    shares = [Decimal(row[-1].value) for row in response.context["weights"].rows]
    assert sum(shares) == 100
    compared = response.context["compared"].table
    before, after, difference = (
        [Decimal(row[column].value) for row in [*compared.rows, compared.total]] for column in (3, 4, 5)
    )
    assert difference[-1] == 0 == sum(difference[:-1])
    assert before[-1] == after[-1] == Decimal(83_866_000) + golden.OVERSPEND + golden.EXPENSES_EXCL_VAT
    assert [late - early for early, late in zip(before, after, strict=True)] == difference
    new = as_head.get(response.context["use_url"])
    assert [Decimal(value) for name, value in new.context["form"].initial.items() if name.startswith("share")] == shares


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"equal_percent": "30"}, "equal_percent"),
        ({"inhabitants_percent": "100"}, "counted_on"),
        ({"users_percent": "100"}, "users_1506"),
        ({"equal_percent": "abc"}, "equal_percent"),
    ],
)
def test_the_calculator_says_what_is_wrong_at_the_field(as_head, charged_2024, asked, field):
    response = as_head.get(reverse("budget:key-calculator"), {"year": 2023, **asked})

    assert field in response.context["form"].errors
    assert "weights" not in response.context
