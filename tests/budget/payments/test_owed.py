"""What a municipality owes, and what of it is overdue."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.payments.owed import Claim, Due, Group, Standing, Step, states_of

MARCH, MAY, JUNE = date(2024, 3, 1), date(2024, 5, 1), date(2024, 6, 1)
amounts = st.integers(-(10**9), 10**9).map(lambda ore: Decimal(ore).scaleb(-2))


def group(charged, paid, *dues):
    return Group(
        "Krav", [Claim("part-1", "Krav", Decimal(charged), Decimal(paid))], [Due("T", Decimal(a), d) for a, d in dues]
    )


@pytest.mark.parametrize(
    ("claim", "step"),
    [
        (Claim("x", "", Decimal(0), is_decided=False), Step.EXPECTED),
        (Claim("x", "", Decimal(0), is_decided=False, is_proposed=True), Step.PROPOSED),
        (Claim("x", "", Decimal(5)), Step.DECIDED),
        (Claim("x", "", Decimal(5), invoice="1001"), Step.INVOICED),
        (Claim("x", "", Decimal(5), Decimal(4), invoice="1001"), Step.INVOICED),
        (Claim("x", "", Decimal(5), Decimal(5), invoice="1001"), Step.SETTLED),
        (Claim("x", "", Decimal(0)), Step.DECIDED),
    ],
)
def test_how_far_a_charge_has_come(claim, step):
    assert claim.step == step


def test_a_charge_without_an_amount_leaves_the_sums_unfinished():
    waiting = Group("Uten beløp ennå", [Claim("x", "", Decimal(0), is_decided=False)])

    assert Standing([group(100, 0)]).is_whole
    assert not Standing([group(100, 0), waiting]).is_whole


def test_only_what_was_due_and_is_not_paid_is_overdue():
    one = group(300, 120, (100, MARCH), (100, MAY), (100, None))

    assert [one.overdue(day) for day in (MARCH, MAY, JUNE)] == [0, 0, 80]


def test_too_much_paid_of_one_charge_does_not_pay_another():
    found = Standing([group(100, 150, (100, MARCH)), group(100, 0, (100, MARCH))])

    assert (found.overdue(JUNE), found.left) == (100, 50)


def test_what_is_paid_without_a_charge_named_goes_to_what_is_overdue():
    found = Standing([group(100, 0, (100, MARCH))], unplaced=Decimal(30))

    assert (found.overdue(JUNE), found.left, found.paid) == (70, 70, 30)


def test_what_is_paid_covers_the_first_terms_first():
    dues = [Due("1", Decimal(100), MARCH), Due("2", Decimal(100), MAY), Due("3", Decimal(100), JUNE)]

    assert states_of(dues, Decimal(150), JUNE) == ["betalt", "delvis betalt, forfalt", "ikke forfalt"]


@given(st.lists(st.tuples(amounts, amounts), max_size=5), amounts)
def test_what_is_left_is_the_sum_of_what_is_left_of_each_charge(claims, unplaced):
    found = Standing([group(charged, paid) for charged, paid in claims], unplaced)

    assert found.left == sum((claim.left for claim in found.claims), -unplaced)
    assert found.overdue(JUNE) >= 0
