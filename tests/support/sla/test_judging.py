"""What the SLA says at the edges, each on small values worked out by hand; the clock is open from 8 to 15:30."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from support.sla.judging import (
    MISSING,
    USUAL_PAUSES,
    VERDICTS,
    Batch,
    Ending,
    Facts,
    Pause,
    PriorityChange,
    Reopening,
    Terms,
    Verdict,
    Waiting,
    as_batch,
    as_column,
    as_length,
    as_moment,
    judge,
    judge_all,
)
from tests.support.sla.test_sla_cases import CLOCKS

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
TWO_HOURS = Terms(2 * HOUR)


def at(clock, day=16):
    """A working day of November 2026; the 16th is a Monday."""
    return datetime.fromisoformat(f"2026-11-{day}T{clock}+01:00")


def judged(facts, terms=TWO_HOURS, as_of=None):
    [found] = judge(CLOCKS["K1"], terms, [facts], [terms.target], as_of=as_of)
    return found


def waiting(*spans, why=Waiting.USER):
    return [Pause(at(start), end and at(end), why) for start, end in spans]


def test_waiting_for_the_one_who_asked_an_agreed_day_and_what_is_not_told_stops_the_clock_by_itself():
    assert set(USUAL_PAUSES) == {Waiting.USER, Waiting.PLANNED, Waiting.OTHER}
    for why in Waiting:
        pauses = waiting(("09:00", "10:00"), why=why)
        stands = why in {*USUAL_PAUSES, Waiting.RESOLVED}
        assert judged(Facts(at("08:00"), at("11:00"), pauses=pauses)).paused == stands * HOUR


def test_a_wait_without_a_reason_is_for_the_one_who_asked():
    assert Pause(at("09:00")) == Pause(at("09:00"), None, Waiting.USER)


@pytest.mark.parametrize("late", [timedelta(), SECOND])
def test_a_target_is_kept_to_the_second_whether_the_ticket_is_open_or_not(late):
    moment = at("10:00") + late

    assert judged(Facts(at("08:00"), moment)).verdict == (Verdict.BREACHED if late else Verdict.WITHIN)
    assert judged(Facts(at("08:00")), as_of=moment).verdict == (Verdict.OPEN_BREACHED if late else Verdict.RUNNING)


def test_an_open_ticket_nobody_asks_about_has_a_deadline_and_no_verdict():
    found = judged(Facts(at("08:00")))

    assert (found.due_at, found.business_time, found.verdict) == (at("10:00"), None, None)
    assert (found.started_at, found.ended_at, found.stopped_at, found.paused) == (at("08:00"), None, None, timedelta())


def test_an_open_ticket_asked_about_before_it_was_created_has_used_nothing():
    found = judged(Facts(at("09:00")), as_of=at("08:00"))

    assert (found.business_time, found.verdict) == (timedelta(), Verdict.RUNNING)


def test_what_ended_when_it_began_has_used_nothing_and_what_ended_before_is_wrong():
    assert judged(Facts(at("09:00"), at("09:00"))).verdict == Verdict.WITHIN
    assert judged(Facts(at("09:00"), at("09:00") - SECOND)).verdict == Verdict.BAD_DATA
    assert judged(Facts(at("09:00"), closed_at=at("08:59"))).verdict == Verdict.BAD_DATA


def test_a_resolution_before_the_creation_is_wrong_also_where_another_event_ends_the_clock():
    facts = Facts(at("09:00"), at("08:59"), closed_at=at("10:00"))

    for asked in (None, at("12:00")):
        found = judged(facts, Terms(2 * HOUR, Ending.CLOSED), asked)
        assert (found.verdict, found.business_time, found.due_at) == (Verdict.BAD_DATA, None, at("11:00"))
    at_once = judged(replace(facts, resolved_at=at("09:00")), Terms(2 * HOUR, Ending.CLOSED))
    assert (at_once.verdict, at_once.business_time) == (Verdict.WITHIN, HOUR)


def test_wrong_data_says_when_it_ended_and_takes_out_the_pauses_that_are_known():
    found = judged(Facts(at("10:00"), at("09:00"), pauses=waiting(("11:00", "11:30"), ("13:00", None))))

    assert (found.ended_at, found.paused, found.due_at) == (at("09:00"), HOUR / 2, at("12:30"))
    assert (found.stopped_at, found.verdict) == (None, Verdict.BAD_DATA)


def test_the_event_that_ends_the_clock_and_what_takes_its_place():
    start, answered, solved, closed = (at(clock) for clock in ("08:00", "09:00", "10:00", "11:00"))

    def ends(ending, **known):
        found = judged(Facts(start, **known), Terms(9 * HOUR, ending))
        return found.ended_at, found.is_by_other_event

    everything = {"responded_at": answered, "resolved_at": solved, "closed_at": closed}
    assert ends(Ending.RESPONDED, **everything) == (answered, False)
    assert ends(Ending.RESOLVED, **everything) == (solved, False)
    assert ends(Ending.CLOSED, **everything) == (closed, False)
    assert ends(Ending.RESPONDED, resolved_at=solved, closed_at=closed) == (solved, True)
    assert ends(Ending.RESPONDED, closed_at=closed) == ends(Ending.RESOLVED, closed_at=closed) == (closed, True)
    assert ends(Ending.RESOLVED, responded_at=answered) == (None, False)
    assert ends(Ending.CLOSED, responded_at=answered, resolved_at=solved) == (None, False)
    assert ends(Ending.RESPONDED) == (None, False)


def test_where_the_first_resolution_counts_it_is_the_earliest_that_was_reopened():
    pauses = [*waiting(("10:00", "11:00"), ("09:00", "09:30"), why=Waiting.RESOLVED), *waiting(("08:30", "08:45"))]
    facts = Facts(at("08:00"), at("14:00"), pauses=pauses)
    terms = Terms(2 * HOUR, reopening=Reopening.FIRST)

    assert judged(facts, terms).ended_at == at("09:00")
    assert judged(replace(facts, resolved_at=None), terms).ended_at == at("09:00")
    assert judged(replace(facts, resolved_at=None), terms).is_by_other_event is False
    assert judged(replace(facts, pauses=pauses[2:]), terms).ended_at == at("14:00")
    assert judged(replace(facts, responded_at=at("08:10")), replace(terms, ending=Ending.RESPONDED)).ended_at == at(
        "08:10"
    )


def test_time_as_solved_is_taken_out_only_where_it_is_a_pause():
    facts = Facts(at("08:00"), at("14:00"), pauses=waiting(("09:00", "12:00"), why=Waiting.RESOLVED))

    used = {how: judged(facts, replace(TWO_HOURS, reopening=how)).business_time for how in Reopening}

    assert used == {Reopening.PAUSED: 3 * HOUR, Reopening.FIRST: HOUR, Reopening.COUNTED: 6 * HOUR}


@pytest.mark.parametrize(
    ("changed", "starts"),
    [("07:59:59", "08:00"), ("08:00", "08:00"), ("08:30", "08:30"), ("12:00", "12:00"), ("12:00:01", "08:00")],
)
def test_a_change_of_priority_starts_the_clock_if_it_came_while_the_ticket_ran(changed, starts):
    facts = Facts(at("08:00"), at("12:00"), priority_changed_at=at(changed))

    found = judged(facts, Terms(2 * HOUR, priority_change=PriorityChange.FROM_CHANGE))

    assert (found.started_at, found.business_time) == (at(starts), at("12:00") - at(starts))
    for how in (PriorityChange.FINAL, PriorityChange.INITIAL):
        assert judged(facts, Terms(2 * HOUR, priority_change=how)).started_at == at("08:00")


def test_a_change_of_priority_of_an_open_ticket_starts_the_clock_also_after_the_moment_asked_about():
    terms = Terms(2 * HOUR, priority_change=PriorityChange.FROM_CHANGE)
    facts = Facts(at("08:00"), priority_changed_at=at("13:00"))

    assert judged(facts, terms).due_at == at("15:00")
    assert judged(facts, terms, at("12:00")).business_time == timedelta()
    assert judged(replace(facts, priority_changed_at=None), terms).due_at == at("10:00")


def test_a_ticket_stands_where_its_first_pause_without_an_end_began_and_only_while_it_is_open():
    facts = Facts(at("08:00"), pauses=waiting(("11:00", None), ("09:30", None), ("08:30", "09:00")))

    stored = judged(facts)

    assert (stored.stopped_at, stored.due_at, stored.paused) == (at("09:30"), at("10:30"), HOUR / 2)
    assert judged(facts, as_of=at("12:00")).stopped_at is None
    assert judged(facts, as_of=at("12:00")).business_time == HOUR
    assert judged(replace(facts, resolved_at=at("12:00"))).stopped_at is None


def test_a_ticket_that_began_to_wait_outside_the_hours_stands_at_the_closing():
    assert judged(Facts(at("08:00"), pauses=waiting(("20:00", None)))).stopped_at == at("15:30")


def test_a_pause_moves_the_deadline_only_if_it_began_before_it():
    at_it = judged(Facts(at("08:00"), pauses=waiting(("10:00", "11:00"))))
    before = judged(Facts(at("08:00"), pauses=waiting(("09:59:59", "11:00"))))

    assert (at_it.due_at, at_it.paused) == (at("10:00"), HOUR)
    assert (before.due_at, before.paused) == (at("11:00") + SECOND, HOUR + SECOND)


def test_a_pause_moved_within_reach_by_the_one_before_it_moves_the_deadline_too():
    found = judged(Facts(at("08:00"), pauses=waiting(("10:30", "11:00"), ("09:00", "10:00"))))

    assert (found.due_at, found.paused) == (at("11:30"), 1.5 * HOUR)


def test_a_pause_inside_another_takes_nothing_more_and_is_never_given_back():
    pauses = waiting(("09:00", "12:00"), ("10:00", "11:00"), ("11:30", "12:30"))

    assert judged(Facts(at("08:00"), at("14:00"), pauses=pauses)).business_time == 2.5 * HOUR


def test_what_lies_before_the_ticket_or_after_its_end_is_not_taken_out():
    pauses = waiting(("07:00", "08:30"), ("11:30", "14:00"), ("13:00", None))

    assert judged(Facts(at("08:00"), at("12:00"), pauses=pauses)).business_time == 3 * HOUR


def test_a_pause_from_before_the_first_calendar_is_one_from_its_first_day():
    first = datetime.fromisoformat("2026-01-02T08:00+01:00")
    long_ago = datetime.fromisoformat("2020-01-01T00:00+01:00")
    facts = Facts(first, first + 3 * HOUR, pauses=[Pause(long_ago, first + HOUR), Pause(long_ago, long_ago + HOUR)])

    found = judged(facts)

    assert (found.business_time, found.paused) == (2 * HOUR, HOUR)


def test_each_ticket_of_a_batch_keeps_its_own_target_pauses_and_place():
    plain, waits, opened = Facts(at("08:00"), at("11:00")), waiting(("09:00", "10:30")), Facts(at("08:00"))
    facts = [plain, replace(plain, pauses=waits), opened, replace(opened, pauses=waiting(("09:00", None))), plain]
    targets = [2 * HOUR, 2 * HOUR, 2 * HOUR, 2 * HOUR, 3 * HOUR]

    found = judge(CLOCKS["K1"], TWO_HOURS, facts, targets, as_of=None)

    assert [one.verdict for one in found] == [Verdict.BREACHED, Verdict.WITHIN, None, None, Verdict.WITHIN]
    assert [one.due_at for one in found] == [at(clock) for clock in ("10:00", "11:30", "10:00", "10:00", "11:00")]
    assert [one.paused for one in found] == [hours * HOUR for hours in (0, 1.5, 0, 0, 0)]
    assert [one.stopped_at for one in found] == [None, None, None, at("09:00"), None]


def test_no_tickets_are_judged_to_nothing():
    assert judge(CLOCKS["K1"], TWO_HOURS, [], [], as_of=None) == []


def test_some_tickets_of_a_batch_are_taken_with_their_pauses():
    plain = Facts(at("08:00"), at("11:00"), at("11:30"), at("08:30"), priority_changed_at=at("09:30"))
    facts = [
        replace(plain, pauses=waiting(("09:00", "10:00"))),
        replace(plain, created_at=at("07:00"), pauses=waiting(("09:10", "10:10"), ("09:20", None), why=Waiting.OTHER)),
        replace(plain, created_at=at("06:00"), pauses=waiting(("09:30", "10:30"), why=Waiting.PLANNED)),
    ]

    taken = as_batch(facts).take(np.array([2, 0]))

    for name, column in vars(as_batch([facts[2], facts[0]])).items():
        order = np.argsort(taken.pause_ticket) if name.startswith("pause_") else slice(None)
        assert getattr(taken, name)[order].tolist() == column.tolist(), name


def test_a_batch_needs_no_pauses():
    created, none = as_column([at("08:00")]), as_column([None])
    batch = Batch(created, none, none, none, none)

    found = judge_all(CLOCKS["K1"], TWO_HOURS, batch, np.array([7_200_000_000]))

    assert (as_moment(found.due[0]), found.used[0], found.paused[0]) == (at("10:00"), MISSING, 0)
    assert (found.verdict[0], found.stopped[0], found.ended[0]) == (-1, MISSING, MISSING)
    assert {len(column) for name, column in vars(batch).items() if name.startswith("pause_")} == {0}
    assert len(batch.take(np.array([0])).pause_ticket) == 0


def test_what_is_missing_in_a_column_is_none_and_back():
    assert as_column([None, at("01:00"), None]).tolist() == [MISSING, 1_794_787_200_000_000, MISSING]
    assert (as_moment(MISSING), as_length(MISSING)) == (None, None)
    assert (as_moment(1_794_787_200_000_000), as_length(1_500_000)) == (at("01:00"), 1.5 * SECOND)


def test_verdicts_are_coded_in_the_order_that_the_columns_use():
    assert VERDICTS == [
        Verdict.WITHIN, Verdict.BREACHED, Verdict.OPEN_BREACHED, Verdict.RUNNING, Verdict.BAD_DATA
    ]  # fmt: skip
