"""Cases worked out by hand beside those that were given: nights of changed clocks, pauses and holidays, other policies.

Each is tried on columns of one, on the slow oracle, and against the count of minutes.
"""

from datetime import timedelta

import pytest

from support.sla.judging import Facts, Pause, PriorityChange, Reopening, Terms, Verdict, Waiting
from tests.support.sla.test_sla_cases import CLOCKS, HOLIDAYS, OFFICE, at, measured, slowly

HOUR = timedelta(hours=1)
OK, BREACH, BAD = Verdict.WITHIN, Verdict.BREACHED, Verdict.BAD_DATA


def mon(clock):
    return f"2026-11-16T{clock}:00+01:00"


def tue(clock):
    return f"2026-11-17T{clock}:00+01:00"


# Created, resolved, pauses, hours used, verdict on a target of two hours, and the deadline.
CASES = {
    "created at the very closing": (mon("15:30"), tue("08:30"), [], 0.5, OK, tue("10:00")),
    "resolved in a weekend": ("2026-11-21T12:00:00+01:00", "2026-11-22T12:00:00+01:00", [], 0, OK,
                              "2026-11-23T10:00:00+01:00"),
    "resolved at the next opening, on the target": (mon("13:30"), tue("08:00"), [], 2, OK, mon("15:30")),
    "a pause of no length": (mon("09:00"), mon("11:00"), [(mon("10:00"), mon("10:00"))], 2, OK, mon("11:00")),
    "the same pause twice": (mon("09:00"), mon("12:00"), [(mon("10:00"), mon("11:00"))] * 2, 2, OK, mon("12:00")),
    "pauses that touch": (mon("09:00"), mon("13:00"), [(mon("10:00"), mon("11:00")), (mon("11:00"), mon("12:00"))],
                          2, OK, mon("13:00")),
    "a pause from before the ticket": (mon("09:00"), mon("11:00"), [(mon("08:00"), mon("09:30"))], 1.5, OK,
                                       mon("11:30")),
    "a pause after the resolution": (mon("09:00"), mon("11:00"), [(mon("12:00"), mon("14:00"))], 2, OK, mon("11:00")),
    "a pause from the deadline on": (mon("09:00"), mon("14:00"), [(mon("11:00"), mon("13:00"))], 3, BREACH,
                                     mon("11:00")),
    "waiting when it was resolved": (mon("09:00"), mon("15:00"), [(mon("10:00"), None)], 1, OK, None),
    "a public holiday and a weekend inside a pause": (
        "2026-04-30T14:00:00+02:00", "2026-05-04T10:00:00+02:00",
        [("2026-04-30T15:00:00+02:00", "2026-05-04T09:00:00+02:00")], 2, OK, "2026-05-04T10:00:00+02:00",
    ),
    "a half-day inside a pause": (
        "2026-04-01T10:00:00+02:00", "2026-04-07T09:31:00+02:00",
        [("2026-04-01T11:00:00+02:00", "2026-04-07T08:30:00+02:00")], 2 + 1 / 60, BREACH, "2026-04-07T09:30:00+02:00",
    ),
    "created after closing on a half-day": ("2026-12-24T13:00:00+01:00", "2026-12-28T08:10:00+01:00", [], 1 / 6, OK,
                                            "2026-12-28T10:00:00+01:00"),
    "resolved before it was created": (mon("10:00"), mon("09:59"), [], None, BAD, mon("12:00")),
    "resolved before it was created, with a pause": (mon("10:00"), mon("08:00"), [(mon("08:30"), mon("09:30"))], None,
                                                     BAD, mon("12:00")),
    "created and resolved in the same minute": (mon("10:00"), mon("10:00"), [], 0, OK, mon("12:00")),
}  # fmt: skip
NIGHTS = {
    "a pause over the night summer time begins": (
        "2026-03-28T22:00:00+01:00", "2026-03-29T06:00:00+02:00",
        [("2026-03-29T01:00:00+01:00", "2026-03-29T04:00:00+02:00")], 5,
    ),
    "a pause over the hour that came twice": (
        "2026-10-25T01:00:00+02:00", "2026-10-25T04:00:00+01:00",
        [("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")], 3,
    ),
    "the whole night that is an hour longer": ("2026-10-24T23:00:00+02:00", "2026-10-25T08:00:00+01:00", [], 10),
    "a public holiday counts around the clock": ("2026-05-17T00:00:00+02:00", "2026-05-18T00:00:00+02:00", [], 24),
}  # fmt: skip


def paused(pauses, why=Waiting.USER):
    return [Pause(at(start), at(end), why) for start, end in pauses]


@pytest.mark.parametrize("name", CASES)
def test_a_case_worked_out_by_hand(name):
    created, resolved, pauses, hours, verdict, due = CASES[name]
    facts, terms = Facts(at(created), at(resolved), pauses=paused(pauses)), Terms(2 * HOUR)

    found = measured(CLOCKS["K1"], terms, facts)

    assert (found.business_time, found.verdict) == (None if hours is None else hours * HOUR, verdict)
    assert due is None or found.due_at == at(due)
    assert slowly(OFFICE, HOLIDAYS, terms, facts, facts.created_at) == (found.business_time, verdict)


@pytest.mark.parametrize("name", NIGHTS)
def test_a_night_around_the_clock(name):
    created, resolved, pauses, hours = NIGHTS[name]

    found = measured(CLOCKS["K24"], Terms(2 * HOUR), Facts(at(created), at(resolved), pauses=paused(pauses)))

    assert found.business_time == hours * HOUR


def test_a_pause_that_goes_on_over_a_reopening_is_taken_out_once():
    pauses = [*paused([(mon("09:30"), tue("10:00"))]), *paused([(mon("10:00"), tue("09:00"))], Waiting.RESOLVED)]
    facts = Facts(at(mon("08:00")), at(tue("11:00")), pauses=pauses)

    found = measured(CLOCKS["K1"], Terms(2 * HOUR), facts)
    counting = measured(CLOCKS["K1"], Terms(2 * HOUR, reopening=Reopening.COUNTED), facts)
    first = measured(CLOCKS["K1"], Terms(2 * HOUR, reopening=Reopening.FIRST), facts)

    assert (found.business_time, found.paused) == (2.5 * HOUR, 8 * HOUR)
    assert counting.business_time == 2.5 * HOUR
    assert (first.business_time, first.verdict) == (1.5 * HOUR, OK)


@pytest.mark.parametrize(
    ("waits_from", "used", "verdict"),
    [("09:00", 1, Verdict.RUNNING), ("10:00", 2, Verdict.RUNNING), ("10:01", 2 + 1 / 60, Verdict.OPEN_BREACHED)],
)
def test_an_open_ticket_that_waits_at_the_moment_asked_about(waits_from, used, verdict):
    facts = Facts(at(mon("08:00")), pauses=paused([(mon(waits_from), None)]))

    found = measured(CLOCKS["K1"], Terms(2 * HOUR), facts, at("2026-11-20T12:00:00+01:00"))

    assert (found.business_time, found.verdict) == (used * HOUR, verdict)


@pytest.mark.parametrize(
    ("rule", "used", "verdict"),
    [(PriorityChange.FINAL, 2.5, BREACH), (PriorityChange.FROM_CHANGE, 1.5, OK)],
)
def test_a_priority_raised_while_the_ticket_waits_keeps_the_pause(rule, used, verdict):
    facts = Facts(at(mon("08:00")), at(mon("14:30")), pauses=paused([(mon("09:00"), mon("13:00"))]),
                  priority_changed_at=at(mon("11:00")))  # fmt: skip

    found = measured(CLOCKS["K1"], Terms(2 * HOUR, priority_change=rule), facts)

    assert (found.business_time, found.verdict) == (used * HOUR, verdict)
