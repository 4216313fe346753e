"""The invariants of splitting an amount, for any number of members and both units; and what the council was shown."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.keys.allocation import allocate, check_shares, sum_fault
from rorikt.amounts import KRONE, ORE
from tests.budget import golden
from tests.factories import KEY_2023, KEY_2024
from tests.thorough import examples

KEY_OF_2023 = {number: Decimal(share) for number, share in KEY_2023.items()}
KEY_OF_2024 = {number: Decimal(share) for number, share in KEY_2024.items()}
LARGEST = 10**14
# The fast suite takes a sample of each; the slow one more, and `./run test --thorough` ten thousand.
sampled = settings(max_examples=150, deadline=None)
thoroughly = settings(
    max_examples=examples(1_000, thorough=10_000), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def keys(draw):
    """One to twenty members whose shares, in hundredths of a per cent, sum to 100.00; some of them are zero."""
    members = draw(st.lists(st.integers(301, 5636), min_size=1, max_size=20, unique=True))
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=len(members) - 1, max_size=len(members) - 1)))
    shares = [after - before for before, after in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    return {f"{member:04}": Decimal(share) / 100 for member, share in zip(members, shares, strict=True)}


@st.composite
def splits(draw):
    """An amount, a key and a unit. Small amounts are as likely as large, since they leave most units over."""
    unit = draw(st.sampled_from([ORE, KRONE]))
    units = draw(st.one_of(st.integers(-100, 100), st.integers(-LARGEST, LARGEST)))
    return units * unit, draw(keys()), unit


def the_parts_add_up_to_the_amount(amount, shares, unit):
    parts = allocate(amount, shares, unit)

    assert parts.keys() == shares.keys()
    assert sum(parts.values()) == amount


def every_part_is_whole_and_less_than_a_unit_from_its_exact_share(amount, shares, unit):
    parts = allocate(amount, shares, unit)

    assert all(part % unit == 0 for part in parts.values())
    assert all(abs(parts[number] - amount * share / 100) < unit for number, share in shares.items())


def who_has_no_share_pays_nothing(amount, shares, unit):
    parts = allocate(amount, shares, unit)

    assert {parts[number] for number, share in shares.items() if share == 0} <= {Decimal(0)}


def a_negative_amount_splits_as_the_negative_of_the_positive_one(amount, shares, unit):
    assert allocate(-amount, shares, unit) == {number: -part for number, part in allocate(amount, shares, unit).items()}


def the_order_of_the_members_changes_nothing(amount, shares, unit):
    """By share from either end, and by number from either end."""
    by_share = sorted(shares, key=lambda number: (shares[number], number))
    parts = allocate(amount, shares, unit)

    for order in (by_share, by_share[::-1], sorted(shares), sorted(shares, reverse=True)):
        assert allocate(amount, {number: shares[number] for number in order}, unit) == parts


def the_same_input_gives_the_same_parts_and_leaves_the_key_alone(amount, shares, unit):
    before = dict(shares)

    assert allocate(amount, shares, unit) == allocate(amount, shares, unit)
    assert shares == before


def a_larger_share_never_pays_less(amount, shares, unit):
    parts = allocate(amount, shares, unit)

    by_share = sorted(shares, key=lambda number: (shares[number], abs(parts[number])))
    assert [abs(parts[number]) for number in by_share] == sorted(abs(part) for part in parts.values())


INVARIANTS = (
    the_parts_add_up_to_the_amount,
    every_part_is_whole_and_less_than_a_unit_from_its_exact_share,
    who_has_no_share_pays_nothing,
    a_negative_amount_splits_as_the_negative_of_the_positive_one,
    the_order_of_the_members_changes_nothing,
    the_same_input_gives_the_same_parts_and_leaves_the_key_alone,
    a_larger_share_never_pays_less,
)


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.__name__)
def test_a_split_keeps_its_promises(invariant):
    @sampled
    @given(splits())
    def holds(split):
        invariant(*split)

    holds()


@pytest.mark.slow
@thoroughly
@given(splits())
def test_every_promise_holds_for_a_thousand_splits(split):
    for invariant in INVARIANTS:
        invariant(*split)


def test_on_a_tie_the_lowest_municipality_number_gets_the_unit():
    quarters = {"1579": Decimal(25), "1506": Decimal(25), "1547": Decimal(25), "1535": Decimal(25)}

    assert allocate(Decimal("0.02"), quarters) == {
        "1506": Decimal("0.01"),
        "1535": Decimal("0.01"),
        "1547": Decimal(0),
        "1579": Decimal(0),
    }
    assert allocate(Decimal("-0.01"), quarters)["1506"] == Decimal("-0.01")


def test_nothing_is_printed_as_minus_zero():
    parts = allocate(Decimal(-1), {"1506": Decimal(100), "1535": Decimal(0)})

    assert {number: str(part) for number, part in parts.items()} == {"1506": "-1.00", "1535": "0.00"}


@pytest.mark.parametrize(
    ("amount", "shares", "unit", "fault"),
    [
        (Decimal(1), {"1506": Decimal("99.99")}, ORE, "shares sum to 99.99, not 100"),
        (Decimal(1), {}, ORE, "shares sum to 0, not 100"),
        (Decimal(1), {"1506": Decimal(101), "1535": Decimal(-1)}, ORE, "a share is negative"),
        (Decimal("0.001"), {"1506": Decimal(100)}, ORE, "0.001 is not a whole number of 0.01"),
        (Decimal("0.50"), {"1506": Decimal(100)}, KRONE, "0.50 is not a whole number of 1"),
    ],
)
def test_what_cannot_be_split_without_loss_is_refused(amount, shares, unit, fault):
    with pytest.raises(ValueError, match=fault):
        allocate(amount, shares, unit)


def test_the_keys_of_the_council_are_whole():
    check_shares(KEY_OF_2023)
    check_shares(KEY_OF_2024)

    assert sum_fault(KEY_OF_2023) == sum_fault(KEY_OF_2024) == ""


def test_a_wrong_sum_is_told_with_what_is_missing_or_too_much():
    short = {"1506": Decimal("60.00"), "1535": Decimal("39.99")}
    long = {"1506": Decimal("60.00"), "1535": Decimal("40.50")}

    assert sum_fault(short).replace("\u00a0", " ") == (
        "Andelene er til sammen 99,99 %; det mangler 0,01 prosentpoeng. De skal være nøyaktig 100,00 %."
    )
    assert sum_fault(long).replace("\u00a0", " ") == (
        "Andelene er til sammen 100,50 %; det er 0,50 prosentpoeng for mye. De skal være nøyaktig 100,00 %."
    )


def test_the_split_shown_to_the_council_is_reproduced_to_the_krone():
    parts = allocate(Decimal(1_864_000), KEY_OF_2024, unit=KRONE)

    assert parts == golden.PRINTED_COST_SPLIT_2024


def test_the_split_of_the_overspend_has_the_ore_that_the_printed_one_lacks():
    """Cut down to whole øre, the shares leave 2 øre. The largest remainders are those of Vestnes (0.63 øre) and
    Molde (0.46 øre). The papers rounded each share alone, so Vestnes was rounded up, and Molde lost its øre.
    """
    parts = allocate(golden.OVERSPEND, KEY_OF_2023)

    assert sum(parts.values()) == golden.OVERSPEND
    assert sum(golden.PRINTED_SPLIT.values()) == golden.OVERSPEND - ORE
    assert parts == {**golden.PRINTED_SPLIT, "1506": Decimal("888861.04")}


def test_the_split_of_the_investments_is_the_printed_one():
    parts = allocate(golden.EXPENSES_EXCL_VAT, KEY_OF_2023)

    assert parts == {number: Decimal(expenses) for number, (_, expenses, _) in golden.PRINTED_SETTLEMENT.items()}
