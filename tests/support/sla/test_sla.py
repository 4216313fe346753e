"""The SLA clock. The cases are hand-checked; the reference that hypothesis compares with counts minute by minute."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rorikt.calendar import ONE_DAY, OSLO, start_of
from support.sla.clock import Calendar, Clock
from support.sla.judging import Facts, Terms, Verdict, judge

OFFICE = {weekday: ((time(8), time(15, 30)),) for weekday in range(5)}
AROUND_THE_CLOCK = {weekday: ((time(0), time(0)),) for weekday in range(7)}
HOLIDAYS = {
    date(2026, 1, 1): False,
    date(2026, 4, 1): True,
    date(2026, 4, 2): False,
    date(2026, 4, 3): False,
    date(2026, 4, 5): False,
    date(2026, 4, 6): False,
    date(2026, 5, 1): False,
    date(2026, 5, 14): False,
    date(2026, 5, 17): False,
    date(2026, 5, 25): False,
    date(2026, 12, 24): True,
    date(2026, 12, 25): False,
    date(2026, 12, 26): False,
    date(2026, 12, 31): True,
    date(2027, 1, 1): False,
}
ORDINARY = Calendar(date(2026, 1, 1), OFFICE)
WINTER = Calendar(date(2026, 9, 15), {weekday: ((time(8), time(15, 45)),) for weekday in range(5)})
K1 = Clock([ORDINARY], HOLIDAYS)
K2 = Clock([WINTER, ORDINARY], HOLIDAYS)
K24 = Clock([Calendar(date(2026, 1, 1), AROUND_THE_CLOCK)], {})
TARGETS = {
    "critical": timedelta(hours=2),
    "high": timedelta(hours=4),
    "medium": timedelta(seconds=81_000),
    "low": timedelta(seconds=135_000),
}


def at(text):
    return datetime.fromisoformat(text)


def measure(clock, *, target, created_at, resolved_at, as_of):
    """A ticket that never stood still."""
    [found] = judge(clock, Terms(target), [Facts(created_at, resolved_at)], [target], as_of=as_of)
    return found


@pytest.mark.parametrize(
    ("priority", "created", "resolved", "seconds", "verdict", "due"),
    [
        pytest.param(*case[1:], id=case[0])
        for case in [
            ("E01 the target is inclusive", "critical", "2026-11-16T09:00:00+01:00", "2026-11-16T11:00:00+01:00",
             7200, Verdict.WITHIN, "2026-11-16T11:00:00+01:00"),
            ("E02 a second late is late", "critical", "2026-11-16T09:00:00+01:00", "2026-11-16T11:00:01+01:00",
             7201, Verdict.BREACHED, "2026-11-16T11:00:00+01:00"),
            ("E04 after closing on a Friday", "high", "2026-11-20T17:00:00+01:00", "2026-11-23T09:59:00+01:00",
             7140, Verdict.WITHIN, "2026-11-23T12:00:00+01:00"),
            ("E05 resolved at opening", "critical", "2026-11-16T06:10:00+01:00", "2026-11-16T08:00:00+01:00",
             0, Verdict.WITHIN, "2026-11-16T10:00:00+01:00"),
            ("E08 over the autumn weekend", "critical", "2026-10-23T15:00:00+02:00", "2026-10-26T08:30:00+01:00",
             3600, Verdict.WITHIN, "2026-10-26T09:30:00+01:00"),
            ("E12 Wednesday before Maundy Thursday", "high", "2026-04-01T11:00:00+02:00",
             "2026-04-07T09:00:00+02:00", 7200, Verdict.WITHIN, "2026-04-07T11:00:00+02:00"),
            ("E14 over the first of May", "critical", "2026-04-30T15:00:00+02:00", "2026-05-04T08:15:00+02:00",
             2700, Verdict.WITHIN, "2026-05-04T09:30:00+02:00"),
            ("E15 a holiday on a Sunday", "critical", "2026-05-15T15:00:00+02:00", "2026-05-18T09:00:00+02:00",
             5400, Verdict.WITHIN, "2026-05-18T09:30:00+02:00"),
            ("E18 over Christmas", "low", "2026-12-23T15:00:00+01:00", "2026-12-28T09:00:00+01:00",
             19_800, Verdict.WITHIN, "2027-01-04T14:30:00+01:00"),
            ("E21 five working days", "low", "2026-11-16T10:00:00+01:00", "2026-11-23T10:00:00+01:00",
             135_000, Verdict.WITHIN, "2026-11-23T10:00:00+01:00"),
        ]
    ],
)  # fmt: skip
def test_hand_checked_cases_come_out_to_the_second(priority, created, resolved, seconds, verdict, due):
    measured = measure(
        K1, target=TARGETS[priority], created_at=at(created), resolved_at=at(resolved), as_of=at(resolved)
    )

    assert measured.business_time == timedelta(seconds=seconds)
    assert measured.verdict == verdict
    assert measured.due_at == at(due)


@pytest.mark.parametrize(
    ("created", "as_of", "seconds", "verdict", "due"),
    [
        ("2026-11-20T09:00:00+01:00", "2026-11-23T10:00:00+01:00", 30_600, Verdict.OPEN_BREACHED, "2026-11-20T13:00"),
        ("2026-11-23T08:30:00+01:00", "2026-11-23T10:00:00+01:00", 5400, Verdict.RUNNING, "2026-11-23T12:30"),
    ],
    ids=["E30 open and past due", "E31 open and not due"],
)
def test_an_open_ticket_is_judged_at_the_moment_asked_about(created, as_of, seconds, verdict, due):
    measured = measure(K1, target=TARGETS["high"], created_at=at(created), resolved_at=None, as_of=at(as_of))

    assert measured.business_time == timedelta(seconds=seconds)
    assert measured.verdict == verdict
    assert measured.due_at == at(due + ":00+01:00")


def test_a_ticket_resolved_before_it_was_created_is_wrong_data_and_not_zero():
    created, resolved = at("2026-11-16T10:00:00+01:00"), at("2026-11-16T09:00:00+01:00")

    measured = measure(K1, target=TARGETS["high"], created_at=created, resolved_at=resolved, as_of=created)

    assert (measured.business_time, measured.verdict) == (None, Verdict.BAD_DATA)


@pytest.mark.parametrize(
    ("clock", "start", "end", "seconds"),
    [
        (K24, "2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00", 82_800),
        (K24, "2026-10-24T12:00:00+02:00", "2026-10-25T12:00:00+01:00", 90_000),
        (K24, "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", 3600),
        (K2, "2026-09-14T15:00:00+02:00", "2026-09-15T15:45:00+02:00", 29_700),
    ],
    ids=["E09 a day of 23 hours", "E10 a day of 25 hours", "E11 an hour that comes twice", "E34 new hours from a date"],
)
def test_days_are_as_long_as_they_are(clock, start, end, seconds):
    assert clock.between(at(start), at(end)) == timedelta(seconds=seconds)


def test_an_hour_that_comes_twice_is_counted_twice_also_between_local_times():
    first, second = (datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=OSLO) for fold in (0, 1))

    assert K24.between(first, second) == timedelta(hours=1)


def test_a_day_of_a_target_is_an_ordinary_day_of_the_calendar():
    fridays_shorter = Calendar(date(2026, 1, 1), {**OFFICE, 4: ((time(8), time(14)),)})

    assert ORDINARY.ordinary_day == fridays_shorter.ordinary_day == timedelta(hours=7.5)
    assert WINTER.ordinary_day == timedelta(hours=7.75)
    assert K2.calendar_on(date(2026, 9, 14)) is ORDINARY
    assert K2.calendar_on(date(2026, 9, 15)) is WINTER


def test_a_deadline_that_falls_at_closing_is_the_closing_and_holds_until_the_next_opening():
    created = at("2026-11-16T13:30:00+01:00")

    overnight = measure(K1, target=TARGETS["critical"], created_at=created, resolved_at=None,
                        as_of=at("2026-11-17T08:00:00+01:00"))  # fmt: skip
    a_second_later = measure(K1, target=TARGETS["critical"], created_at=created, resolved_at=None,
                             as_of=at("2026-11-17T08:00:01+01:00"))  # fmt: skip

    assert overnight.due_at == at("2026-11-16T15:30:00+01:00")
    assert (overnight.verdict, a_second_later.verdict) == (Verdict.RUNNING, Verdict.OPEN_BREACHED)


def test_what_only_a_programmer_can_cause_is_an_error():
    with pytest.raises(ValueError, match="at least one calendar"):
        Clock([], {})
    with pytest.raises(ValueError, match="before the clock begins"):
        K1.position(at("2025-12-31T12:00:00+01:00"))
    with pytest.raises(ValueError, match="no time zone"):
        K1.position(datetime(2026, 1, 5, 12))  # noqa: DTZ001
    with pytest.raises(ValueError, match="no calendar is in force"):
        K1.calendar_on(date(2025, 12, 31))
    with pytest.raises(ValueError, match="never shows"):
        K1.moment(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="no day is open"):
        Clock([Calendar(date(2026, 1, 1), {})], {}).position(at("2026-01-05T12:00:00+01:00"))


# Against a reference that does it the slow way, around the days on which the clocks change

hours = st.tuples(
    st.sampled_from([time(0), time(6), time(8), time(8, 15), time(9, 30)]),
    st.sampled_from([time(0), time(13), time(15, 30), time(15, 45), time(23)]),
)
calendars = st.builds(
    Calendar,
    valid_from=st.just(date(2026, 1, 1)),
    hours=st.dictionaries(st.integers(0, 6), hours.map(lambda interval: (interval,)), min_size=1),
    half_day_closes_at=st.sampled_from([time(8), time(12), time(14, 30)]),
)
changes_of_clocks = st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 25)])


def minutes_open(calendar, holidays, start, end):
    """Counted one by one, by what the clock on the wall says."""
    count, moment = 0, start
    while moment < end:
        local = moment.astimezone(OSLO)
        [(opens, closes)] = calendar.hours.get(local.weekday(), [(time(0), None)])
        half = holidays.get(local.date())
        if half and closes is not None:
            closes = calendar.half_day_closes_at if closes == time(0) else min(closes, calendar.half_day_closes_at)
        is_open = half is not False and closes is not None and opens <= local.time()
        count += is_open and (closes == time(0) or local.time() < closes)
        moment += timedelta(minutes=1)
    return timedelta(minutes=count)


@settings(max_examples=60, deadline=None)
@given(calendar=calendars, change=changes_of_clocks, data=st.data())
def test_business_time_is_what_counting_minutes_gives(calendar, change, data):
    days = st.integers(-3, 3).map(lambda n: change + n * ONE_DAY)
    holidays = data.draw(st.dictionaries(days, st.booleans(), max_size=3))
    start = start_of(change) + timedelta(minutes=data.draw(st.integers(-4 * 1440, 3 * 1440)))
    end = start + timedelta(minutes=data.draw(st.integers(0, 4 * 1440)))

    assert Clock([calendar], holidays).between(start, end) == minutes_open(calendar, holidays, start, end)


@settings(max_examples=100, deadline=None)
@given(calendar=calendars, seconds=st.integers(1, 400_000), offset=st.integers(0, 200 * 86_400))
def test_the_deadline_is_the_first_moment_at_which_the_target_is_used(calendar, seconds, offset):
    clock, length = Clock([calendar], HOLIDAYS), timedelta(seconds=seconds)
    start = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(seconds=offset)

    due = clock.after(start, length)

    assert clock.between(start, due) == length
    assert clock.between(start, due - timedelta(microseconds=1)) < length
