"""The frames of a financial plan: prices, what lasts and what is for one year."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budget.plan.frames import YEARS_OF_PLAN, Step, frames, summed

GROWTH = {2025: Decimal("4.00"), 2026: Decimal("3.00"), 2027: Decimal(0), 2028: Decimal("-1.00")}
NONE = dict.fromkeys(GROWTH, Decimal(0))
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
STEPS = st.builds(Step, st.sampled_from(sorted(GROWTH)), AMOUNTS, st.booleans())
PERCENTS = st.fixed_dictionaries({year: st.decimals(-50, 100, places=2) for year in GROWTH})
HAIR = Decimal("1e-6")


def test_without_changes_the_frames_follow_the_prices():
    assert frames(Decimal(1000), GROWTH, []) == {
        2025: Decimal("1040"),
        2026: Decimal("1071.2"),
        2027: Decimal("1071.2"),
        2028: Decimal("1060.488"),
    }


def test_what_lasts_is_carried_on_and_grows_from_the_year_after():
    found = frames(Decimal(0), GROWTH, [Step(2025, Decimal(100))])

    assert [found[year] for year in (2025, 2026)] == [Decimal(100), Decimal(103)]


def test_what_is_for_one_year_is_gone_the_next():
    assert frames(Decimal(1000), NONE, [Step(2026, Decimal(500), is_lasting=False)]) == {
        2025: 1000,
        2026: 1500,
        2027: 1000,
        2028: 1000,
    }


def test_a_cut_is_a_negative_step():
    assert frames(Decimal(1000), NONE, [Step(2027, Decimal(-400))])[2028] == 600


def test_steps_outside_the_plan_change_nothing():
    assert frames(Decimal(7), NONE, [Step(2024, Decimal(1)), Step(2029, Decimal(1))]) == dict.fromkeys(NONE, Decimal(7))


@given(st.lists(st.tuples(AMOUNTS, st.lists(STEPS, max_size=4)), max_size=8), PERCENTS)
def test_the_sum_of_the_lines_is_the_plan_of_their_sum(lines, growth):
    apart = summed(frames(base, growth, steps) for base, steps in lines)
    whole = frames(sum((base for base, _ in lines), Decimal(0)), growth, [step for _, steps in lines for step in steps])

    assert all(abs(apart.get(year, Decimal(0)) - whole[year]) < HAIR for year in growth)


@given(AMOUNTS, st.lists(STEPS, max_size=6), PERCENTS)
def test_the_order_of_the_steps_does_not_matter(base, steps, growth):
    forwards, backwards = frames(base, growth, steps), frames(base, growth, reversed(steps))

    assert all(abs(forwards[year] - backwards[year]) < HAIR for year in growth)


def test_a_plan_is_of_four_years():
    assert YEARS_OF_PLAN == 4
