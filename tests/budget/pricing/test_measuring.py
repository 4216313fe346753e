"""Who takes part in which months, and how much of a service they used."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from budget.pricing.measuring import ALWAYS, Measure, counts_used, measured, months_taking_part

YEAR = range(1, 13)


def test_a_month_counts_for_those_that_are_members_on_its_first_day():
    joins = [(date(2024, 7, 1), None)]
    joins_late = [(date(2024, 7, 2), None)]
    leaves = [(date(2020, 1, 1), date(2024, 3, 1))]

    assert months_taking_part(2024, YEAR, joins, [ALWAYS]) == [7, 8, 9, 10, 11, 12]
    assert months_taking_part(2024, YEAR, joins_late, [ALWAYS]) == [8, 9, 10, 11, 12]
    assert months_taking_part(2024, YEAR, leaves, [ALWAYS]) == [1, 2, 3]
    assert months_taking_part(2024, YEAR, [ALWAYS], []) == []
    assert months_taking_part(2024, YEAR, joins, leaves) == []


days = st.dates(date(2023, 6, 1), date(2025, 6, 1))
periods = st.lists(st.tuples(days, st.one_of(st.none(), st.integers(0, 400))), max_size=3).map(
    lambda found: [(first, None if length is None else first + timedelta(length)) for first, length in found]
)


@settings(deadline=None, max_examples=40)
@given(periods, periods)
def test_taking_part_is_what_a_walk_through_all_days_gives(member, participant):
    walked = []
    day = date(2024, 1, 1)
    while day.year == 2024:
        inside = [any(first <= day <= (last or date.max) for first, last in one) for one in (member, participant)]
        if day.day == 1 and all(inside):
            walked.append(day.month)
        day += timedelta(1)

    assert months_taking_part(2024, YEAR, member, participant) == walked


COUNTS = {date(2024, 1, 10): 10, date(2024, 1, 31): 12, date(2024, 3, 1): 20, date(2023, 12, 31): 99}


def test_each_month_has_the_last_count_of_the_month_and_the_others_are_missing():
    found = measured(Measure.EACH_MONTH, COUNTS, 2024, [1, 2, 3])

    assert (found.by_month, found.missing) == ({1: Fraction(12), 3: Fraction(20)}, (2,))
    assert counts_used(Measure.EACH_MONTH, COUNTS, 2024, [1, 2, 3]) == [(date(2024, 1, 31), 12), (date(2024, 3, 1), 20)]


def test_the_mean_is_of_the_counts_inside_the_months_that_one_takes_part():
    found = measured(Measure.AVERAGE, COUNTS, 2024, [1, 2, 3])

    assert (found.by_month, found.missing) == (dict.fromkeys([1, 2, 3], Fraction(14)), ())
    assert measured(Measure.AVERAGE, COUNTS, 2024, [2]).missing == (2,)
    assert counts_used(Measure.AVERAGE, COUNTS, 2024, [3]) == [(date(2024, 3, 1), 20)]


def test_a_counting_day_takes_the_count_of_that_very_day():
    found = measured(Measure.DAY, COUNTS, 2024, [1, 2], date(2024, 3, 1))

    assert (found.by_month, found.missing) == (dict.fromkeys([1, 2], Fraction(20)), ())
    assert measured(Measure.DAY, COUNTS, 2024, [1, 2], date(2024, 3, 2)).missing == (1, 2)
    assert counts_used(Measure.DAY, COUNTS, 2024, [1], date(2024, 3, 1)) == [(date(2024, 3, 1), 20)]
