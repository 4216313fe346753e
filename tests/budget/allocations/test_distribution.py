"""What a run says of each municipality holds for any amount, key and correction."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.allocations.distribution import MunicipalityPart, distribute
from budget.keys.allocation import allocate
from rorikt.amounts import KRONE, ORE
from tests.factories import KEY_2023, KEY_2024

SHARES = {number: Decimal(percent) for number, percent in KEY_2023.items()}
OTHER = {number: Decimal(percent) for number, percent in KEY_2024.items()}
ORE_COUNTS = st.integers(-(10**12), 10**12)


def split(amount, shares, unit=ORE, **told):
    return distribute(allocate(amount, shares, unit), shares, **told)


@st.composite
def keys(draw):
    """Any number of members, shares with two decimals that add up to 100.00."""
    count = draw(st.integers(1, 12))
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=count - 1, max_size=count - 1)))
    edges = [0, *cuts, 10_000]
    shares = [Decimal(after - before).scaleb(-2) for before, after in pairwise(edges)]
    return {f"{1500 + index}": share for index, share in enumerate(shares)}


@given(ORE_COUNTS, keys())
def test_the_parts_add_up_to_the_amount_whatever_its_sign(count, shares):
    amount = Decimal(count) * ORE

    parts = split(amount, shares)

    assert sum(part.amount for part in parts.values()) == amount
    assert sum(part.booked for part in parts.values()) == amount


@given(ORE_COUNTS, ORE_COUNTS, keys(), keys())
def test_an_original_and_its_correction_book_what_the_whole_comes_to(first, second, before, after):
    """Under any two keys, also where members come and go."""
    original = split(Decimal(first) * ORE, before)
    previously = {number: part.to_pay for number, part in original.items()}

    correction = split(Decimal(second) * ORE, after, previously=previously)

    booked = {
        number: (original[number].booked if number in original else 0) + part.booked
        for number, part in correction.items()
    }
    whole = allocate(Decimal(second) * ORE, after)
    assert booked == {number: whole.get(number, Decimal(0)) for number in correction}
    assert sum(part.booked for part in correction.values()) == Decimal(second - first) * ORE


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**9), min_size=5, max_size=5))
def test_a_settlement_is_each_ones_own_payment_against_its_own_part(count, payments):
    amount = Decimal(count)
    paid = dict(zip(SHARES, (Decimal(payment) * ORE for payment in payments), strict=True))

    parts = split(amount, SHARES, KRONE, paid=paid)

    assert all(part.to_pay == part.amount - paid[number] for number, part in parts.items())
    assert sum(part.to_pay for part in parts.values()) == amount - sum(paid.values())


def test_a_correction_is_not_the_split_of_the_difference():
    original = split(Decimal("0.02"), SHARES)
    previously = {number: part.to_pay for number, part in original.items()}

    correction = split(Decimal("0.03"), SHARES, previously=previously)

    assert sum(part.booked for part in correction.values()) == Decimal("0.01")
    assert {number: part.amount for number, part in correction.items()} == allocate(Decimal("0.03"), SHARES)


def test_a_member_that_left_the_key_gets_all_of_it_back():
    parts = split(Decimal(100), {"1506": Decimal(100)}, previously={"1506": Decimal(60), "1535": Decimal(40)})

    assert parts["1535"] == MunicipalityPart(Decimal(0), Decimal(0), Decimal(0), Decimal(40))
    assert {number: part.booked for number, part in parts.items()} == {"1506": 40, "1535": -40}


def test_a_payment_without_a_share_is_refused():
    with pytest.raises(ValueError, match="without a share"):
        split(Decimal(100), SHARES, paid={"0301": Decimal(1)})


def test_two_keys_give_two_splits():
    assert split(Decimal(1_864_000), OTHER, KRONE)["1506"].amount == 877_944
    assert split(Decimal(1_864_000), SHARES, KRONE)["1506"].amount != 877_944
