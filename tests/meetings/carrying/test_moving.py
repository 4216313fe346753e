"""A token of a month, a year or a day goes on with the document it stands in, and nothing else does."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.carrying.moving import Times, moved_on
from rorikt.calendar import months_between

FEBRUARY = Times(date(2024, 2, 6), 2023, date(2024, 1, 1))
MAY = Times(date(2024, 5, 9), 2024, date(2024, 4, 1))


@pytest.mark.parametrize(
    ("inside", "then"),
    [
        ("sla-prosent:medium:2024-01", "sla-prosent:medium:2024-04"),
        ("sla-prosent:medium:2023-11", "sla-prosent:medium:2024-02"),
        ("merforbruk:2023", "merforbruk:2024"),
        ("apne-totalt:2024-02-06", "apne-totalt:2024-05-09"),
        ("apne-totalt:2024-01-31", "apne-totalt:2024-01-31"),
        ("avtaler-kostnad:2026", "avtaler-kostnad:2026"),
        ("sla-prosent:medium:2024-03", "sla-prosent:medium:2024-03"),
        ("tall:2023-17", "tall:2023-17"),
        ("merforbruk:mill", "merforbruk:mill"),
        ("2024-01", "2024-01"),
    ],
)
def test_what_is_of_the_old_times_is_of_the_new(inside, then):
    assert moved_on(inside, FEBRUARY, MAY) == then


def test_a_document_without_a_period_moves_no_month():
    assert moved_on("sla-prosent:lav:2024-01", FEBRUARY, Times(date(2024, 5, 9))) == "sla-prosent:lav:2024-01"


MONTHS = st.dates(date(2015, 1, 1), date(2030, 12, 1)).map(lambda day: day.replace(day=1))


@given(MONTHS, st.integers(0, 30), st.integers(0, 24))
def test_a_month_is_as_far_from_the_end_of_the_period_as_it_was(last, back, step):
    months = months_between(date(2000, 1, 1), date(2040, 12, 1))
    place = months.index(last)
    before, after = (Times(last, None, months[where]) for where in (place, place + step))

    assert moved_on(f"x:{months[place - back]:%Y-%m}", before, after) == f"x:{months[place + step - back]:%Y-%m}"
