"""When a point of the cycle is due, and when its owner is reminded: days alone."""

from datetime import date, timedelta

import pytest

from meetings.cycle.cycle import deadline, meeting_of, reminder

MARCH = date(2027, 3, 1)
MEETINGS = [date(2027, 2, 10), date(2027, 5, 12), date(2027, 9, 8), date(2028, 2, 9)]


@pytest.mark.parametrize(
    ("month", "day", "days_before", "due"),
    [
        (MARCH, None, None, date(2027, 3, 31)),
        (MARCH, 15, None, date(2027, 3, 15)),
        (date(2027, 2, 1), 31, None, date(2027, 2, 28)),
        (MARCH, None, 30, date(2027, 4, 12)),
        (date(2027, 5, 1), None, 0, date(2027, 5, 12)),
        (date(2027, 12, 1), None, 14, date(2028, 1, 26)),
        (date(2028, 3, 1), None, 14, None),
    ],
)
def test_a_deadline_is_a_day_of_the_month_or_goes_by_the_first_meeting_from_it(month, day, days_before, due):
    assert deadline(month, day, days_before, MEETINGS) == due


def test_a_meeting_a_year_later_is_not_that_of_the_period():
    assert meeting_of(MARCH, [date(2028, 3, 1)]) is None
    assert meeting_of(MARCH, [date(2028, 2, 29)]) == date(2028, 2, 29)
    assert meeting_of(MARCH, []) is None


@pytest.mark.parametrize(
    ("days", "told"),
    [(-15, ""), (-14, "soon"), (0, "soon"), (1, "late"), (60, "late"), (61, "")],
)
def test_one_is_reminded_in_the_two_weeks_before_and_the_two_months_after(days, told):
    today = MARCH + timedelta(days=days)

    assert reminder(MARCH, today, was_reminded=False, was_told_late=False) == told
    assert reminder(MARCH, today, was_reminded=True, was_told_late=True) == ""


def test_each_is_told_once_and_what_has_no_day_never():
    late = MARCH + timedelta(days=1)

    assert reminder(MARCH, MARCH, was_reminded=True, was_told_late=False) == ""
    assert reminder(MARCH, late, was_reminded=True, was_told_late=False) == "late"
    assert reminder(None, MARCH, was_reminded=False, was_told_late=False) == ""
