"""Pauses, reopenings and priorities from what runs saw, on observations written by hand."""

from datetime import UTC, datetime, timedelta

from support.pureservice.models import SourceTicket, TicketObservation
from support.sla.judging import Pause, Waiting
from support.sla.policies import NO_HISTORY, History
from support.syncing.observed import history_of, reopenings

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
PRIORITIES = {1: "low", 3: "high", 4: "high"}


def at(hours):
    return START + timedelta(hours=hours)


def seen(hours, status=10, since=None, resolved=None, priority=3, looked=None):
    """Changed at `hours`, looked at a quarter later unless told when."""
    return TicketObservation(
        seen_at=at(looked if looked is not None else hours + 0.25),
        modified_at=at(hours),
        core_status=status,
        priority_id=priority,
        pending_user_since=None if since is None else at(since),
        resolved_at=None if resolved is None else at(resolved),
    )


def history(*observations, **ticket):
    return history_of(SourceTicket(created_at=START, **ticket), observations, PRIORITIES)


def waits(*lengths):
    return tuple(Pause(at(start), None if end is None else at(end)) for start, end in lengths)


def test_a_ticket_that_was_seen_once_has_no_history():
    assert history(seen(0)) == NO_HISTORY
    assert history() == NO_HISTORY


def test_a_wait_that_goes_on_has_no_end():
    assert history(seen(0), seen(2, 30, since=1)) == History(waits((1, None)))


def test_a_wait_ends_with_the_change_after_which_it_is_gone():
    assert history(seen(2, 30, since=1), seen(5)) == History(waits((1, 5)))


def test_a_wait_that_is_seen_twice_is_one():
    assert history(seen(2, 30, since=1), seen(3, 31, since=1), seen(5)) == History(waits((1, 5)))


def test_a_wait_ends_with_the_resolution_also_where_the_ticket_is_changed_later():
    assert history(seen(2, 30, since=1), seen(9, 50, resolved=4)) == History(waits((1, 4)))


def test_a_resolved_ticket_that_still_says_it_waits_waited_until_then():
    assert history(seen(2, 50, since=1, resolved=4)) == History(waits((1, 4)))


def test_a_wait_that_another_has_replaced_ended_when_it_was_last_seen():
    first, second = seen(2, 30, since=1, looked=3), seen(8, 30, since=7)

    assert history(first, second, seen(9)) == History(waits((1, 3), (7, 9)))


def test_times_that_contradict_each_other_make_a_wait_of_no_length():
    assert history(seen(0, 30, since=6), seen(5)) == History(waits((6, 6)))


def test_time_as_resolved_is_a_pause_of_its_own():
    pauses = history(seen(2, 50, resolved=2), seen(6)).pauses

    assert pauses == (Pause(at(2), at(6), Waiting.RESOLVED),)


def test_the_ticket_may_say_itself_when_it_was_reopened():
    pauses = history(seen(2, 50, resolved=2), seen(6), reopened_at=at(5)).pauses

    assert pauses == (Pause(at(2), at(5), Waiting.RESOLVED),)


def test_an_earlier_reopening_is_not_taken_for_this_one():
    pauses = history(seen(2, 50, resolved=2), seen(6), reopened_at=at(1)).pauses

    assert pauses == (Pause(at(2), at(6), Waiting.RESOLVED),)


def test_reopenings_are_counted_as_they_were_seen():
    assert reopenings([seen(0), seen(1, 50), seen(2, 60), seen(3), seen(4, 50), seen(5)]) == 2


def test_a_change_of_priority_is_kept_with_the_one_before():
    assert history(seen(0), seen(4, priority=1)).priorities == ((START, "high"), (at(4), "low"))


def test_two_foreign_priorities_that_are_the_same_here_make_no_change():
    assert history(seen(0), seen(4, priority=4)).priorities == ()


def test_a_priority_that_nobody_has_mapped_is_passed_over():
    assert history(seen(0), seen(4, priority=99), seen(5, priority=1)).priorities == ((START, "high"), (at(5), "low"))
