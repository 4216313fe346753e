"""What each pays for a service, held against a slow oracle that counts unit by unit and month by month."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget.pricing.prices import (
    FixedAs,
    NoKeyInMonth,
    NoStep,
    Prices,
    Step,
    Tiering,
    apportioned,
    charge_counts,
    charge_fixed,
    step_fault,
)

MOLDE, VESTNES, RAUMA = "1506", "1535", "1539"
STEPS = (
    Step(1, 100, Decimal(50)),
    Step(101, 200, Decimal(40)),
    Step(201, None, Decimal(30)),
)


def at(count, months=range(1, 13)):
    return dict.fromkeys(months, Fraction(count))


def paid(prices, used):
    return {one: charged.amount for one, charged in charge_counts(prices, used).items()}


# Price lists


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], "Prislisten har ingen trinn. Legg inn det første, fra 1."),
        ([Step(2, None, Decimal(1))], "Det første trinnet begynner på 2. La det begynne på 1."),
        (
            [Step(1, 10, Decimal(1)), Step(12, None, Decimal(1))],
            "Prislisten har et hull: ingen pris for 11. La det ene trinnet begynne der det forrige slutter.",
        ),
        (
            [Step(1, 10, Decimal(1)), Step(21, None, Decimal(1))],
            "Prislisten har et hull: ingen pris for 11 til 20. La det ene trinnet begynne der det forrige slutter.",
        ),
        ([Step(1, 10, Decimal(1)), Step(10, 20, Decimal(1))], "Trinnene fra 1 og 10 overlapper. Rett grensene."),
        (
            [Step(1, None, Decimal(1)), Step(10, 20, Decimal(1))],
            "Trinnet fra 1 har ingen øvre grense, men det finnes et trinn over det.",
        ),
        ([Step(20, 20, Decimal(1)), Step(1, 19, Decimal(2))], ""),
        (list(STEPS), ""),
    ],
)
def test_a_price_list_with_a_hole_or_an_overlap_says_where(steps, told):
    assert step_fault(steps) == told


def test_a_count_above_the_last_step_has_no_price():
    with pytest.raises(NoStep):
        charge_counts(Prices(tiering=Tiering.OWN_WHOLE, steps=(Step(1, 10, Decimal(1)),)), {MOLDE: at(11)})


# Tiers at their edges


@pytest.mark.parametrize(
    ("count", "whole", "steps"), [(100, 5000, 5000), (101, 4040, 5040), (200, 8000, 9000), (201, 6030, 9030)]
)
def test_the_last_unit_of_a_step_and_the_first_of_the_next(count, whole, steps):
    one_month = {MOLDE: at(count, [1])}

    assert paid(Prices(tiering=Tiering.OWN_WHOLE, steps=STEPS), one_month) == {MOLDE: Decimal(whole)}
    assert paid(Prices(tiering=Tiering.OWN_STEPS, steps=STEPS), one_month) == {MOLDE: Decimal(steps)}


def test_the_sum_of_the_cooperation_chooses_the_step_for_all():
    used = {MOLDE: at(90, [1]), VESTNES: at(11, [1])}

    assert paid(Prices(tiering=Tiering.TOTAL_WHOLE, steps=STEPS), used) == {MOLDE: Decimal(3600), VESTNES: Decimal(440)}


def test_the_sum_step_by_step_is_split_by_the_counts():
    used = {MOLDE: at(90, [1]), VESTNES: at(30, [1])}

    # 100 at 50 and 20 at 40 are 5 800, of which Molde has three quarters.
    assert paid(Prices(tiering=Tiering.TOTAL_STEPS, steps=STEPS), used) == {
        MOLDE: Decimal(4350),
        VESTNES: Decimal(1450),
    }


def test_a_mean_between_two_steps_belongs_to_the_upper_one():
    used = {MOLDE: at(Fraction(201, 2), [1])}

    assert paid(Prices(tiering=Tiering.OWN_WHOLE, steps=STEPS), used) == {MOLDE: Decimal(4020)}
    assert paid(Prices(tiering=Tiering.OWN_STEPS, steps=STEPS), used) == {MOLDE: Decimal(5020)}


def test_one_that_joins_in_july_moves_the_sum_from_july():
    used = {MOLDE: at(100), VESTNES: at(1, range(7, 13))}

    # Half a year at 50 for 100, half a year at 40 for 101.
    assert paid(Prices(tiering=Tiering.TOTAL_WHOLE, steps=STEPS), used) == {
        MOLDE: Decimal(6 * 100 * 50 + 6 * 100 * 40),
        VESTNES: Decimal(6 * 40),
    }


# Against the oracle

counts = st.integers(0, 30)
amounts = st.integers(-100_000, 100_000).map(lambda ore: Decimal(ore).scaleb(-2))
usages = st.dictionaries(
    st.sampled_from([MOLDE, VESTNES, RAUMA, "1547", "1579"]),
    st.dictionaries(st.integers(1, 12), counts, min_size=1, max_size=4),
    min_size=1,
)


@st.composite
def price_lists(draw):
    tiering = draw(st.sampled_from(list(Tiering)))
    is_yearly = draw(st.booleans())
    if tiering is Tiering.NONE:
        return Prices(draw(amounts), is_yearly)
    limits = sorted(draw(st.sets(st.integers(1, 90), max_size=4)))
    firsts = [1, *(limit + 1 for limit in limits)]
    lasts = [*limits, None]
    steps = tuple(Step(first, last, draw(amounts)) for first, last in zip(firsts, lasts, strict=True))
    return Prices(is_yearly=is_yearly, tiering=tiering, steps=steps)


def price_of_unit(prices, unit):
    return next(step.price for step in prices.steps if step.first <= unit and (step.last is None or unit <= step.last))


def month_by_hand(prices, count):
    """Unit by unit."""
    if prices.tiering is Tiering.NONE:
        return sum((Fraction(prices.amount) for _ in range(count)), Fraction(0))
    if prices.tiering in (Tiering.OWN_WHOLE, Tiering.TOTAL_WHOLE):
        return sum((Fraction(price_of_unit(prices, count)) for _ in range(count)), Fraction(0))
    return sum((Fraction(price_of_unit(prices, unit)) for unit in range(1, count + 1)), Fraction(0))


def by_hand(prices, used):
    """Month by month, exact, NOK."""
    found = dict.fromkeys(used, Fraction(0))
    for month in range(1, 13):
        here = {one: by_month[month] for one, by_month in used.items() if month in by_month}
        total = sum(here.values())
        for one, count in here.items():
            if prices.tiering in (Tiering.TOTAL_WHOLE, Tiering.TOTAL_STEPS):
                cost = month_by_hand(prices, total) * Fraction(count, total) if total else Fraction(0)
            else:
                cost = month_by_hand(prices, count)
            found[one] += cost / 12 if prices.is_yearly else cost
    return found


def half_up(value):
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@settings(deadline=None, max_examples=40)
@given(price_lists(), usages)
def test_what_each_pays_is_what_counting_by_hand_gives(prices, used):
    charged = charge_counts(prices, {one: {m: Fraction(c) for m, c in months.items()} for one, months in used.items()})
    wanted = by_hand(prices, used)

    assert {one: found.exact for one, found in charged.items()} == wanted
    for one, found in charged.items():
        assert abs(Fraction(found.amount) - wanted[one]) < Fraction(1, 100)
    total = sum((found.amount for found in charged.values()), Decimal(0))
    if prices.tiering is Tiering.TOTAL_STEPS:
        assert total == half_up(sum(wanted.values(), Fraction(0)))
    else:
        assert {one: found.amount for one, found in charged.items()} == {one: half_up(x) for one, x in wanted.items()}


@settings(deadline=None, max_examples=40)
@given(price_lists(), usages)
def test_a_rebate_is_the_negative_of_the_price_and_order_does_not_matter(prices, used):
    exact = {one: {m: Fraction(c) for m, c in months.items()} for one, months in used.items()}
    steps = tuple(Step(step.first, step.last, -step.price) for step in prices.steps)
    rebate = Prices(-prices.amount, prices.is_yearly, prices.tiering, steps)

    assert paid(rebate, exact) == {one: -amount for one, amount in paid(prices, exact).items()}
    assert paid(prices, dict(reversed(exact.items()))) == paid(prices, exact)


# Fixed prices


def test_a_fixed_price_from_each_is_for_the_months_that_it_takes_part():
    charged = charge_fixed(Prices(Decimal(1000)), FixedAs.EACH, {MOLDE: range(1, 13), VESTNES: range(7, 13)})

    assert {one: (found.months, found.amount) for one, found in charged.items()} == {
        MOLDE: (12, Decimal(12000)),
        VESTNES: (6, Decimal(6000)),
    }


def test_a_fixed_sum_is_split_month_by_month_between_those_that_take_part():
    charged = charge_fixed(
        Prices(Decimal(1200), is_yearly=True), FixedAs.EQUALLY, {MOLDE: range(1, 13), VESTNES: range(7, 13)}
    )

    assert {one: found.amount for one, found in charged.items()} == {MOLDE: Decimal(900), VESTNES: Decimal(300)}


def test_a_fixed_sum_by_key_is_split_by_the_shares_of_those_that_take_part():
    key = {MOLDE: Decimal("45.87"), VESTNES: Decimal("12.39"), RAUMA: Decimal("41.74")}

    charged = charge_fixed(Prices(Decimal(100)), FixedAs.BY_KEY, {MOLDE: [1], VESTNES: [1]}, lambda month: key)

    # 45.87 and 12.39 of 58.26.
    assert {one: found.amount for one, found in charged.items()} == {MOLDE: Decimal("78.73"), VESTNES: Decimal("21.27")}


def test_a_month_without_a_key_says_which():
    with pytest.raises(NoKeyInMonth) as fault:
        charge_fixed(
            Prices(Decimal(100)),
            FixedAs.BY_KEY,
            {MOLDE: [1, 2]},
            lambda month: {MOLDE: Decimal(100)} if month == 1 else {},
        )

    assert fault.value.month == 2


@settings(deadline=None, max_examples=40)
@given(
    amounts,
    st.booleans(),
    st.sampled_from([FixedAs.EQUALLY, FixedAs.BY_KEY]),
    st.dictionaries(st.sampled_from([MOLDE, VESTNES, RAUMA]), st.sets(st.integers(1, 12), min_size=1), min_size=1),
)
def test_the_parts_of_a_fixed_sum_add_up_to_it(price, is_yearly, how, taking_part):
    key = {MOLDE: Decimal("45.87"), VESTNES: Decimal("12.39"), RAUMA: Decimal("41.74")}

    charged = charge_fixed(Prices(price, is_yearly), how, taking_part, lambda month: key)

    months = len(set().union(*taking_part.values()))
    assert sum(found.amount for found in charged.values()) == half_up(
        Fraction(price) * months / (12 if is_yearly else 1)
    )


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.text("0123456789", min_size=4, max_size=4), st.fractions(-1000, 1000, max_denominator=97), min_size=1
    )
)
def test_the_parts_add_up_and_those_with_nothing_get_exactly_nothing(exact):
    parts = apportioned(exact)

    assert sum(parts.values()) == half_up(sum(exact.values()))
    assert {one for one, part in parts.items() if not exact[one] and part} == set()
    assert parts == {one: -part for one, part in apportioned({one: -x for one, x in exact.items()}).items()}
