"""The accounts of a year month by month, out of the sums that count."""

from decimal import Decimal

import pytest

from budget.ledger.months import actuals
from budget.ledger.unplaced import Unplaced
from tests.budget.rows import make_year
from tests.factories import make_total

pytestmark = pytest.mark.django_db


def test_the_months_are_the_sums_of_what_counts():
    line = make_year(2024, months=["100.10", "200.20"])
    make_total(line=line, month=2, amount=Decimal("0.70"))
    gone = make_total(line=line, month=3, amount=Decimal(999)).account_import
    gone.replaced_by = make_total(line=line, month=2, amount=Decimal("9.10")).account_import
    gone.save()
    make_total(line=None, month=5, year=2024, is_known=True)  # kept outside the operating result

    found = actuals(2024)

    assert (found.last, found.of(line)[:3]) == (2, (Decimal("100.10"), Decimal("210.00"), Decimal(0)))
    assert not found.unplaced()


def test_accounts_that_belong_to_no_line_are_told_with_the_months_that_they_miss_from():
    line = make_year(2024, months=[100])
    for month, amount in ((1, "5.50"), (3, "7.00")):
        make_total(line=None, month=month, year=2024, account="19999", amount=Decimal(amount))
    make_total(line=None, month=3, year=2024, account="19998", amount=Decimal(2))

    found = actuals(2024)

    assert (found.last, found.of(line)[:3]) == (3, (100, 0, 0))
    assert (found.unplaced(), found.unplaced(1)) == (Unplaced(2, Decimal("14.50")), Unplaced(2, Decimal("5.50")))


def test_closing_entries_count_as_december_and_rows_of_a_whole_year_make_the_months_unknown():
    line = make_year(2024, months=[10] * 12)
    make_total(line=line, month=13, amount=Decimal(5))
    assert actuals(2024).of(line)[11] == 15

    make_total(line=line, month=0, amount=Decimal(1))
    assert not actuals(2024).is_known
