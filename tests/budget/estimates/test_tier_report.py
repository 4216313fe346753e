"""What other counts would cost: the tier each chooses, the year's sum, and each municipality's part."""

from datetime import date
from decimal import Decimal

import pytest

from budget.estimates.tier_report import tier_table, usual_counts, year_sum
from budget.estimates.tiers import Tier
from rorikt.figures.values import NotAvailable
from tests.budget import golden
from tests.factories import KEY_2024, make_estimate, make_key, make_tier

pytestmark = pytest.mark.django_db


def texts(row):
    return [cell.text.replace("\u00a0", " ") for cell in row]


@pytest.fixture
def partner(db):
    return golden.make_security_partner()


@pytest.mark.parametrize(
    ("count", "usual"),
    [(397, [397, 425, 450]), (400, [400, 425, 450]), (475, [475, 500]), (476, [476]), (501, [501]), (None, [])],
)
def test_the_usual_counts_are_its_own_and_the_two_limits_above_its_tier(partner, count, usual):
    partner.unit_count = count

    assert usual_counts(partner) == usual


def test_a_year_is_its_fixed_amounts_and_its_months_at_the_price():
    lines = [(Decimal(200_000), None), (None, 12), (None, 3)]

    assert year_sum(lines, Tier(400, Decimal(1000))) == 215_000
    assert year_sum([], Tier(400, Decimal(1000))) == 0


def test_each_count_has_its_tier_its_parts_and_its_sum(partner):
    table = tier_table(partner, 2024, [397, 425])

    first, second = table.rows
    assert texts(first)[:3] == ["397", "opp til 400", "122 000"]
    assert [Decimal(cell.value) for cell in first[3:]] == [*golden.PRINTED_COST_SPLIT_2024.values(), 1_864_000]
    assert Decimal(second[-1].value) == 400_000 + 12 * 129_200
    for row in table.rows:
        assert sum(Decimal(cell.value) for cell in row[3:-1]) == Decimal(row[-1].value)
    assert [column.label for column in table.columns[:3]] == ["Antall servere", "Trinn", "Per måned"]


def test_another_year_has_its_own_lines(partner):
    (row,) = tier_table(partner, 2025, [397]).rows

    assert Decimal(row[-1].value) == 200_000 + 12 * 122_000


def test_a_count_above_the_price_list_has_no_price(partner):
    (row,) = tier_table(partner, 2024, [501]).rows

    assert texts(row) == ["501", "over prislisten", *["–"] * 7]


def test_ore_are_shared_to_the_ore():
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    estimate = make_estimate()
    make_tier(estimate=estimate, up_to=10, monthly_price=Decimal("10.01"))
    estimate.lines.create(year=2024, position=1, title="Drift", months=1)

    (row,) = tier_table(estimate, 2024, [5]).rows

    assert [cell.value for cell in row[3:]] == ["4.72", "1.28", "1.23", "0.81", "1.97", "10.01"]


def test_an_estimate_without_a_price_list_says_so():
    with pytest.raises(NotAvailable, match="har ingen prisliste"):
        tier_table(make_estimate(title="Uten"), 2024, [1])
