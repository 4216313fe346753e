"""VAT follows the split of its run: to the øre, by one key as `allocate` does, by several as each weighs."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.compensation.apportioning import apportion, average
from budget.keys.allocation import allocate

AMOUNTS = st.integers(-(10**11), 10**11).map(lambda count: Decimal(count).scaleb(-2))
NUMBERS = ["1506", "1535", "1539", "1547"]


@st.composite
def keys(draw):
    """Per cents with two decimals that add up to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=3, max_size=3)))
    parts = [last - first for first, last in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    return {number: Decimal(part).scaleb(-2) for number, part in zip(NUMBERS, parts, strict=True)}


@given(AMOUNTS, keys(), st.integers(1, 366))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_one_key_splits_as_every_other_amount_is_split(amount, key, weight):
    assert apportion(amount, average([(weight, key)])) == allocate(amount, key)


@given(AMOUNTS, st.lists(st.tuples(st.integers(1, 366), keys()), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_several_keys_lose_no_ore_and_none_is_more_than_an_ore_from_its_exact_share(amount, weighted):
    shares = average(weighted)
    parts = apportion(amount, shares)

    assert sum(shares.values()) == 1
    assert sum(parts.values()) == amount
    for number, part in parts.items():
        days = sum(weight for weight, _ in weighted)
        exact = sum(Fraction(amount) * weight * Fraction(key[number]) / 100 for weight, key in weighted) / days
        assert abs(Fraction(part) - exact) < Fraction(1, 100)


def test_who_comes_in_the_middle_has_a_share_of_its_own_days_alone():
    shares = average([(181, {"1506": Decimal(100)}), (184, {"1506": Decimal(50), "1535": Decimal(50)})])

    assert shares == {"1506": Fraction(273, 365), "1535": Fraction(92, 365)}
    assert apportion(Decimal("365.00"), shares) == {"1506": Decimal("273.00"), "1535": Decimal("92.00")}


def test_nothing_weighs_nothing():
    with pytest.raises(ValueError, match="weighs"):
        average([])
