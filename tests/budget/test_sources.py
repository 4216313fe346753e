"""The sources of a year's figures name their rows and key, and their hash changes with those and nothing else."""

from decimal import Decimal

import pytest

from budget.keys.models import CostKey
from budget.lines.models import BudgetLine
from budget.sources import sources
from tests.factories import make_line

pytestmark = pytest.mark.django_db


def test_the_sources_name_the_rows_the_key_and_a_hash_over_them(year_2023):
    found = {source.name: source for source in sources(2023)}

    assert {name: source.rows for name, source in found.items()} == {
        "Driftslinjer 2023": 7,
        "Årsaker til avvik 2023": 0,
        "Investeringsprosjekter 2023": 13,
        "Akonto 2023": 5,
        "Regnskapsår 2023": 1,
        "Fordelingsnøkkel 2023": 5,
    }
    assert found["Fordelingsnøkkel 2023"].settings == {
        "valid_from": "2023-01-01",
        "valid_to": "2023-12-31",
        "source": "Samarbeidsavtalen",
        "shares": {"1506": "45.87", "1535": "12.39", "1539": "12.35", "1547": "8.37", "1579": "21.02"},
    }
    assert sources(2023) == sources(2023)


def test_the_hash_changes_with_any_row_and_with_nothing_else(year_2023):
    before = sources(2023)

    make_line(year=2022)
    assert sources(2023) == before

    line = BudgetLine.objects.for_year(2023).first()
    line.actual += Decimal("0.01")
    line.save()
    after = sources(2023)
    assert after[0].sha256 != before[0].sha256
    assert after[1:] == before[1:]


def test_the_hash_changes_with_where_the_key_comes_from(year_2023):
    before = sources(2023)[-1]

    CostKey.objects.update(source="Et annet vedtak")

    assert sources(2023)[-1].sha256 != before.sha256
