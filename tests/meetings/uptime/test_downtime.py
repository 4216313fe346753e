"""Minutes down in a month, against a slow count of every minute."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.uptime.downtime import Incident, fault, measure, together
from rorikt.calendar import OSLO, next_month, start_of

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def oslo(*told):
    return datetime(*told, tzinfo=OSLO)


def down(first, last=None, effect="nede", service=1):
    return Incident(service, effect, first, last)


def by_the_minute(incidents, service, month, now):
    """The slow way: every minute of the month that has passed is looked at by itself."""
    minute, until = start_of(month), min(start_of(next_month(month)), now)
    counted = {"nede": 0, "ustabil": 0, "of": 0}
    while minute + timedelta(minutes=1) <= until:
        effects = {
            one.effect
            for one in incidents
            if one.service == service and one.first <= minute and (one.last is None or minute < one.last)
        }
        counted["of"] += 1
        if "nede" in effects:
            counted["nede"] += 1
        elif "ustabil" in effects:
            counted["ustabil"] += 1
        minute += timedelta(minutes=1)
    return counted["nede"], counted["ustabil"], counted["of"]


BEFORE_SUMMER_TIME = datetime(2024, 3, 29, tzinfo=UTC)
moments = st.integers(0, 4 * 24 * 60).map(lambda minutes: BEFORE_SUMMER_TIME + timedelta(minutes=minutes))
found = st.builds(
    lambda first, minutes, effect, service: down(
        first, None if minutes is None else first + timedelta(minutes=minutes), effect, service
    ),
    moments,
    st.none() | st.integers(0, 3000),
    st.sampled_from(["nede", "ustabil", "planlagt"]),
    st.sampled_from([1, 1, 2]),
)


@given(st.lists(found, max_size=6), moments)
@settings(max_examples=25, deadline=None)
def test_minutes_are_those_of_a_count_minute_by_minute(incidents, now):
    for month in (date(2024, 3, 1), date(2024, 4, 1)):
        measured = measure(incidents, 1, month, now)

        slow = by_the_minute(incidents, 1, month, now)
        if measured is None:
            assert slow == (0, 0, 0)
        else:
            assert (measured.down, measured.unstable, measured.of) == slow


def test_the_month_in_which_the_clock_is_put_forward_is_an_hour_shorter():
    assert measure([], 1, date(2024, 3, 1), LATER).of == 31 * 24 * 60 - 60
    assert measure([], 1, date(2024, 10, 1), LATER).of == 31 * 24 * 60 + 60


def test_a_night_without_an_hour_is_down_an_hour_less():
    night = down(oslo(2024, 3, 31, 0, 0), oslo(2024, 3, 31, 6, 0))

    assert measure([night], 1, date(2024, 3, 1), LATER).down == 5 * 60


def test_incidents_that_overlap_count_once_and_what_is_planned_not_at_all():
    incidents = [
        down(oslo(2024, 2, 5, 8), oslo(2024, 2, 5, 10)),
        down(oslo(2024, 2, 5, 9), oslo(2024, 2, 5, 11)),
        down(oslo(2024, 2, 5, 10), oslo(2024, 2, 5, 12), effect="ustabil"),
        down(oslo(2024, 2, 6, 10), oslo(2024, 2, 6, 12), effect="planlagt"),
    ]

    measured = measure(incidents, 1, date(2024, 2, 1), LATER)

    assert (measured.down, measured.unstable) == (180, 60)


def test_one_over_midnight_of_the_month_is_cut_between_them():
    one = down(oslo(2024, 1, 31, 23, 30), oslo(2024, 2, 1, 1, 0))

    months = [measure([one], 1, month, LATER) for month in (date(2024, 1, 1), date(2024, 2, 1))]

    assert [month.down for month in months] == [30, 60]
    assert together(months).down == 90


def test_the_month_in_progress_counts_to_now_and_what_goes_on_until_then():
    now = oslo(2024, 2, 2, 0, 0)

    measured = measure([down(oslo(2024, 2, 1, 12, 0))], 1, date(2024, 2, 1), now)

    assert (measured.down, measured.of, measured.is_whole) == (720, 1440, False)
    assert measure([], 1, date(2024, 3, 1), now) is None


@pytest.mark.parametrize(("agreed", "kept"), [(Decimal("99.9"), True), (Decimal("99.99"), False), (None, None)])
def test_what_is_agreed_is_held_against_the_exact_per_cent(agreed, kept):
    measured = measure([down(oslo(2024, 2, 5, 8, 0), oslo(2024, 2, 5, 8, 30))], 1, date(2024, 2, 1), LATER)

    assert measured.keeps(agreed) is kept


def test_what_is_agreed_to_the_minute_is_kept():
    measured = measure([down(oslo(2024, 4, 5, 8, 0), oslo(2024, 4, 5, 15, 12))], 1, date(2024, 4, 1), LATER)

    assert measured.percent == 99
    assert measured.keeps(Decimal(99)) is True


@pytest.mark.parametrize(
    ("first", "last", "service", "effect", "beginning"),
    [
        (None, None, 1, "nede", "Det står ikke når"),
        (oslo(2024, 2, 2), oslo(2024, 2, 1), 1, "nede", "Den slutter før"),
        (oslo(2024, 2, 2), None, None, "", "Velg tjeneste og virkning"),
        (oslo(2024, 2, 2), None, 1, "", "Velg virkning"),
        (oslo(2024, 2, 2), None, 1, "nede", ""),
    ],
)
def test_why_an_incident_counts_nowhere_is_told(first, last, service, effect, beginning):
    told = fault(first, last, service, effect)

    assert told.startswith(beginning)
    assert bool(told) == bool(beginning)
