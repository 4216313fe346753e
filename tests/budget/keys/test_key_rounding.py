"""The hundredths that are left over go to the largest remainders, and a change of key leaves nobody out."""

from decimal import Decimal
from fractions import Fraction

import pytest

from budget.keys.calculator import Component, consequences, propose, rounded


def of(**hundredths_of_a_hundredth):
    """Shares told in ten thousandths of a per cent."""
    return {number.strip("_"): Fraction(parts, 10_000) for number, parts in hundredths_of_a_hundredth.items()}


@pytest.mark.parametrize(
    ("exact", "shares"),
    [
        (of(_1=200_001, _2=299_999, _3=500_000), {"1": "20.00", "2": "30.00", "3": "50.00"}),
        (of(_1=299_999, _2=200_001, _3=500_000), {"1": "30.00", "2": "20.00", "3": "50.00"}),
        (of(_1=333_310, _2=333_350, _3=333_340), {"1": "33.33", "2": "33.34", "3": "33.33"}),
        (of(_1=100_010, _2=400_080, _3=499_910), {"1": "10.00", "2": "40.01", "3": "49.99"}),
        (of(_3=200_050, _1=300_050, _2=499_900), {"1": "30.01", "2": "49.99", "3": "20.00"}),
    ],
)
def test_what_is_cut_off_decides_and_not_the_size(exact, shares):
    assert rounded(exact) == {number: Decimal(share) for number, share in shares.items()}


def test_two_hundredths_go_to_the_two_largest_remainders():
    found = rounded(of(_1=100_020, _2=200_090, _3=699_890))

    assert found == {"1": Decimal("10.00"), "2": Decimal("20.01"), "3": Decimal("69.99")}


@pytest.mark.parametrize(("percent", "weight"), [("-10", "1"), ("-0.01", "1"), ("50", "-0.5")])
def test_less_than_nothing_is_refused(percent, weight):
    even = {"1506": Decimal(1), "1535": Decimal(1)}
    minus = Component("Minus", Decimal(percent), {**even, "1506": Decimal(weight)})

    with pytest.raises(ValueError, match="Minus has a negative number"):
        propose([minus, Component("Resten", 100 - Decimal(percent), even)])


def test_one_who_joins_and_one_who_leaves_are_both_told_of():
    found = consequences(
        Decimal(100), {"1506": Decimal(60), "1535": Decimal(40)}, {"1506": Decimal(50), "1539": Decimal(50)}
    )

    assert {number: (one.before, one.after) for number, one in found.items()} == {
        "1506": (60, 50),
        "1535": (40, 0),
        "1539": (0, 50),
    }
    assert list(found) == sorted(found)


def test_a_change_may_be_in_whole_kroner():
    found = consequences(Decimal(101), {}, {"1506": Decimal(50), "1535": Decimal(50)}, unit=Decimal(1))

    assert [one.after for one in found.values()] == [51, 50]
