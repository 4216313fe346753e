"""Each cause's own part of what a municipality pays."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.keys.allocation import allocate
from budget.municipal_year.causes import UNEXPLAINED, Line, apportioned, components

amounts = st.integers(-(10**10), 10**10).map(lambda ore: Decimal(ore).scaleb(-2))
OWN = Decimal("0.1239")


@st.composite
def years(draw):
    lines = draw(st.lists(st.tuples(amounts, st.lists(st.none() | amounts, max_size=3)), min_size=1, max_size=5))
    cut = sorted(draw(st.lists(st.integers(0, 10_000), min_size=2, max_size=2)))
    shares = [cut[0], cut[1] - cut[0], 10_000 - cut[1]]
    key = {str(number): Decimal(share).scaleb(-2) for number, share in enumerate(shares)}
    return lines, key


@given(years())
def test_the_parts_of_the_causes_add_up_for_every_municipality(year):
    lines, key = year
    whole = sum((amount for amount, _ in lines), Decimal(0))
    for number, part in allocate(whole, key).items():
        told = [
            Line(f"Linje {place}", amount, key[number] / 100, [(f"Årsak {n}", one) for n, one in enumerate(causes)])
            for place, (amount, causes) in enumerate(lines)
        ]
        found = components(told, part)

        assert sum((one.share for one in found), Decimal(0)) == part
        assert sum((one.amount for one in found), Decimal(0)) == whole
        assert all(abs(one.share - one.amount * key[number] / 100) < Decimal("0.02") for one in found)


def test_what_nobody_has_explained_is_said_to_be_so():
    lines = [Line("Konsulenter", Decimal("2286144.20"), OWN, [("Helseplattformen", Decimal(2_000_000))])]

    found = components(lines, Decimal("283253.27"))

    assert [(one.cause, one.amount, one.share) for one in found] == [
        ("Helseplattformen", 2_000_000, Decimal("247800.00")),
        (UNEXPLAINED, Decimal("286144.20"), Decimal("35453.27")),
    ]


def test_a_cause_without_an_amount_is_a_part_of_what_is_unexplained():
    found = components([Line("Lisenser", Decimal(100), OWN, [("Prisvekst", None)])], Decimal("12.39"))

    assert [(one.cause, one.amount, one.is_known) for one in found] == [
        ("Prisvekst", 0, False),
        (UNEXPLAINED, 100, True),
    ]


def test_a_line_as_planned_without_causes_is_left_out():
    assert components([Line("Lønn", Decimal(0), OWN)], Decimal(0)) == []


def test_nothing_cannot_carry_something():
    with pytest.raises(ValueError, match="nothing to carry"):
        apportioned([], Decimal(1))
