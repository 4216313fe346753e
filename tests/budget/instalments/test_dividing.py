"""How the amounts of a year are divided on its days of payment, and what comes late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.instalments.dividing import Owed, Term, divide, divided, fault_of

QUARTERS = [Term(date(2024, month, 15)) for month in (2, 5, 8, 11)]
amounts = st.integers(-(10**11), 10**11).map(lambda ore: Decimal(ore).scaleb(-2))
days = st.dates(date(2024, 1, 1), date(2024, 12, 31))
weights = st.integers(1, 10_000).map(lambda hundredths: Decimal(hundredths).scaleb(-2))


@st.composite
def plans(draw):
    due = sorted(draw(st.sets(days, max_size=12)))
    return [Term(day, draw(weights), draw(st.none() | days)) for day in due]


owed = st.builds(Owed, amounts, st.none() | days, st.none() | days)


def test_equal_terms_have_the_rest_on_the_last():
    assert divide(Decimal("100.00"), [Decimal(1)] * 3) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert divide(Decimal("-100.00"), [Decimal(1)] * 3) == [Decimal("-33.33"), Decimal("-33.33"), Decimal("-33.34")]


def test_terms_by_per_cent_are_cut_down_and_the_last_takes_the_rest():
    parts = divide(Decimal("240091.31"), [Decimal("12.50"), Decimal("37.50"), Decimal("50.00")])

    assert parts == [Decimal("30011.41"), Decimal("90034.24"), Decimal("120045.66")]


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(1), Decimal(-1)]])
def test_what_is_no_plan_divides_nothing(weights):
    with pytest.raises(ValueError, match="no weights"):
        divide(Decimal(1), weights)


@given(st.lists(owed, max_size=6), plans())
def test_the_terms_add_up_to_the_charge_to_the_ore(charges, terms):
    found = divided(charges, terms)

    assert found.total == sum((one.amount for one in charges), Decimal(0))
    assert all(amount == round(amount, 2) for _, amount in found.terms)


@given(amounts, plans())
def test_no_term_is_further_than_an_ore_from_its_part_but_the_last(amount, terms):
    parts = [part for _, part in divided([Owed(amount)], terms).terms]

    whole = sum(term.weight for term in terms)
    for term, part in list(zip(terms, parts, strict=True))[:-1]:
        assert abs(part - amount * term.weight / whole) < Decimal("0.01")


@given(st.lists(owed, max_size=4), amounts, days, plans())
def test_what_is_decided_late_moves_no_term_that_was_due(charges, amount, day, terms):
    before = divided(charges, terms).terms
    after = divided([*charges, Owed(amount, decided_on=day)], terms).terms

    assert [one for one in after if one[0].due_on <= day] == [one for one in before if one[0].due_on <= day]


def test_a_decision_of_june_goes_on_the_terms_that_are_left():
    found = divided([Owed(Decimal(400)), Owed(Decimal(100), date(2024, 6, 12), date(2024, 6, 20))], QUARTERS)

    assert [amount for _, amount in found.terms] == [100, 100, 150, 150]


def test_a_term_that_is_invoiced_takes_nothing_more():
    invoiced = [*QUARTERS[:2], Term(date(2024, 8, 15), invoiced_on=date(2024, 6, 1)), QUARTERS[3]]

    found = divided([Owed(Decimal(400)), Owed(Decimal(100), date(2024, 6, 12), date(2024, 6, 20))], invoiced)

    assert [amount for _, amount in found.terms] == [100, 100, 100, 200]


def test_what_comes_after_the_last_term_stands_alone():
    found = divided([Owed(Decimal(7), QUARTERS[-1].due_on + timedelta(days=1))], QUARTERS)

    assert (found.after, found.total) == (7, 7)


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ([(date(2024, 2, 1), None), (date(2024, 2, 1), None)], "To terminer har samme forfall"),
        ([(date(2023, 12, 31), None)], "31.12.2023 er ikke i 2024"),
        ([(date(2024, 2, 1), Decimal(50)), (date(2024, 8, 1), None)], "Skriv andelen for alle terminene"),
        ([(date(2024, 2, 1), Decimal(50)), (date(2024, 8, 1), Decimal(49))], "til sammen 99 prosent"),
        ([(date(2024, 2, 1), Decimal(50)), (date(2025, 3, 1), Decimal(50))], ""),
        ([], ""),
    ],
)
def test_a_plan_that_cannot_hold_is_told_in_words(terms, fault):
    assert fault_of(terms, 2024).startswith(fault) if not fault else fault in fault_of(terms, 2024)
    assert bool(fault_of(terms, 2024)) == bool(fault)
