"""Which rule places an account, and what the rows of a file add up to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.ledger.codes import (
    UNKNOWN,
    Codes,
    Place,
    Rule,
    TotalKey,
    Totals,
    covered,
    enclosing,
    place,
    would_move_nothing,
)
from budget.ledger.kostra import arts
from budget.ledger.unplaced import Unplaced
from rorikt.amounts import kroner

LONN, LISENS = 1, 2


def by_account(first, last, target=LONN):
    return Rule(False, first, last, target)


def by_art(first, last, target=LISENS):
    return Rule(True, first, last, target)


@pytest.mark.parametrize(
    ("code", "holds"),
    [("10100", True), ("10999", True), ("10500", True), ("10099", False), ("11000", False), ("1050", False),
     ("105000", False), ("", False)],
)  # fmt: skip
def test_a_range_holds_from_its_first_to_its_last_of_the_same_length(code, holds):
    assert by_account("10100", "10999").holds_for(code) == holds


def test_an_account_is_placed_by_the_range_it_lies_in():
    rules = [by_account("10000", "10999"), by_account("11000", "11999", LISENS)]

    assert place(Codes("11000", ""), rules) == Place(True, LISENS)
    assert place(Codes("12000", ""), rules) == UNKNOWN == Place(False, None)
    assert place(Codes("12000", ""), []) == UNKNOWN


def test_the_account_is_asked_before_the_art_whichever_rule_comes_first():
    rules = [by_art("100", "199"), by_account("10000", "10999")]

    for order in (rules, rules[::-1]):
        assert place(Codes("10100", "110"), order) == Place(True, LONN)
    assert place(Codes("20100", "110"), rules) == Place(True, LISENS)


def test_a_rule_of_arts_does_not_look_at_accounts_nor_the_other_way():
    assert place(Codes("110", ""), [by_art("100", "199")]) == UNKNOWN
    assert place(Codes("", "110"), [by_account("100", "199")]) == UNKNOWN


def test_an_account_may_be_known_to_stand_outside_the_result():
    assert place(Codes("30000", ""), [by_account("30000", "39999", None)]) == Place(True, None) != UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        (by_account("1000", "1999"), by_account("1999", "2999"), True),
        (by_account("1000", "1999"), by_account("2000", "2999"), False),
        (by_account("1000", "1999"), by_account("1200", "1300"), True),
        (by_account("1000", "1999"), by_account("10000", "19999"), False),
        (by_account("100", "199"), by_art("100", "199"), False),
    ],
)
def test_ranges_overlap_where_one_code_would_be_in_both(one, other, do):
    assert one.overlaps(other) == other.overlaps(one) == do


# What a file adds up to


def test_rows_of_one_key_are_summed_to_the_ore_and_counted():
    totals, key = Totals(), TotalKey(2024, 1, "10100", "")
    for amount, name in (("0.10", ""), ("0.20", "Lønn"), ("-0.05", "Fastlønn")):
        totals.add(key, Decimal(amount), name)
    totals.add(TotalKey(2024, 2, "10100", ""), Decimal(7))

    total = totals.by_key[key]
    assert (total.amount, total.count, total.name) == (Decimal("0.25"), 3, "Lønn")
    assert totals.amount == Decimal("7.25")
    assert totals.months() == {(2024, 1), (2024, 2)}


def test_an_empty_file_adds_up_to_nothing():
    assert (Totals().amount, Totals().months()) == (0, set())


def test_a_row_that_tells_only_its_year_stands_for_all_its_months():
    found = covered([(2023, 0), (2024, 3), (2024, 13)])

    assert found == {*((2023, month) for month in range(1, 13)), (2024, 3), (2024, 13)}


@pytest.mark.parametrize(("year", "vikar"), [(2019, False), (2024, False), (2025, True), (2031, True)])
def test_the_arts_of_kostra_are_those_of_the_year(year, vikar):
    found = arts(year)

    assert found["010"] == "Fastlønn"
    assert ("271" in found) == vikar  # innleie fra private: from 2025
    assert all(code.isdigit() and name for code, name in found.items())


# What belongs nowhere


@pytest.mark.parametrize(("count", "accounts"), [(1, "1 konto"), (2, "2 konti")])
def test_what_a_sum_lacks_is_told_with_its_accounts(count, accounts):
    lacking = Unplaced(count, Decimal("14.50"))

    assert lacking
    assert lacking.sentence(kroner) == f"Ikke med i summene: 14,50 på {accounts} uten type utgift."
    assert lacking.without(kroner) == f"uten 14,50 på {accounts} som mangler type utgift"


def test_nothing_is_said_where_nothing_is_missing():
    assert not Unplaced()
    assert Unplaced().sentence(kroner) == ""
    assert Unplaced(1).sentence(kroner).startswith("Ikke med i summene: 0,00")


# Ranges in each other


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        (by_account("1000", "1999"), by_account("1200", "1300"), False),
        (by_account("1000", "1999"), by_account("1000", "1300"), False),
        (by_account("1000", "1999"), by_account("2000", "2999"), False),
        (by_account("1000", "1999"), by_account("1999", "2999"), True),
        (by_account("1000", "1999"), by_account("1000", "1999", LISENS), True),
        (by_account("1000", "1999"), by_account("10000", "19999"), False),
        (by_account("100", "199"), by_art("100", "199"), False),
    ],
)
def test_ranges_collide_where_nobody_could_tell_which_holds(one, other, do):
    assert one.collides_with(other) == other.collides_with(one) == do


def families():
    """Rules of which no two collide, in any order."""
    ends = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)
    rules = st.lists(st.tuples(st.booleans(), st.sampled_from([2, 3]), ends), max_size=8)
    return rules.map(_without_collisions)


def _without_collisions(drawn):
    kept = []
    for by_art, width, (first, last) in drawn:
        rule = Rule(by_art, str(first).zfill(width), str(last).zfill(width), len(kept) % 4 or None)
        if not any(rule.collides_with(other) for other in kept):
            kept.append(rule)
    return kept


def width_of(rule):
    return int(rule.last) - int(rule.first)


@given(families())
def test_an_account_stands_where_the_narrowest_range_that_holds_it_says(rules):
    for account, art in ((str(number).zfill(width), "050") for width in (2, 3) for number in range(0, 100, 3)):
        candidates = [rule for rule in rules if rule.holds_for(art if rule.by_art else account)]
        by_account_first = [rule for rule in candidates if not rule.by_art] or candidates
        expected = min(by_account_first, key=width_of, default=None)

        for order in (rules, rules[::-1]):
            found = place(Codes(account, art), order)
            assert found == (UNKNOWN if expected is None else Place(True, expected.target))


@given(families())
def test_each_range_knows_the_narrowest_one_around_it(rules):
    expected = [min((one for one in rules if rule.lies_in(one)), key=width_of, default=None) for rule in rules]

    assert enclosing(rules) == expected


@given(families(), st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted))
def test_a_rule_that_moves_nothing_leaves_every_placed_account_where_it_is(rules, ends):
    added = Rule(False, *(str(end).zfill(2) for end in ends), 9)
    codes = [Codes(str(number).zfill(2), "") for number in range(100)]
    before = {one: place(one, rules) for one in codes}

    if would_move_nothing(added, rules):
        after = {one: place(one, [*rules, added]) for one in codes}
        assert all(after[one] == before[one] for one in codes if before[one].is_known)
