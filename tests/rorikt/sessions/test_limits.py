"""When a session is over."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rorikt.sessions.limits import CLOCK, IDLE, LONG, Limits, left, why_over

LIMITS = Limits(timedelta(minutes=30), timedelta(hours=8))
BEGAN = datetime(2026, 11, 30, 8, tzinfo=UTC)


def after(**time):
    return BEGAN + timedelta(**time)


def test_it_lasts_until_nothing_has_been_done_for_so_long():
    assert why_over(LIMITS, BEGAN, after(minutes=10), after(minutes=39, seconds=59)) == ""
    assert why_over(LIMITS, BEGAN, after(minutes=10), after(minutes=40)) == IDLE


def test_it_ends_in_any_case():
    assert why_over(LIMITS, BEGAN, after(hours=7, minutes=59), after(hours=7, minutes=59, seconds=59)) == ""
    assert why_over(LIMITS, BEGAN, after(hours=8), after(hours=8)) == LONG


def test_a_clock_that_is_set_back_makes_none_longer():
    assert why_over(LIMITS, BEGAN, BEGAN, after(minutes=-5, seconds=-1)) == CLOCK


def test_machines_whose_clocks_differ_a_little_log_nobody_out():
    assert why_over(LIMITS, BEGAN, BEGAN, after(minutes=-5)) == ""


@given(st.integers(0, 40_000), st.integers(0, 40_000))
def test_it_is_over_when_nothing_is_left(seen, now):
    seen, now = sorted((after(seconds=seen), after(seconds=now)))

    assert bool(why_over(LIMITS, BEGAN, seen, now)) == (min(left(LIMITS, BEGAN, seen, now)) == timedelta(0))
