"""Moments as files write them, and the clock that was skipped or came twice."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from support.files.times import Format, Moment, Twice, guess_format, read_moment

ISO, DOTS, DAY_FIRST, MONTH_FIRST, NAMED = Format
NOON = datetime(2024, 2, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "written", "moment"),
    [
        ("2024-02-01 13:30", ISO, (2024, 2, 1, 12, 30)),
        ("2024-07-01 13:30", ISO, (2024, 7, 1, 11, 30)),
        ("2024-02-01T13:30:05Z", ISO, (2024, 2, 1, 13, 30, 5)),
        ("2024-02-01T13:30+05:00", ISO, (2024, 2, 1, 8, 30)),
        ("01.02.2024 13.30", DOTS, (2024, 2, 1, 12, 30)),
        ("1/2/2024 13:30", DAY_FIRST, (2024, 2, 1, 12, 30)),
        ("1/2/2024 13:30", MONTH_FIRST, (2024, 1, 2, 12, 30)),
        ("1/2/24", DAY_FIRST, (2024, 1, 31, 23)),
        ("2/1/2024 1:30 PM", MONTH_FIRST, (2024, 2, 1, 12, 30)),
        ("2/1/2024 12:30 a.m.", MONTH_FIRST, (2024, 1, 31, 23, 30)),
        ("2/1/2024 12:30 PM", MONTH_FIRST, (2024, 2, 1, 11, 30)),
    ],
)
def test_a_text_is_read_as_it_is_said_to_be_written(text, written, moment):
    assert read_moment(text, written) == Moment(datetime(*moment, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "written"),
    [("1/2/2024", ISO), ("2024-02-01", DAY_FIRST), ("2024-02-01", DOTS), ("13/13/2024", DAY_FIRST),
     ("1/2/2024 13:30 PM", MONTH_FIRST), ("1/2/2024 0:30 AM", MONTH_FIRST), ("i går", ISO)],
)  # fmt: skip
def test_a_text_of_another_format_is_refused(text, written):
    with pytest.raises(ValueError, match="«"):
        read_moment(text, written)


def test_a_cell_that_is_a_moment_already_is_read_in_every_format():
    cell = datetime(2024, 2, 1, 13, tzinfo=timezone(timedelta(hours=1)))

    assert {read_moment(cell, written).first for written in Format} == {NOON}


def test_the_hour_that_came_twice_is_two_moments():
    moment = read_moment("2024-10-27 02:30", ISO)

    assert (moment.first, moment.second) == (
        datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
        datetime(2024, 10, 27, 1, 30, tzinfo=UTC),
    )
    assert read_moment("2024-10-27 01:59", ISO).second is None
    assert read_moment("2024-10-27 03:00", ISO).second is None


@pytest.mark.parametrize(("text", "written"), [("2024-03-31 02:30", ISO), ("31.03.2024 02.30", DOTS),
                                               ("31/3/2024 02:30", DAY_FIRST)])  # fmt: skip
def test_the_hour_that_was_skipped_is_refused_or_moved_on(text, written):
    with pytest.raises(ValueError, match="finnes ikke: klokken ble stilt fram"):
        read_moment(text, written)

    assert read_moment(text, written, moves_skipped=True) == Moment(
        datetime(2024, 3, 31, 1, 30, tzinfo=UTC), is_moved=True
    )


FIRST, SECOND = NOON, NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("choice", "not_before", "chosen"),
    [
        (Twice.FIRST, SECOND, FIRST),
        (Twice.SECOND, None, SECOND),
        (Twice.ORDER, None, FIRST),
        (Twice.ORDER, FIRST, FIRST),
        (Twice.ORDER, FIRST + timedelta(seconds=1), SECOND),
        ("", SECOND, FIRST),
    ],
)
def test_which_of_two_is_meant_is_chosen(choice, not_before, chosen):
    assert Moment(FIRST, SECOND).chosen(choice, not_before) == chosen


def test_a_moment_that_came_once_is_that_whatever_is_chosen():
    assert {Moment(FIRST).chosen(choice, SECOND) for choice in Twice} == {FIRST}


@pytest.mark.parametrize(
    ("texts", "guess"),
    [
        (["2024-02-01", "2024-02-02 10:00"], (ISO, True)),
        (["01.02.2024", "2.2.2024 10:00"], (DOTS, True)),
        (["1/2/2024", "13/2/2024"], (DAY_FIRST, True)),
        (["1/2/2024", "1/13/2024"], (MONTH_FIRST, True)),
        (["13/2/2024", "1/13/2024"], (DAY_FIRST, False)),
        (["1/2/2024", "3/4/2024"], (DAY_FIRST, False)),
        ([], (ISO, True)),
    ],
)
def test_the_format_is_guessed_and_whether_it_could_be_another(texts, guess):
    assert guess_format(texts) == guess
