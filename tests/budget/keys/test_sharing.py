"""Several keys in a period against an oracle that goes day by day, or month by month, in exact fractions."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.keys.allocation import allocate
from budget.keys.sharing import Held, NoKey, NotWholeMonths, allocate_all, sharing_between
from rorikt.amounts import ORE
from tests.budget.keys.test_allocation import keys, sampled

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
DAYS = 366
ONE_DAY = timedelta(days=1)
MONEY = st.integers(-(10**12), 10**12).map(lambda count: Decimal(count) * ORE)
FIVE = {"1506": "45.87", "1535": "12.78", "1539": "12.31", "1547": "8.09", "1579": "20.95"}
SIX = {"1506": "40.00", "1535": "12.00", "1539": "12.00", "1547": "8.00", "1554": "10.00", "1579": "18.00"}


def shares(texts):
    return {number: Decimal(percent) for number, percent in texts.items()}


def held_from(days, all_shares):
    """A key from each day to the day before the next; the last has no end."""
    ends = [day - ONE_DAY for day in days[1:]] + [None]
    return [Held(at, *key) for at, key in enumerate(zip(days, ends, all_shares, strict=True), 1)]


@st.composite
def years(draw):
    """Any number of keys, with members that come and go, beginning on any days of a leap year."""
    cuts = sorted(draw(st.sets(st.integers(1, DAYS - 1), max_size=4)))
    days = [FIRST, *(FIRST + timedelta(days=cut) for cut in cuts)]
    return held_from(days, [draw(keys()) for _ in days])


def exact(amount, held, days):
    """What each owes of an amount, as fractions, adding up what each of `days` says."""
    found = {}
    for day in days:
        key = next(key for key in held if key.first <= day and (key.last is None or day <= key.last))
        for number, percent in key.shares.items():
            found[number] = found.get(number, Fraction(0)) + Fraction(amount) * Fraction(percent) / 100 / len(days)
    return found


EVERY_DAY = [FIRST + timedelta(days=count) for count in range(DAYS)]


@sampled
@given(MONEY, years())
def test_a_year_of_keys_is_split_as_its_days_say_to_the_ore(amount, held):
    parts = sharing_between(FIRST, LAST, held).allocate(amount)

    owed = exact(amount, held, EVERY_DAY)
    assert sum(parts.values()) == amount
    assert parts.keys() == owed.keys()
    assert all(abs(Fraction(parts[number]) - owed[number]) < Fraction(ORE) for number in parts)
    assert all(not parts[number] for number, part in owed.items() if not part)
    assert sharing_between(FIRST, LAST, held).allocate(-amount) == {number: -part for number, part in parts.items()}


@sampled
@given(MONEY, st.sets(st.integers(2, 12), max_size=4), st.data())
def test_whole_months_weigh_the_same_however_long_they_are(amount, months, data):
    days = [FIRST, *(date(2024, month, 1) for month in sorted(months))]
    held = held_from(days, [data.draw(keys()) for _ in days])

    parts = sharing_between(FIRST, LAST, held, by_months=True).allocate(amount)

    owed = exact(amount, held, [date(2024, month, 1) for month in range(1, 13)])
    assert sum(parts.values()) == amount
    assert all(abs(Fraction(parts[number]) - owed[number]) < Fraction(ORE) for number in parts)


@sampled
@given(MONEY, keys())
def test_one_key_splits_as_it_always_did(amount, key):
    assert sharing_between(FIRST, LAST, [Held(1, FIRST, None, key)]).allocate(amount) == allocate(amount, key)


@sampled
@given(st.lists(st.tuples(MONEY, years()), min_size=1, max_size=4))
def test_several_purposes_add_up_to_the_sum_of_their_amounts(portions):
    split = [(amount, sharing_between(FIRST, LAST, held)) for amount, held in portions]

    parts = allocate_all(split)

    assert sum(parts.values()) == sum(amount for amount, _ in portions)
    assert list(parts) == sorted(parts)


def test_a_sixth_member_from_the_first_of_july_pays_for_184_of_366_days():
    held = held_from([FIRST, date(2024, 7, 1)], [shares(FIVE), shares(SIX)])

    sharing = sharing_between(FIRST, LAST, held)

    assert [span.weight for span in sharing.spans] == [182, 184]
    assert sharing.allocate(Decimal(366_000)) == {
        "1506": Decimal("157083.40"), "1535": Decimal("45339.60"), "1539": Decimal("44484.20"),
        "1547": Decimal("29443.80"), "1554": Decimal("18400.00"), "1579": Decimal("71249.00"),
    }  # fmt: skip
    assert Fraction(sharing.weights()["1554"], sum(sharing.weights().values())) == Fraction(46, 915)
    assert sharing.percent("1554") is None


def test_what_begins_in_the_year_is_shared_by_the_keys_from_that_day():
    held = held_from([FIRST, date(2024, 7, 1)], [shares(FIVE), shares(SIX)])

    sharing = sharing_between(date(2024, 7, 1), LAST, held)

    assert sharing.is_by_one_key
    assert sharing.allocate(Decimal(100))["1554"] == 10


def test_a_day_without_a_key_is_named():
    held = [Held(1, FIRST, date(2024, 3, 31), shares(FIVE)), Held(2, date(2024, 4, 3), None, shares(SIX))]

    with pytest.raises(NoKey) as missing:
        sharing_between(FIRST, LAST, held)

    assert (missing.value.first, missing.value.last) == (date(2024, 4, 1), date(2024, 4, 2))


@pytest.mark.parametrize(
    ("held", "first", "last"),
    [
        ([], FIRST, LAST),
        ([Held(1, date(2024, 1, 2), None, shares(FIVE))], FIRST, FIRST),
        ([Held(1, FIRST, date(2024, 12, 30), shares(FIVE))], LAST, LAST),
        ([Held(1, date(2025, 1, 1), None, shares(FIVE))], FIRST, LAST),
    ],
)
def test_the_ends_of_a_year_need_a_key_too(held, first, last):
    with pytest.raises(NoKey) as missing:
        sharing_between(FIRST, LAST, held)

    assert (missing.value.first, missing.value.last) == (first, last)


def test_a_key_from_inside_a_month_cannot_be_counted_in_months():
    held = held_from([FIRST, date(2024, 7, 15)], [shares(FIVE), shares(SIX)])

    with pytest.raises(NotWholeMonths):
        sharing_between(FIRST, LAST, held, by_months=True)


def test_two_keys_on_one_day_are_a_fault_of_ours():
    held = [Held(1, FIRST, date(2024, 7, 1), shares(FIVE)), Held(2, date(2024, 7, 1), None, shares(SIX))]

    with pytest.raises(ValueError, match="two keys hold"):
        sharing_between(FIRST, LAST, held)
