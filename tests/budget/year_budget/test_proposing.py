"""Which line a decision on the frame is like, by the words they share."""

from decimal import Decimal

import pytest

from budget.year_budget.proposing import Cost, most_like, proposed_lines

LINES = {1: "Lønn", 2: "Lisens, vedlikehold og support", 3: "Konsulenter", 4: "Telefoni og linjer"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("lønn", 1),
        ("Økte lisenser", None),  # another form of the word is another word
        ("Ny lisens til skolene", 2),
        ("Bistand fra konsulenter", 3),
        ("Konsulenter til telefoni", None),  # as much of one as of the other
        ("Noe helt annet", None),
        ("", None),
    ],
)
def test_the_line_with_most_words_in_common_is_proposed_if_there_is_one(text, line):
    assert most_like(text, LINES) == line


def test_each_cost_goes_to_its_line_where_all_have_one():
    costs = [Cost("Lisens", Decimal(70)), Cost("Konsulenter", Decimal(30)), Cost("Support", Decimal(1))]

    assert proposed_lines("Prosjekt", Decimal(101), costs, LINES) == {2: Decimal(71), 3: Decimal(30)}


def test_costs_that_are_not_the_whole_decide_no_amounts():
    costs = [Cost("Lisens", Decimal(70)), Cost("Konsulenter", Decimal(30))]

    assert proposed_lines("Telefoni", Decimal(120), costs, LINES) == {4: Decimal(120)}


def test_nothing_is_proposed_where_nothing_is_alike():
    assert proposed_lines("Prosjekt", Decimal(100), [], LINES) == {}
