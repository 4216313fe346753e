"""The frame of a year out of its decisions, and how the budget of the year stands to it."""

from decimal import Decimal

import pytest

from budget.frame.frames import Following, Frame, FrameStep, following, total


def step(difference, **overrides):
    return FrameStep(**{"title": "Tiltak", "kind": "", "decision": "", "difference": Decimal(difference), **overrides})


BASE, MORE, LESS = step(1000, title="Driftsramme", is_base=True), step("50.50"), step(-20)


def frame(*steps):
    return Frame(2024, steps)


def test_a_frame_is_what_was_decided_first_with_all_that_was_decided_after():
    found = frame(MORE, BASE, LESS)

    assert (found.amount, found.base, found.changes) == (Decimal("1030.50"), 1000, Decimal("30.50"))
    assert (found.is_set, found.first, found.changing) == (True, 1000, (MORE, LESS))


def test_a_new_decision_on_the_frame_itself_is_part_of_its_base_and_a_change_of_the_first():
    again = step(-100, is_base=True)
    found = frame(BASE, again)

    assert (found.base, found.changes, found.first, found.changing) == (900, 0, 1000, (again,))


def test_changes_alone_are_no_frame():
    found = frame(MORE)

    assert (found.is_set, found.first, found.base, found.amount) == (False, None, 0, Decimal("50.50"))
    assert found.changing == (MORE,)


def test_a_year_without_decisions_has_nothing():
    assert (frame().amount, frame().is_set, frame().changing, total([])) == (0, False, (), 0)


def test_one_hidden_amount_hides_every_sum():
    assert not frame(BASE, MORE).hides_sums
    assert frame(BASE, step(5, is_hidden=True)).hides_sums


@pytest.mark.parametrize(
    ("steps", "budgeted", "found"),
    [
        ([], "1000", Following.NO_FRAME),
        ([MORE], "50.50", Following.NO_FRAME),
        ([BASE], None, Following.NO_BUDGET),
        ([BASE], "1000", Following.FOLLOWS),
        ([BASE, MORE], "1050.50", Following.FOLLOWS),
        ([BASE, MORE], "1000", Following.NOT_REGULATED),
        ([BASE, MORE], "1050.49", Following.DIFFERS),
        ([BASE], "999.99", Following.DIFFERS),
        ([BASE, MORE], "0", Following.DIFFERS),
    ],
)
def test_a_budget_follows_the_frame_to_the_ore_or_not(steps, budgeted, found):
    assert following(frame(*steps), None if budgeted is None else Decimal(budgeted)) == found
