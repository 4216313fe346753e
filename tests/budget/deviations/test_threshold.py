"""A deviation has to be explained exactly when it is over the threshold, whatever its sign, budget or causes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.deviations.threshold import USUAL, Cause, Deviation, Threshold, over, unexplained


def hundredths(least, most):
    return st.integers(least * 100, most * 100).map(lambda number: Decimal(number) / 100)


AMOUNTS = hundredths(-500_000, 500_000)
LIMITS = st.one_of(st.none(), hundredths(0, 300_000))
PERCENTS = st.one_of(st.none(), hundredths(0, 100))
CAUSES = st.lists(
    st.builds(
        Cause,
        title=st.just("Årsak"),
        text=st.sampled_from(["", "  ", "Ny avtale."]),
        amount=st.one_of(st.none(), AMOUNTS),
    ),
    max_size=2,
)
LINES = st.lists(
    st.builds(
        Deviation,
        title=st.just("Lisenser"),
        to_date=st.one_of(st.none(), AMOUNTS),
        budgeted_to_date=st.one_of(st.none(), AMOUNTS),
        expected=st.one_of(st.none(), AMOUNTS),
        budgeted=AMOUNTS,
        causes=CAUSES.map(tuple),
        foreseen_because=st.sampled_from(["", " ", "Kreditnota er ventet."]),
    ),
    max_size=4,
)
THRESHOLDS = st.builds(Threshold, amount=LIMITS, percent=PERCENTS, is_either=st.booleans())


def has_to_be_told(variance, budget, threshold):
    """Slowly, by fractions: of no budget every variance is endlessly many per cent."""
    if variance is None:
        return False
    asked = []
    if threshold.amount is not None:
        asked.append(abs(variance) > threshold.amount)
    if threshold.percent is not None and not budget:
        asked.append(variance != 0)
    elif threshold.percent is not None:
        asked.append(abs(variance) / abs(budget) > threshold.percent / 100)
    if not asked:
        return False
    return any(asked) if threshold.is_either else all(asked)


@given(LINES, THRESHOLDS)
def test_every_line_over_the_threshold_without_words_is_found_and_none_else(lines, threshold):
    expected = []
    for line in lines:
        so_far = has_to_be_told(line.to_date, line.budgeted_to_date, threshold)
        to_come = has_to_be_told(line.expected, line.budgeted, threshold)
        has_words = any(cause.text.strip() for cause in line.causes)
        foreseen = bool(line.foreseen_because.strip()) and not so_far
        if (so_far or to_come) and not (has_words or foreseen):
            expected.append(line)

    assert unexplained(lines, threshold) == expected


@given(LINES, THRESHOLDS)
def test_no_line_is_said_to_be_explained_too_much_and_too_little_at_once(lines, threshold):
    for line in over(lines, threshold):
        much, little = line.explains_too_much(threshold), line.explains_too_little(threshold)

        assert not (much and little)
        if much or little:
            assert sum(cause.amount or 0 for cause in line.causes) != -line.told_of(threshold)


@pytest.mark.parametrize(
    ("variance", "budget", "is_over"),
    [
        ("-100000.00", "1000000", False),  # exactly the amount
        ("-100000.01", "1000000", True),
        ("100000.01", "1000000", True),  # an underspend is a deviation too
        ("-200000", "4000000", False),  # exactly five per cent
        ("-200000.01", "4000000", True),
        ("-2000000", "50000000", False),  # much money, but four per cent
        ("-99999", "100000", False),  # nearly all of it, but little money
        ("-150000", "0", True),
        ("0", "0", False),
        ("-150000", "-1000000", True),  # income that did not come
    ],
)
def test_a_deviation_has_to_be_over_both_the_amount_and_the_per_cent(variance, budget, is_over):
    assert USUAL.is_exceeded(Decimal(variance), Decimal(budget)) is is_over


def test_one_of_the_two_is_enough_where_that_is_chosen():
    either = Threshold(Decimal(100_000), Decimal(5), is_either=True)

    assert either.is_exceeded(Decimal(-2_000_000), Decimal(50_000_000))
    assert either.is_exceeded(Decimal(-99_999), Decimal(100_000))
    assert not either.is_exceeded(Decimal(-4), Decimal(100))


@pytest.mark.parametrize(
    ("threshold", "told"),
    [
        (USUAL, "over 100\u00a0000\u00a0kr og over 5\u00a0%"),
        (Threshold(Decimal(50_000), Decimal("2.50"), is_either=True), "over 50\u00a0000\u00a0kr eller over 2,5\u00a0%"),
        (Threshold(percent=Decimal(10)), "over 10\u00a0%"),
        (Threshold(), ""),
    ],
)
def test_a_threshold_is_told_as_it_is_printed(threshold, told):
    assert threshold.told == told


def line(**overrides):
    return Deviation(
        **{
            **{"title": "Lisenser", "to_date": Decimal(-500_000), "budgeted_to_date": Decimal(2_000_000)},
            **{"expected": Decimal(-700_000), "budgeted": Decimal(6_000_000), **overrides},
        }
    )


@pytest.mark.parametrize(
    ("amounts", "much", "little"),
    [
        ([500_000], False, False),
        ([450_000], False, False),  # what is left would not have to be explained
        ([380_000], False, True),
        ([380_000, None], False, False),  # nobody knows how much the other one accounts for
        ([620_000], True, False),
        ([-200_000], False, True),  # a cause that saved money explains nothing of an overspend
        ([None], False, False),
    ],
)
def test_causes_are_held_against_what_they_are_to_explain(amounts, much, little):
    causes = tuple(Cause("Årsak", "Fordi.", None if one is None else Decimal(one)) for one in amounts)
    found = line(causes=causes)

    assert (found.explains_too_much(USUAL), found.explains_too_little(USUAL)) == (much, little)


def test_the_reason_of_a_forecast_explains_what_is_expected_but_not_what_has_happened():
    reason = {"foreseen_because": "Avtalen dyrere fra juli."}

    assert line(to_date=Decimal(0), **reason).is_explained(USUAL)
    assert not line(**reason).is_explained(USUAL)
