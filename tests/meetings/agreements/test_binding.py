"""How long agreements bind, what comes next, and what they cost in a year."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.agreements.binding import Agreement, NoShare, coming, faults, shared, standing

TODAY = date(2024, 6, 15)
WEIGHTS = {"1506": 4587, "1535": 1312, "1539": 1265, "1547": 836, "1579": 2000}


def agreement(**told):
    return Agreement(**{"title": "Sakssystem", "cost": Decimal(12000), "notice": date(2024, 9, 30), **told})


@pytest.mark.parametrize(
    ("first", "last", "year", "amount"),
    [
        (None, None, 2024, "12000.00"),
        (date(2024, 1, 1), date(2024, 12, 31), 2024, "12000.00"),
        (date(2024, 7, 1), None, 2024, "6000.00"),
        (date(2024, 1, 1), date(2024, 6, 30), 2024, "6000.00"),
        (date(2024, 1, 15), date(2025, 1, 14), 2024, "11000.00"),
        (date(2024, 1, 15), date(2025, 1, 14), 2025, "1000.00"),
        (date(2025, 1, 1), None, 2024, "0"),
        (None, date(2023, 12, 31), 2024, "0"),
    ],
)
def test_a_month_is_paid_for_where_the_agreement_holds_on_its_first_day(first, last, year, amount):
    assert agreement(first=first, last=last).cost_in(year) == Decimal(amount)


@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)), st.integers(0, 10**9))
def test_two_agreements_that_follow_each_other_cost_as_much_as_one(change, ore):
    cost = Decimal(ore * 12) / 100
    before = agreement(first=date(2022, 1, 1), last=date.fromordinal(change.toordinal() - 1), cost=cost)
    after = agreement(first=change, last=date(2027, 12, 31), cost=cost)

    for year in range(2022, 2028):
        assert before.cost_in(year) + after.cost_in(year) == cost


def test_an_unknown_cost_is_not_taken_for_nothing():
    assert agreement(cost=None).cost_in(2024) is None
    assert agreement(cost=None, last=date(2023, 1, 1)).cost_in(2024) == 0


def test_what_is_negotiated_costs_and_binds_from_the_day_it_says():
    assert agreement(state="forhandles").cost_in(2024) == 0
    assert not agreement(state="forhandles").binds_after(2024)
    assert agreement(state="forhandles", first=date(2024, 7, 1)).cost_in(2024) == 6000


@pytest.mark.parametrize(
    ("told", "binds"),
    [
        ({"last": date(2026, 12, 31)}, False),
        ({"last": date(2027, 1, 1)}, True),
        ({"last": None}, True),
        ({"last": date(2028, 1, 1), "is_over": True}, False),
        ({"first": date(2027, 3, 1), "last": date(2028, 1, 1)}, True),
    ],
)
def test_what_binds_after_a_year_ends_later_or_never(told, binds):
    assert agreement(**told).binds_after(2026) is binds


def test_what_comes_is_in_the_order_of_its_days_and_each_agreement_once():
    first = agreement(title="Brannmur", notice=date(2024, 8, 1), last=date(2024, 12, 1))
    second = agreement(title="Arkiv", notice=date(2024, 1, 1), last=date(2024, 7, 1))
    given_notice = agreement(title="Skole", notice=date(2024, 7, 2), last=date(2025, 7, 1), state="sagt-opp")
    over = agreement(title="Gammel", last=date(2024, 7, 1), is_over=True)

    found = coming([first, second, given_notice, over], TODAY, date(2024, 12, 31))

    assert [(one.agreement.title, one.day, one.what) for one in found] == [
        ("Arkiv", date(2024, 7, 1), "Går ut"),
        ("Brannmur", date(2024, 8, 1), "Må sies opp senest"),
    ]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"notice": TODAY, "last": date(2024, 12, 31)},
         "Kan sies opp til og med 15.06.2024, ellers binder den ut 31.12.2024"),
        ({"notice": date(2024, 6, 14), "last": date(2024, 12, 31)},
         "Fristen for å si opp gikk ut 14.06.2024: binder ut 31.12.2024"),
        ({"notice": None, "last": date(2024, 12, 31)}, "Binder ut 31.12.2024"),
        ({"notice": None, "last": None}, "Har ingen sluttdato"),
        ({"last": date(2024, 12, 31), "state": "sagt-opp"}, "Sagt opp, binder ut 31.12.2024"),
        ({"last": date(2024, 6, 14)}, "Gikk ut 14.06.2024"),
        ({"last": None, "is_over": True}, "Avsluttet"),
    ],
)  # fmt: skip
def test_how_it_binds_is_told_in_words(told, words):
    assert standing(agreement(**told), TODAY) == words


@pytest.mark.parametrize(
    ("told", "beginning"),
    [
        ({"notice": date(2025, 1, 2), "last": date(2025, 1, 1)}, "Siste dag for å si opp, 02.01.2025, er etter"),
        ({"notice": date(2024, 1, 1), "first": date(2024, 2, 1)}, "Siste dag for å si opp, 01.01.2024, er før"),
        ({"notice": None}, "Siste dag for å si opp mangler"),
        ({"first": date(2025, 1, 1), "last": date(2024, 12, 1), "notice": None}, "Den går ut 01.12.2024, før"),
        ({"cost": None}, "Kostnaden i året mangler"),
        ({"is_over": True}, "Den er avsluttet, men det står ikke når"),
        ({"last": date(2024, 6, 1), "notice": date(2024, 5, 1)}, "Den gikk ut 01.06.2024"),
        ({"state": "forhandles"}, "Den forhandles"),
    ],
)
def test_what_cannot_be_so_is_told(told, beginning):
    assert faults(agreement(**told), TODAY)[0].startswith(beginning)


def test_nothing_is_told_of_one_that_is_in_order():
    assert faults(agreement(last=date(2024, 12, 31)), TODAY) == []
    assert faults(agreement(last=date(2024, 12, 31), notice=None, state="sagt-opp"), TODAY) == []


@given(
    st.integers(-(10**12), 10**12),
    st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.fractions(0, 1000), min_size=1),
    st.sets(st.sampled_from(sorted(WEIGHTS))),
)
def test_shares_add_up_to_the_amount_and_are_less_than_an_ore_from_the_exact_ones(ore, weights, among):
    amount = Decimal(ore).scaleb(-2)
    own = {number: weights.get(number, Fraction(0)) for number in among or weights}
    if not all(own[number] for number in among) or not any(own.values()):
        with pytest.raises(NoShare):
            shared(amount, weights, among)
        return

    parts = shared(amount, weights, among)

    whole = sum(own.values())
    assert sum(parts.values()) == amount
    assert parts.keys() == own.keys()
    for number, part in parts.items():
        exact = Fraction(amount) * own[number] / whole
        assert abs(Fraction(part) - exact) < Fraction(1, 100)
        assert part == 0 or (part < 0) == (amount < 0)


def test_fewer_than_the_key_is_for_bear_it_by_their_shares_scaled_up():
    assert shared(Decimal("1000.00"), WEIGHTS, ("1535", "1579")) == {
        "1535": Decimal("396.14"),
        "1579": Decimal("603.86"),
    }


def test_one_that_is_named_without_a_share_is_not_left_out_in_silence():
    with pytest.raises(NoShare) as nobody:
        shared(Decimal(100), {"1506": 1}, ("1506", "1535"))

    assert nobody.value.numbers == ("1535",)
