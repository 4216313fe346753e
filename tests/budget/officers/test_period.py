"""The periods that an officer fetches."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.officers.period import Period, parts, period_of


@pytest.mark.parametrize(
    ("part", "months", "label"),
    [
        ("aar", (1, 12), "2024"),
        ("t1", (1, 4), "1. tertial 2024"),
        ("t3", (9, 12), "3. tertial 2024"),
        ("2", (2, 2), "februar 2024"),
    ],
)
def test_a_period_has_its_months_and_a_name(part, months, label):
    period = period_of(2024, part)

    assert ((period.first, period.last), period.label) == (months, label)


@pytest.mark.parametrize("part", ["", "t4", "13", "0", "januar", "01"])
def test_no_other_part_of_a_year_is_known(part):
    with pytest.raises(ValueError, match="no part of a year"):
        period_of(2024, part)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_is_of_one_month_and_one_third_and_of_the_year_whenever_it_was(day):
    holding = [part for part, _ in parts() if period_of(2024, part).holds(day)]

    assert len(holding) == 3
    assert [holding[0], holding[1][0]] == ["aar", "t"]
    third, month = period_of(2024, holding[1]), period_of(2024, holding[2])
    assert third.first <= month.first <= third.last


def test_what_is_outside_the_year_is_of_its_first_and_last_month():
    assert Period(2024, 1, 1).holds(date(2023, 12, 31))
    assert Period(2024, 12, 12).holds(date(2024, 12, 31) + timedelta(days=1))
