from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.estimates.tiers import Tier, chosen_tier, line_amount
from tests.budget import golden

TIERS = [Tier(up_to, Decimal(price)) for up_to, price in golden.PRICE_TIERS.items()]


@pytest.mark.parametrize(
    ("count", "limit"), [(0, 350), (1, 350), (350, 350), (351, 375), (397, 400), (400, 400), (401, 425), (500, 500)]
)
def test_the_count_chooses_the_lowest_tier_that_holds_it(count, limit):
    assert chosen_tier(TIERS, count) == Tier(limit, Decimal(golden.PRICE_TIERS[limit]))


def test_no_tier_holds_more_than_the_price_list():
    assert chosen_tier(TIERS, 501) is None
    assert chosen_tier([], 1) is None


@given(st.lists(st.integers(1, 1000), max_size=20, unique=True), st.integers(0, 1100), st.randoms())
def test_the_order_of_the_price_list_changes_nothing(limits, count, random):
    tiers = [Tier(limit, Decimal(limit)) for limit in limits]
    chosen = chosen_tier(tiers, count)
    random.shuffle(tiers)

    assert chosen_tier(tiers, count) == chosen
    assert chosen is None or not any(count <= tier.up_to < chosen.up_to for tier in tiers)


def test_a_line_is_a_fixed_amount_or_months_at_the_price_of_the_tier():
    tier = chosen_tier(TIERS, 397)

    assert line_amount(Decimal(200_000), None, tier) == 200_000
    assert line_amount(None, 12, tier) == 1_464_000
    assert line_amount(None, 6, tier) == 732_000
    assert line_amount(None, 12, None) is None
