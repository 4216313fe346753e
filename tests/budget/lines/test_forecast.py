"""What a year will end at: the two ways of computing it, and what cannot be known."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budget.lines.forecast import run_rate, seasonal
from budget.money.columns import complete_sum

AMOUNTS = st.decimals(-(10**10), 10**10, places=2)
YEARS = st.lists(AMOUNTS, min_size=12, max_size=12)
HAIR = Decimal("1e-6")


def test_half_a_year_at_the_same_pace_is_doubled():
    assert run_rate(Decimal(600), 6) == Decimal(1200)


def test_the_pace_is_not_rounded_before_print():
    assert run_rate(Decimal("100.00"), 7) == Decimal("100.00") * 12 / 7


def test_nothing_is_known_before_the_first_month():
    assert run_rate(Decimal(0), 0) is None
    assert seasonal(Decimal(0), 0, [Decimal(100)] * 12) is None


def test_a_season_lets_the_first_months_weigh_as_they_did_last_year():
    last_year = [Decimal(200), *[Decimal(0)] * 5, Decimal(100), *[Decimal(0)] * 4, Decimal(100)]

    assert seasonal(Decimal(300), 6, last_year) == Decimal(600)


def test_a_last_year_that_says_nothing_gives_no_season():
    assert seasonal(Decimal(300), 6, ()) is None
    assert seasonal(Decimal(300), 6, [Decimal(0)] * 6 + [Decimal(10)] * 6) is None
    assert seasonal(Decimal(300), 6, [Decimal(-10)] * 6 + [Decimal(20)] * 6) is None


@given(YEARS, YEARS)
def test_a_full_year_is_its_accounts_either_way(months, last_year):
    assert run_rate(sum(months), 12) == sum(months)
    assert seasonal(sum(months), 12, last_year) == sum(months)


@given(YEARS, st.integers(1, 12))
def test_the_pace_of_an_even_year_is_the_year(months, until):
    month = months[0]

    assert abs(run_rate(month * until, until) - month * 12) < HAIR


@given(YEARS, st.integers(1, 12))
def test_a_year_like_the_last_one_ends_like_the_last_one(last_year, until):
    foreseen = seasonal(sum(last_year[:until]), until, last_year)

    assert foreseen is None or abs(foreseen - sum(last_year)) < HAIR


@given(st.lists(AMOUNTS, max_size=20), st.integers(1, 12))
def test_the_forecast_of_the_sum_is_the_sum_of_the_forecasts(actuals, until):
    assert abs(complete_sum(run_rate(one, until) for one in actuals) - run_rate(sum(actuals, Decimal(0)), until)) < HAIR


@given(st.lists(st.none() | AMOUNTS, max_size=10))
def test_a_sum_with_something_unknown_is_unknown(amounts):
    assert complete_sum(amounts) == (None if None in amounts else sum(amounts))
