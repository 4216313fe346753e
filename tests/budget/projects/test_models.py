"""The sums of many projects are exact."""

from decimal import Decimal

import pytest

from budget.projects.models import InvestmentProject

pytestmark = pytest.mark.django_db


def test_sums_of_many_amounts_are_exact_to_the_ore():
    """0.10 is no binary fraction: a sum in floating point drifts."""
    InvestmentProject.objects.bulk_create(
        InvestmentProject(year=2023, title=str(n), budgeted=Decimal("1000000000.10"), actual_excl_vat=Decimal("0.10"))
        for n in range(200)
    )

    result = InvestmentProject.objects.for_year(2023).result()

    assert (str(result.budgeted), str(result.actual_excl_vat)) == ("200000000020.00", "20.00")
