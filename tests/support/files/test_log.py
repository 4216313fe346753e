"""What successive rows of a log say of one ticket."""

from datetime import UTC, datetime, timedelta

import pytest

from support.files.log import Meaning, Told, steps, told
from support.sla.judging import Waiting

START = datetime(2024, 3, 4, 9, tzinfo=UTC)
OPEN, USER, SUPPLIER, RESOLVED, CLOSED, IGNORED = (
    Meaning.OPEN, Meaning.USER, Meaning.SUPPLIER, Meaning.RESOLVED, Meaning.CLOSED, Meaning.IGNORED,
)  # fmt: skip


def at(hours):
    return START + timedelta(hours=hours)


def of(*rows):
    return told((at(hours), str(meaning)) for hours, meaning in rows)


def test_no_rows_tell_nothing():
    assert of() == Told((), 0, None, None)


def test_a_ticket_under_work_has_no_pause_and_no_end():
    assert of((0, OPEN), (5, OPEN)) == Told((), 0, None, None)


def test_a_wait_lasts_from_its_row_to_the_next():
    assert of((0, OPEN), (1, USER), (3, OPEN)).pauses == ((at(1), at(3), "user"),)


def test_a_wait_goes_on_over_a_row_that_says_the_same_and_one_that_is_ignored():
    assert of((1, USER), (2, USER), (3, IGNORED), (4, OPEN)).pauses == ((at(1), at(4), "user"),)


def test_one_wait_after_another_are_two():
    assert of((1, USER), (2, SUPPLIER), (4, OPEN)).pauses == ((at(1), at(2), "user"), (at(2), at(4), "supplier"))


def test_a_wait_at_the_last_row_has_no_end():
    assert of((1, OPEN), (2, SUPPLIER)) == Told(((at(2), None, "supplier"),), 0, None, None)


def test_rows_of_one_minute_make_no_pause():
    assert of((1, USER), (1, OPEN)).pauses == ()


def test_a_ticket_is_resolved_from_its_first_row_of_that_and_closed_from_its_own():
    assert of((0, OPEN), (2, RESOLVED), (5, RESOLVED), (9, CLOSED), (12, CLOSED)) == Told((), 0, at(2), at(9))
    assert of((0, OPEN), (2, CLOSED)) == Told((), 0, at(2), at(2))


def test_a_closed_ticket_that_is_called_resolved_again_was_closed_when_it_was():
    assert of((2, CLOSED), (3, RESOLVED), (4, CLOSED)) == Told((), 0, at(2), at(2))


def test_one_that_is_opened_again_stood_still_while_it_was_solved_and_is_no_longer():
    assert of((0, OPEN), (2, RESOLVED), (3, CLOSED), (7, OPEN)) == Told(
        ((at(2), at(7), str(Waiting.RESOLVED)),), 1, None, None
    )


def test_the_last_resolution_is_the_one_that_counts():
    found = of((2, RESOLVED), (3, OPEN), (5, RESOLVED), (6, USER), (8, CLOSED))

    assert (found.reopenings, found.resolved_at, found.closed_at) == (2, at(8), at(8))
    assert [pause[2] for pause in found.pauses] == [str(Waiting.RESOLVED), str(Waiting.RESOLVED), "user"]


def test_rows_before_the_first_state_are_ignored():
    assert of((0, IGNORED), (1, IGNORED), (2, USER), (3, OPEN)).pauses == ((at(2), at(3), "user"),)


@pytest.mark.parametrize("meaning", [Meaning.USER, Meaning.SUPPLIER, Meaning.PROBLEM, Meaning.PLANNED, Meaning.OTHER])
def test_every_wait_is_a_pause_of_its_own_kind(meaning):
    assert of((1, meaning), (2, OPEN)).pauses == ((at(1), at(2), str(meaning)),)


# Priorities


def test_a_priority_holds_from_the_creation_and_each_change_from_its_row():
    assert steps(at(0), [(at(1), "low"), (at(2), "low"), (at(3), "high"), (at(4), "low")]) == (
        (at(0), "low"),
        (at(3), "high"),
        (at(4), "low"),
    )


def test_a_priority_that_never_changed_has_no_steps():
    assert steps(at(0), []) == steps(at(0), [(at(1), "low"), (at(2), "low")]) == ()


def test_a_change_before_the_creation_counts_from_it():
    assert steps(at(5), [(at(1), "low"), (at(2), "high")]) == ((at(5), "low"), (at(5), "high"))
