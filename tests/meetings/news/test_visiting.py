"""A visit lasts until its reader has been away for half a day, or says that they have seen what is new."""

from datetime import UTC, datetime, timedelta

from meetings.news.visiting import PAUSE, Visit, opened, settled

MONDAY = datetime(2024, 2, 5, 21, tzinfo=UTC)
SOON, LATER = timedelta(minutes=20), PAUSE + timedelta(hours=1)


def test_the_first_visit_has_nothing_to_be_held_against():
    assert opened(None, 1, MONDAY) == Visit(1, MONDAY, MONDAY)


def test_what_changes_between_two_visits_is_held_against_the_last_one():
    visit = opened(opened(None, 1, MONDAY), 2, MONDAY + LATER)

    assert (visit.seen, visit.before, visit.before_at) == (2, 1, MONDAY)


def test_what_is_new_stays_new_as_long_as_the_visit_lasts():
    visit = opened(opened(None, 1, MONDAY), 2, MONDAY + LATER)
    again = opened(visit, 2, MONDAY + LATER + SOON)

    assert (again.before, again.before_at) == (1, MONDAY)
    assert opened(again, 3, MONDAY + LATER + 2 * SOON).before == 1


def test_the_next_visit_begins_with_what_the_last_one_saw():
    visit = opened(opened(None, 1, MONDAY), 2, MONDAY + LATER)
    next_time = opened(visit, 2, MONDAY + 2 * LATER)

    assert (next_time.before, next_time.before_at) == (2, MONDAY + LATER)


def test_what_changes_while_the_first_visit_lasts_is_new():
    visit = opened(opened(None, 1, MONDAY), 2, MONDAY + SOON)

    assert (visit.before, visit.before_at) == (1, MONDAY)


def test_who_has_seen_it_is_told_no_more():
    visit = settled(opened(opened(None, 1, MONDAY), 2, MONDAY + LATER), MONDAY + LATER + SOON)

    assert visit.before == visit.seen == 2
    assert opened(visit, 3, MONDAY + LATER + 2 * SOON).before == 2
