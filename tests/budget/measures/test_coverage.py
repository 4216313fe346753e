"""How much of an overspend to come the measures cover."""

from decimal import Decimal

import pytest

from budget.measures.coverage import Coverage


@pytest.mark.parametrize(
    ("variance", "effect", "overspend", "after", "is_enough"),
    [
        (-420_000, 300_000, 420_000, -120_000, False),
        (-420_000, 420_000, 420_000, 0, True),
        (-420_000, 0, 420_000, -420_000, False),
        (150_000, 0, 0, 150_000, True),
        (-420_000, -50_000, 420_000, -470_000, False),  # a measure that costs
        (None, 300_000, None, None, False),
    ],
)
def test_what_is_left_after_the_measures(variance, effect, overspend, after, is_enough):
    found = Coverage(None if variance is None else Decimal(variance), Decimal(effect))

    assert (found.overspend, found.variance_after, found.is_enough) == (overspend, after, is_enough)
