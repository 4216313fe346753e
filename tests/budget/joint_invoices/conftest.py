"""A settlement, an overspend and a yearly change of one municipality, all to be paid in 2024."""

from decimal import Decimal

import pytest

from budget.allocations.models import AllocationRun
from rorikt.people.models import Cooperation
from tests.factories import make_run


@pytest.fixture
def runs(charged_2024):
    """The overspend and the settlement of 2023: Vestnes owes the first, and gets nearly all of it back by the other."""
    Cooperation.objects.update(payment_days=30)
    return [make_run(), make_run(AllocationRun.Kind.INVESTMENT)]


@pytest.fixture
def contribution(runs):
    """A contribution of the year that the settlement is offset against: the sum is to be paid."""
    offset = AllocationRun.Kind.OFFSET
    return make_run(offset, year=2024, contribution=Decimal(11_000_000), offsets=runs[1])
