"""The hand-checked cases, and the engine against the slow oracle and one that goes through time minute by minute."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rorikt.calendar import ONE_DAY, OSLO, local_day, start_of
from support.sla.clock import EPOCH, Calendar, Clock, around_the_clock, micros
from support.sla.holidays import days_of
from support.sla.judging import (
    WAITINGS,
    Ending,
    Facts,
    Pause,
    PriorityChange,
    Reopening,
    Terms,
    Verdict,
    Waiting,
    as_length,
    as_moment,
    judge,
)
from tests.support.sla import slow_oracle
from tests.support.sla.slow_oracle import SlowClock
from tests.thorough import examples

GOLDEN = json.loads((Path(__file__).parent / "sla_cases.json").read_text(encoding="utf-8"))
FIRST = date(2026, 1, 1)
OFFICE = Calendar(FIRST, {weekday: ((time(8), time(15, 30)),) for weekday in range(5)})
WINTER = Calendar(date(2026, 9, 15), {weekday: ((time(8), time(15, 45)),) for weekday in range(5)})
HOLIDAYS = {day.day: day.is_half_day for year in (2026, 2027) for day in days_of(year)}
CLOCKS = {
    "K1": Clock([OFFICE], HOLIDAYS),
    "K2": Clock([OFFICE, WINTER], HOLIDAYS),
    "K24": Clock([around_the_clock(FIRST)], HOLIDAYS),
}
MINUTE = timedelta(minutes=1)


def at(text):
    return datetime.fromisoformat(text) if text else None


def facts_of(case):
    history = case.get("priority_history", [])
    why = Waiting.RESOLVED if case["id"] == "E27" else Waiting.USER
    return Facts(
        at(case["created"]),
        resolved_at=at(case["resolved"]),
        closed_at=at(case.get("closed")),
        pauses=[Pause(at(start), at(end), why) for start, end in case["pauses"]],
        priority_changed_at=at(history[-1][0]) if len(history) > 1 else None,
    )


@lru_cache(maxsize=16)
def slow(clock):
    return SlowClock(clock.calendars, clock.holidays)


def measured(clock, terms, facts, as_of=None):
    """Alone in a batch, and as the slow oracle has it."""
    [found] = judge(clock, terms, [facts], [terms.target], as_of=as_of)
    assert found == slow_oracle.judge(slow(clock), terms, facts, as_of=as_of)
    return found


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["id"])
def test_every_hand_checked_case_comes_out_to_the_second(case):
    target = timedelta(seconds=GOLDEN["sla_seconds"].get(case["priority"], 3600))

    found = measured(CLOCKS[case["calendar"]], Terms(target), facts_of(case), at(case.get("as_of")))

    seconds = None if found.business_time is None else found.business_time.total_seconds()
    due = case["expected_due"] or case.get("oracle_due")
    assert seconds == case["expected_seconds"]
    if case["expected_verdict"]:
        assert found.verdict.label == case["expected_verdict"]
    if due:
        assert found.due_at == at(due)
    assert found.is_by_other_event == (case["id"] == "E29")


@pytest.mark.parametrize(
    ("reopening", "hours", "verdict"),
    [(Reopening.PAUSED, 3, Verdict.BREACHED), (Reopening.FIRST, 1, Verdict.WITHIN),
     (Reopening.COUNTED, 17, Verdict.BREACHED)],
)  # fmt: skip
def test_a_reopened_ticket_is_measured_as_the_policy_says(reopening, hours, verdict):
    case = next(case for case in GOLDEN["cases"] if case["id"] == "E27")

    found = measured(CLOCKS["K1"], Terms(timedelta(hours=2), reopening=reopening), facts_of(case))

    assert (found.business_time, found.verdict) == (timedelta(hours=hours), verdict)


def test_a_new_priority_starts_the_clock_anew_where_the_policy_says_so():
    case = next(case for case in GOLDEN["cases"] if case["id"] == "E32")
    terms = Terms(timedelta(hours=2), priority_change=PriorityChange.FROM_CHANGE)

    found = measured(CLOCKS["K1"], terms, facts_of(case))

    assert (found.business_time, found.verdict) == (timedelta(hours=1.5), Verdict.WITHIN)


@pytest.mark.parametrize(
    ("ending", "hours", "other"), [(Ending.RESPONDED, 1, False), (Ending.RESOLVED, 2, False), (Ending.CLOSED, 3, False)]
)
def test_the_clock_ends_with_the_event_that_the_policy_names(ending, hours, other):
    start = at("2026-11-16T09:00:00+01:00")
    facts = Facts(
        start, start + timedelta(hours=2), closed_at=start + timedelta(hours=3), responded_at=start + timedelta(hours=1)
    )

    found = measured(CLOCKS["K1"], Terms(timedelta(hours=4), ending), facts)

    assert (found.business_time, found.is_by_other_event) == (timedelta(hours=hours), other)


def test_a_ticket_that_was_never_answered_is_taken_as_answered_when_it_was_resolved():
    start = at("2026-11-16T09:00:00+01:00")

    found = measured(CLOCKS["K1"], Terms(timedelta(hours=4), Ending.RESPONDED), Facts(start, start + 2 * 60 * MINUTE))

    assert (found.business_time, found.is_by_other_event) == (timedelta(hours=2), True)


def test_waiting_for_a_supplier_stops_the_clock_only_where_the_policy_says_so():
    start = at("2026-11-16T09:00:00+01:00")
    facts = Facts(start, start + 2 * 60 * MINUTE, pauses=[Pause(start, start + 60 * MINUTE, Waiting.SUPPLIER)])

    usual = measured(CLOCKS["K1"], Terms(timedelta(hours=4)), facts)
    stopping = measured(CLOCKS["K1"], Terms(timedelta(hours=4), pausing=frozenset({Waiting.SUPPLIER})), facts)

    assert (usual.business_time, stopping.business_time) == (timedelta(hours=2), timedelta(hours=1))


def test_no_breach_is_raised_while_a_ticket_waits():
    start = at("2026-11-16T09:00:00+01:00")
    facts = Facts(start, pauses=[Pause(start + 60 * MINUTE)])

    a_week_later = measured(CLOCKS["K1"], Terms(timedelta(hours=2)), facts, start + 7 * ONE_DAY)
    stored = measured(CLOCKS["K1"], Terms(timedelta(hours=2)), facts)

    assert (a_week_later.verdict, a_week_later.business_time) == (Verdict.RUNNING, timedelta(hours=1))
    assert (stored.verdict, stored.stopped_at) == (None, start + 60 * MINUTE)


def test_pauses_that_overlap_are_taken_out_once():
    start = at("2026-11-16T09:00:00+01:00")
    pauses = [Pause(start + 60 * MINUTE, start + 180 * MINUTE), Pause(start + 90 * MINUTE, start + 120 * MINUTE),
              Pause(start + 120 * MINUTE, start + 240 * MINUTE)]  # fmt: skip

    found = measured(CLOCKS["K1"], Terms(timedelta(hours=2)), Facts(start, start + 300 * MINUTE, pauses=pauses))

    assert (found.business_time, found.paused) == (timedelta(hours=2), timedelta(hours=3))


def test_a_day_can_have_several_intervals_and_a_calendar_may_leave_holidays_open():
    split = {weekday: ((time(8), time(11)), (time(12), time(16))) for weekday in range(7)}
    clock = Clock([Calendar(FIRST, split, closes_on_holidays=False)], HOLIDAYS)
    first_of_may = start_of(date(2026, 5, 1))

    assert clock.between(first_of_may, first_of_may + ONE_DAY) == timedelta(hours=7)
    assert clock.calendar_on(FIRST).ordinary_day == timedelta(hours=7)


@pytest.mark.parametrize("case", [case for case in GOLDEN["bucketing"] if "month" in case], ids=lambda case: case["id"])
def test_a_month_is_that_of_oslo(case):
    assert f"{local_day(at(case['instant'])):%Y-%m}" == case["month"]


def test_a_day_ends_where_the_next_begins():
    assert start_of(date(2026, 11, 1)) == at("2026-10-31T23:00:00+00:00")


# Against a reference that does it the slow way, around the days on which the clocks change

times = st.lists(st.sampled_from([time(0), time(7), time(8, 15), time(12), time(15, 30), time(23)]), min_size=2,
                 max_size=4, unique=True).map(sorted)  # fmt: skip
days = times.map(lambda found: tuple(zip(found[::2], found[1::2], strict=False)))
calendars = st.builds(
    Calendar,
    valid_from=st.just(FIRST),
    hours=st.dictionaries(st.integers(0, 6), days, min_size=1),
    half_day_closes_at=st.sampled_from([time(8), time(12)]),
    closes_on_holidays=st.booleans(),
)
changes = st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 25)])
minutes = st.integers(0, 5 * 1440)
pauses = st.lists(st.tuples(minutes, st.one_of(st.none(), st.integers(0, 2880)), st.sampled_from(WAITINGS)), max_size=4)
terms = st.builds(
    Terms,
    target=st.integers(1, 1500).map(lambda n: n * MINUTE),
    ending=st.sampled_from(Ending),
    pausing=st.frozensets(st.sampled_from([why for why in WAITINGS if why != Waiting.RESOLVED])),
    reopening=st.sampled_from(Reopening),
    priority_change=st.sampled_from(PriorityChange),
)


@st.composite
def tickets(draw, start):
    def moment():
        found = draw(st.one_of(st.none(), minutes))
        return None if found is None else start + found * MINUTE

    return Facts(
        start, moment(), moment(), moment(),
        [Pause(start + (first - 600) * MINUTE, None if length is None else start + (first - 600 + length) * MINUTE, why)
         for first, length, why in draw(pauses)],
        moment(),
    )  # fmt: skip


def is_open(calendar, holidays, moment):
    local = moment.astimezone(OSLO)
    half = holidays.get(local.date()) if calendar.closes_on_holidays else None
    if half is False or (half and local.time() >= calendar.half_day_closes_at):
        return False
    return any(opens <= local.time() < closes for opens, closes in calendar.hours.get(local.weekday(), ()))


def slowly(calendar, holidays, terms, facts, as_of):
    """Minute by minute: the time used and the verdict, by nothing but the wall clock and the rules in words."""
    solved = facts.resolved_at or facts.closed_at
    end = {Ending.CLOSED: facts.closed_at, Ending.RESPONDED: facts.responded_at or solved}.get(terms.ending, solved)
    reopened = [pause.started_at for pause in facts.pauses if pause.why == Waiting.RESOLVED]
    if terms.ending == Ending.RESOLVED and terms.reopening == Reopening.FIRST and reopened:
        end = min(reopened)
    if end and end < facts.created_at:
        return None, Verdict.BAD_DATA
    start, stop = facts.created_at, end or as_of
    changed = facts.priority_changed_at
    if terms.priority_change == PriorityChange.FROM_CHANGE and changed and (not end or changed <= end):
        start = changed
    used, moment = 0, start
    while moment < max(stop, start):
        stands = any(
            pause.started_at <= moment and (pause.ended_at is None or moment < pause.ended_at)
            for pause in facts.pauses
            if (terms.reopening == Reopening.PAUSED if pause.why == Waiting.RESOLVED else pause.why in terms.pausing)
        )
        used += is_open(calendar, holidays, moment) and not stands
        moment += MINUTE
    late = used * MINUTE > terms.target
    if end is None:
        return used * MINUTE, Verdict.OPEN_BREACHED if late else Verdict.RUNNING
    return used * MINUTE, Verdict.BREACHED if late else Verdict.WITHIN


@settings(max_examples=examples(60, thorough=600), deadline=None)
@given(calendar=calendars, change=changes, terms=terms, data=st.data())
def test_engine_and_oracle_give_what_counting_minutes_gives(calendar, change, terms, data):
    near = st.integers(-3, 3).map(lambda n: change + n * ONE_DAY)
    holidays = data.draw(st.dictionaries(near, st.booleans(), max_size=3))
    facts = data.draw(tickets(start_of(change) + data.draw(st.integers(-2880, 1440)) * MINUTE))
    as_of = facts.created_at + data.draw(minutes) * MINUTE

    found = measured(Clock([calendar], holidays), terms, facts, as_of)

    assert (found.business_time, found.verdict) == slowly(calendar, holidays, terms, facts, as_of)


@settings(max_examples=examples(30, thorough=300), deadline=None)
@given(calendar=calendars, change=changes, terms=terms, data=st.data())
def test_the_deadline_is_the_last_moment_at_which_a_ticket_is_in_time(calendar, change, terms, data):
    """Of a ticket all of whose pauses have ended: at the deadline it is still running, later not."""
    facts = data.draw(tickets(start_of(change)))
    ended = [pause for pause in facts.pauses if pause.ended_at]
    facts = Facts(facts.created_at, pauses=[pause for pause in ended if pause.why != Waiting.RESOLVED])
    clock = Clock([calendar], {})

    due = measured(clock, terms, facts).due_at

    assert measured(clock, terms, facts, due).verdict == Verdict.RUNNING
    assert measured(clock, terms, facts, due + timedelta(days=30)).verdict == Verdict.OPEN_BREACHED


@settings(max_examples=examples(20, thorough=100), deadline=None)
@given(calendar=calendars, change=changes, terms=terms, data=st.data())
def test_many_tickets_at_once_are_each_judged_as_if_alone(calendar, change, terms, data):
    facts = data.draw(st.lists(tickets(start_of(change)), min_size=2, max_size=8))
    clock = Clock([calendar], {})
    targets = [terms.target + row * MINUTE for row in range(len(facts))]

    found = judge(clock, terms, facts, targets, as_of=None)

    assert found == [
        slow_oracle.judge(slow(clock), replace(terms, target=target), one, as_of=None)
        for one, target in zip(facts, targets, strict=True)
    ]


def test_columns_are_read_as_single_moments_are():
    clock = CLOCKS["K2"]
    first = micros(start_of(date(2026, 2, 1)))
    moments = np.sort(np.random.default_rng(4).integers(first, first + 10**14, 500))

    positions = clock.positions(moments)

    one_by_one = slow(clock)
    singly = [one_by_one.position(EPOCH + int(moment) * timedelta(microseconds=1)) for moment in moments]
    assert [as_length(position) for position in positions] == singly
    assert [as_moment(found) for found in clock.moments(positions)] == [
        one_by_one.moment(position) for position in singly
    ]
