"""Shares proposed from weights add up to exactly 100.00, and nothing but the weights decides them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.keys.calculator import Component, Consequence, as_json, consequences, from_json, propose
from tests.factories import KEY_2023

INHABITANTS_2024 = {"1506": 32816, "1535": 7147, "1539": 7299, "1547": 3678, "1579": 13437}
MEMBERS = tuple(INHABITANTS_2024)


def component(percent, weights, title="Vekt"):
    return Component(title, Decimal(percent), {number: Decimal(weight) for number, weight in weights.items()})


EQUAL = dict.fromkeys(MEMBERS, 1)


@st.composite
def recipes(draw):
    """One to three components of any members, whose per cents add up to 100."""
    members = [f"{1500 + index}" for index in range(draw(st.integers(1, 10)))]
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), max_size=2)))
    edges = [0, *cuts, 10_000]
    weights = st.dictionaries(st.sampled_from(members), st.integers(1, 10**6), min_size=1).map(
        lambda some: {number: some.get(number, 0) for number in members}
    )
    return [component(Decimal(after - before).scaleb(-2), draw(weights)) for before, after in pairwise(edges)]


@given(recipes())
def test_the_proposal_adds_up_to_exactly_100(components):
    shares = propose(components)

    assert sum(shares.values()) == Decimal("100.00")
    assert all(share >= 0 and share.as_tuple().exponent == -2 for share in shares.values())


@given(recipes(), st.randoms())
def test_any_order_of_members_and_components_gives_the_same_key(components, random):
    shuffled = [
        Component(one.title, one.percent, dict(random.sample(list(one.weights.items()), len(one.weights))))
        for one in random.sample(components, len(components))
    ]

    assert propose(shuffled) == propose(components)


@given(recipes(), st.integers(1, 1000))
def test_only_the_proportions_of_the_weights_count(components, factor):
    larger = [
        Component(one.title, one.percent, {number: weight * factor for number, weight in one.weights.items()})
        for one in components
    ]

    assert propose(larger) == propose(components)


def test_equal_parts_of_five_are_20_each():
    assert set(propose([component(100, EQUAL)]).values()) == {Decimal("20.00")}


def test_thirds_give_the_last_hundredth_to_the_lowest_number():
    shares = propose([component(100, {"1579": 1, "1506": 1, "1535": 1})])

    assert shares == {"1506": Decimal("33.34"), "1535": Decimal("33.33"), "1579": Decimal("33.33")}


def test_30_per_cent_equal_and_70_per_cent_inhabitants():
    shares = propose([component(30, EQUAL), component(70, INHABITANTS_2024)])

    exact = {number: 6 + 70 * count / sum(INHABITANTS_2024.values()) for number, count in INHABITANTS_2024.items()}
    assert sum(shares.values()) == 100
    assert all(abs(float(shares[number]) - exact[number]) < 0.01 for number in shares)


@pytest.mark.parametrize(
    ("components", "fault"),
    [
        ([component(99, EQUAL)], "not 100"),
        ([component(50, EQUAL), component(50, {"1506": 1})], "different municipalities"),
        ([component(100, {"1506": 0})], "weighs nothing"),
        ([component(100, {"1506": -1, "1535": 2})], "negative"),
    ],
)
def test_what_is_no_recipe_is_refused(components, fault):
    with pytest.raises(ValueError, match=fault):
        propose(components)


def test_a_component_survives_being_stored():
    one = component("70.00", INHABITANTS_2024)

    assert from_json(as_json(one)) == one


def test_the_consequence_of_the_key_it_has_is_none():
    shares = {number: Decimal(percent) for number, percent in KEY_2023.items()}
    before = {number: Decimal(1000) * share / 100 for number, share in shares.items()}

    found = consequences(Decimal(1000), before, shares)

    assert {one.difference for one in found.values()} == {Decimal(0)}
    assert Consequence(Decimal(3), Decimal(5)).difference == 2
