"""A year's budget month by month: nothing of it is lost, whatever the weights."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.lines.period import EVEN, by_month, distribution_fault, to_date

AMOUNTS = st.decimals(-(10**11), 10**11, places=2)
WEIGHTS = st.lists(st.decimals(0, 100, places=2), min_size=12, max_size=12).filter(any)
# What twenty-eight digits of a Decimal leave over.
HAIR = Decimal("1e-9")


def test_an_even_budget_has_eight_twelfths_behind_it_in_august():
    assert to_date(Decimal(1_200_000), EVEN, 8) == Decimal(800_000)


def test_a_distribution_decides_what_belongs_to_the_first_months():
    weights = [Decimal(50), *[Decimal(0)] * 10, Decimal(50)]

    assert [to_date(Decimal(300), weights, month) for month in (0, 1, 11, 12)] == [0, 150, 150, 300]
    assert by_month(Decimal(300), weights) == (150, *[0] * 10, 150)


@given(AMOUNTS, WEIGHTS)
def test_the_months_add_up_to_the_year(amount, weights):
    assert abs(sum(by_month(amount, weights)) - amount) < HAIR
    assert to_date(amount, weights, 12) == amount
    assert to_date(amount, weights, 0) == 0


@given(st.lists(AMOUNTS, min_size=1, max_size=20), WEIGHTS, st.integers(0, 12))
def test_the_sum_of_the_lines_is_the_line_of_the_sum(amounts, weights, month):
    apart = sum(to_date(amount, weights, month) for amount in amounts)

    assert abs(apart - to_date(sum(amounts), weights, month)) < HAIR


@given(st.decimals(0, 10**11, places=2), WEIGHTS)
def test_a_positive_budget_never_shrinks_from_month_to_month(amount, weights):
    upto = [to_date(amount, weights, month) for month in range(13)]

    assert upto == sorted(upto)


@pytest.mark.parametrize("weights", [(), [Decimal(1)] * 11, [Decimal(0)] * 12])
def test_what_is_no_distribution_is_refused(weights):
    with pytest.raises(ValueError, match="not the weights of twelve months"):
        to_date(Decimal(1), weights, 1)


def test_a_wrong_sum_is_told_with_how_much_is_missing():
    assert distribution_fault([Decimal(10)] * 10) == ""
    assert "det mangler 1,50\u00a0prosentpoeng" in distribution_fault([Decimal("98.50")])
    assert "det er 0,01\u00a0prosentpoeng for mye" in distribution_fault([Decimal("100.01")])
