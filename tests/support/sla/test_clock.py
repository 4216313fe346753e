"""The clock at its edges, each worked out by hand: the opening, the closing, the first day and the last known one."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest

from rorikt.calendar import ONE_DAY
from support.sla.clock import EPOCH, GROWTH, Calendar, Clock, around_the_clock, micros

HOUR, MICROSECOND = timedelta(hours=1), timedelta(microseconds=1)
FIRST = date(2026, 1, 1)
OFFICE = {weekday: ((time(8), time(15, 30)),) for weekday in range(5)}


def at(text):
    return datetime.fromisoformat(f"2026-{text}+01:00")


def clock(hours=OFFICE, holidays=None, **terms):
    return Clock([Calendar(FIRST, hours, **terms)], holidays or {})


def openings(calendar, day, *, is_half_day=False):
    return [
        (opens.isoformat(), closes.isoformat()) for opens, closes in calendar.openings(day, is_half_day=is_half_day)
    ]


def test_the_length_of_an_ordinary_day_counts_minutes_at_both_ends():
    assert Calendar(FIRST, {0: ((time(8, 15), time(15, 30)),)}).ordinary_day == timedelta(hours=7, minutes=15)
    assert Calendar(FIRST, {0: ((time(8), time(11)), (time(12), time(0)))}).ordinary_day == 15 * HOUR
    assert Calendar(FIRST, {0: ((time(0), time(0, 30)),)}).ordinary_day == HOUR / 2
    assert around_the_clock(FIRST).ordinary_day == 24 * HOUR


def test_of_lengths_that_are_as_common_the_longest_is_the_ordinary_day():
    shorter, longer = ((time(8), time(14)),), ((time(8), time(16)),)

    assert Calendar(FIRST, {0: shorter, 1: longer}).ordinary_day == 8 * HOUR
    assert Calendar(FIRST, {0: longer, 1: shorter}).ordinary_day == 8 * HOUR
    assert Calendar(FIRST, {0: longer, 1: shorter, 2: shorter}).ordinary_day == 6 * HOUR


def test_a_half_day_closes_at_noon_unless_it_closed_before():
    monday, calendar = date(2026, 1, 5), Calendar(FIRST, {0: ((time(8), time(11)), (time(11, 30), time(15, 30)))})

    assert openings(calendar, monday, is_half_day=True) == [
        ("2026-01-05T07:00:00+00:00", "2026-01-05T10:00:00+00:00"),
        ("2026-01-05T10:30:00+00:00", "2026-01-05T11:00:00+00:00"),
    ]


def test_a_half_day_that_would_be_open_to_midnight_closes_at_noon_as_well():
    assert openings(Calendar(FIRST, {0: ((time(8), time(0)),)}), date(2026, 1, 5), is_half_day=True) == [
        ("2026-01-05T07:00:00+00:00", "2026-01-05T11:00:00+00:00")
    ]


def test_a_half_day_that_closes_when_it_opens_has_no_opening():
    early = Calendar(FIRST, OFFICE, half_day_closes_at=time(8))

    assert openings(early, date(2026, 1, 5), is_half_day=True) == []


def test_what_opens_late_and_closes_at_midnight_is_open_to_the_end_of_the_day():
    assert openings(Calendar(FIRST, {0: ((time(22), time(0)),)}), date(2026, 1, 5)) == [
        ("2026-01-05T21:00:00+00:00", "2026-01-05T23:00:00+00:00")
    ]


def test_what_closes_soon_after_midnight_is_closed_the_rest_of_the_day():
    assert openings(Calendar(FIRST, {0: ((time(0), time(0, 30)),)}), date(2026, 1, 5)) == [
        ("2026-01-04T23:00:00+00:00", "2026-01-04T23:30:00+00:00")
    ]


def test_around_the_clock_holidays_and_half_days_are_whole_days_and_so_is_every_weekday():
    always = Clock([around_the_clock(FIRST)], {date(2026, 1, 6): False, date(2026, 1, 7): True})

    for n in range(14):
        assert always.between(at("01-05T00:00") + n * ONE_DAY, at("01-06T00:00") + n * ONE_DAY) == 24 * HOUR


def test_a_holiday_is_closed_and_a_half_day_is_half():
    found = clock(holidays={date(2026, 1, 6): False, date(2026, 1, 7): True})

    lengths = [found.between(at("01-05T00:00") + n * ONE_DAY, at("01-06T00:00") + n * ONE_DAY) for n in range(7)]

    assert lengths == [7.5 * HOUR, 0 * HOUR, 4 * HOUR, 7.5 * HOUR, 7.5 * HOUR, 0 * HOUR, 0 * HOUR]


def test_the_clock_runs_from_the_opening_and_to_the_closing_to_the_microsecond():
    opens, closes = at("01-05T08:00"), at("01-05T15:30")
    found = clock()
    before = found.position(opens)

    assert found.position(opens - MICROSECOND) == before
    assert found.position(opens + MICROSECOND) == before + MICROSECOND
    assert found.position(closes - MICROSECOND) == before + 7.5 * HOUR - MICROSECOND
    assert found.position(closes) == found.position(closes + MICROSECOND) == before + 7.5 * HOUR


def test_the_moment_of_a_position_is_the_closing_and_just_after_it_the_next_opening():
    found = clock()
    closing = found.position(at("01-05T15:30"))

    assert found.moment(closing) == at("01-05T15:30")
    assert found.moment(closing + MICROSECOND) == at("01-06T08:00") + MICROSECOND


def test_at_nothing_a_clock_that_has_shown_nothing_yet_stands_at_its_first_opening():
    assert clock().moment(timedelta()) == at("01-01T08:00")
    assert Clock([around_the_clock(FIRST)], {}).moment(timedelta()) == at("01-01T00:00")
    assert clock().moment(MICROSECOND) == at("01-01T08:00") + MICROSECOND


def test_the_first_moment_of_the_first_day_is_known_and_the_one_before_is_not():
    found = clock()

    assert found.begins == at("01-01T00:00")
    assert found.position(found.begins) == timedelta()
    with pytest.raises(ValueError, match="before the clock begins"):
        found.position(found.begins - MICROSECOND)


def test_a_clock_reads_on_where_its_table_ends():
    """Far from the first day and just there, forwards and back."""
    for days in (GROWTH - 1, GROWTH, GROWTH + 1, 10 * GROWTH):
        fresh, end = Clock([around_the_clock(FIRST)], {}), at("01-01T00:00") + days * ONE_DAY
        assert fresh.position(end) == days * ONE_DAY
        assert fresh.position(end + HOUR) == days * ONE_DAY + HOUR
        for again in (fresh, Clock([around_the_clock(FIRST)], {})):
            assert again.moment(days * ONE_DAY) == end
            assert again.moment(days * ONE_DAY + HOUR) == end + HOUR


def test_a_year_without_an_open_day_is_an_error_and_a_single_open_day_is_enough():
    closed_but_one = {date(2026, 1, 1) + n * ONE_DAY: False for n in range(GROWTH) if n != 200}

    assert clock(dict.fromkeys(range(7), OFFICE[0]), closed_but_one).position(at("12-01T00:00")) == 7.5 * HOUR
    with pytest.raises(ValueError, match="no day is open in the year before 2027-01-02"):
        clock(holidays={**closed_but_one, date(2026, 1, 1) + 200 * ONE_DAY: False}).position(at("12-01T00:00"))


def test_open_intervals_are_cut_at_both_ends_and_leave_out_what_is_closed():
    found = list(clock().open_intervals(at("01-09T14:00"), at("01-12T09:30")))

    assert found == [(at("01-09T14:00"), at("01-09T15:30")), (at("01-12T08:00"), at("01-12T09:30"))]
    assert list(clock().open_intervals(at("01-09T15:30"), at("01-12T08:00"))) == []
    assert list(clock().open_intervals(at("01-01T00:00"), at("01-01T09:00"))) == [
        (at("01-01T08:00"), at("01-01T09:00"))
    ]


def test_time_between_is_negative_backwards_and_a_length_is_added_after():
    found = clock()

    assert found.between(at("01-06T09:00"), at("01-05T15:00")) == -1.5 * HOUR
    assert found.after(at("01-05T15:00"), HOUR) == at("01-06T08:30")


def test_no_moments_and_no_positions_are_none():
    none = np.empty(0, np.int64)

    assert len(clock().positions(none)) == len(clock().moments(none)) == 0


def test_a_column_is_read_in_any_order():
    found, moments = clock(), [at("01-06T09:00"), at("01-05T09:00"), at("02-05T07:00"), at("01-05T09:00")]

    positions = found.positions(np.array([micros(moment) for moment in moments]))

    assert [int(position) * MICROSECOND for position in positions] == [found.position(moment) for moment in moments]
    assert clock().moments(positions).tolist() == [micros(found.moment(found.position(moment))) for moment in moments]
    with pytest.raises(ValueError, match="2025-12-31 21:59:59"):
        found.positions(np.array([micros(at("01-06T09:00")), micros(at("01-01T00:00")) - 3_600_000_000 - 1_000_000]))
    with pytest.raises(ValueError, match="never shows"):
        found.moments(np.array([5, -1]))


def test_an_hour_may_open_several_times():
    hours = {0: ((time(8), time(8, 10)), (time(8, 20), time(8, 21)), (time(8, 40), time(9)))}  # the 5th is a Monday
    moments = ["05T08:00", "05T08:15", "05T08:20:30", "05T08:30", "05T08:45", "05T09:00", "05T10:00"]

    shown = clock(hours).positions(np.array([micros(at(f"01-{moment}")) for moment in moments]))

    assert [int(position) // 1_000_000 for position in shown] == [0, 600, 630, 660, 960, 1860, 1860]


def test_a_moment_is_counted_from_1970_in_utc():
    assert micros(EPOCH) == 0
    assert micros(datetime.fromisoformat("1970-01-01T01:00:00.000001+01:00")) == 1
    assert micros(datetime.fromisoformat("1970-01-02T00:00:00+00:00")) == 86_400_000_000
    with pytest.raises(ValueError, match="no time zone"):
        micros(datetime(2026, 1, 5, 12))  # noqa: DTZ001


def test_a_column_of_positions_reaches_as_far_as_the_last_of_them():
    moments = np.array([micros(at("01-05T09:00")), micros(datetime.fromisoformat("2028-06-05T09:00+02:00"))])

    found = clock().moments(clock().positions(moments))

    assert found.tolist() == moments.tolist()
