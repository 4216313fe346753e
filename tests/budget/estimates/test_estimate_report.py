"""The cost estimate of case 2024/M1-004 against what the council was shown."""

from decimal import Decimal

import pytest

from budget.estimates.models import CostEstimateLine
from budget.estimates.report import (
    cost_split,
    cost_table,
    estimate_line,
    estimate_share,
    estimate_sum,
    price_tiers,
    sources_of,
    tier_limit,
    tier_price,
    unit_count,
)
from budget.keys.models import CostKeyShare
from rorikt.figures.values import NotAvailable
from tests.budget import golden
from tests.budget.texts import column_values, plain, texts, total_texts
from tests.factories import MUNICIPALITIES, make_estimate, make_estimate_line, make_key, make_tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def estimate(db):
    return golden.make_security_partner()


def test_the_costs_of_2024_are_the_printed_ones(estimate):
    table = cost_table(estimate, 2024)

    assert texts(table) == {
        "Etableringskostnad SOC+": ("200 000",),
        "SOC+ (400 servere)": ("1 464 000",),
        "Konsulenttimer": ("200 000",),
    }
    assert [plain(cell.text) for cell in table.total] == ["Sum 2024", "1 864 000"]


def test_the_sum_of_2025_carries_its_own_year(estimate):
    """The papers printed «Sum 2024» over the costs of 2025."""
    table = cost_table(estimate, 2025)

    assert [plain(cell.text) for cell in table.total] == ["Sum 2025", "1 664 000"]
    assert table.caption == "Kostnader 2025"


def test_the_split_of_2024_is_the_printed_one_to_the_krone(estimate):
    table = cost_split(estimate, 2024)

    assert dict(zip(MUNICIPALITIES, column_values(table, 2), strict=True)) == golden.PRINTED_COST_SPLIT_2024
    assert texts(table)["Molde"] == ("47,10 %", "877 944")
    assert total_texts(table) == ("100,00 %", "1 864 000")
    assert table.rows[0][2].value == "877944"


def test_a_sum_with_ore_is_split_to_the_ore(estimate):
    make_estimate_line(estimate=estimate, year=2024, title="Gebyr", amount=Decimal("0.50"))

    table = cost_split(estimate, 2024)

    assert sum(column_values(table, 2)) == Decimal("1864000.50")
    assert total_texts(table) == ("100,00 %", "1 864 000,50")


def test_the_price_list_marks_the_tier_that_holds_the_servers(estimate):
    table = price_tiers(estimate)

    assert texts(table) == {
        f"opp til {limit}": (f"{price // 1000} {price % 1000:03}", "gjelder nå" if limit == 400 else "")
        for limit, price in golden.PRICE_TIERS.items()
    }
    assert table.note == "397 servere, telt 01.02.2024."
    assert table.columns[0].label == "Antall servere"


def test_the_single_figures_of_the_case_come_out_of_the_rows(estimate):
    figures = {
        estimate_sum(estimate, 2024, "mill"): "1,864 mill. kr",
        estimate_sum(estimate, 2025): "1 664 000 kr",
        estimate_line(estimate, 2024, "konsulenttimer"): "200 000 kr",
        estimate_line(estimate, 2024, "soc-400-servere"): "1 464 000 kr",
        estimate_share(estimate, 2024, "hustadvika"): "367 581 kr",
        unit_count(estimate): "397",
        tier_limit(estimate): "400",
        tier_price(estimate): "122 000 kr",
    }

    assert [plain(figure.text) for figure in figures] == list(figures.values())
    assert all(figure.source.startswith(estimate.get_absolute_url()) for figure in figures)


def test_another_count_chooses_another_tier_and_moves_the_sum(estimate):
    estimate.unit_count = 401

    assert estimate_sum(estimate, 2025).value == 12 * 129_200 + 200_000


def test_more_servers_than_the_price_list_holds_is_not_available(estimate):
    estimate.unit_count = 501

    for make in (cost_table, cost_split, estimate_sum):
        with pytest.raises(NotAvailable, match=r"har ikke noe trinn for 501\. Legg inn et høyere trinn"):
            make(estimate, 2024)


def test_a_year_without_lines_or_key_is_not_available(estimate):
    make_estimate_line(estimate=estimate, year=2022)

    with pytest.raises(NotAvailable, match="har ingen linjer for 2026"):
        cost_table(estimate, 2026)
    with pytest.raises(NotAvailable, match="ingen fordelingsnøkkel som gjelder for 2022"):
        cost_split(estimate, 2022)


def test_what_an_estimate_lacks_is_named():
    estimate = make_estimate(title="Sky", unit_count=None, counted_on=None)
    make_estimate_line(estimate=estimate, amount=None, months=12)

    for make in (unit_count, tier_limit, tier_price):
        with pytest.raises(NotAvailable, match="Kostnadsoverslaget «Sky» mangler antall"):
            make(estimate)
    with pytest.raises(NotAvailable, match="mangler antall"):
        cost_table(estimate, 2024)
    with pytest.raises(NotAvailable, match="«Sky» har ingen prisliste"):
        price_tiers(estimate)


def test_a_name_that_does_not_exist_is_not_available(estimate):
    with pytest.raises(NotAvailable, match="har ikke noen kostnad «ukjent» i 2024"):
        estimate_line(estimate, 2024, "ukjent")
    with pytest.raises(NotAvailable, match="ingen kommune «oslo» i fordelingsnøkkelen for 2024"):
        estimate_share(estimate, 2024, "oslo")


def test_nothing_is_split_by_a_key_that_is_not_whole(estimate):
    CostKeyShare.objects.filter(municipality_id="1579").update(percent=Decimal("19.71"))

    with pytest.raises(NotAvailable, match="kan ikke brukes"):
        cost_split(estimate, 2024)


def test_the_sources_name_the_rows_and_the_key_of_each_year(estimate):
    sources = {source.name: source.rows for source in sources_of(estimate)}

    assert sources == {
        "Kostnadsoverslag Sikkerhetspartner": 1,
        "Kostnadslinjer Sikkerhetspartner": 5,
        "Pristrinn Sikkerhetspartner": 7,
        "Fordelingsnøkkel 2024": 5,
        "Fordelingsnøkkel 2025": 5,
    }


def test_the_hash_of_an_estimate_changes_with_its_rows(estimate):
    before = sources_of(estimate)

    CostEstimateLine.objects.filter(year=2025, months=12).update(months=11)

    changed = [after.name for after, was in zip(sources_of(estimate), before, strict=True) if after != was]
    assert changed == ["Kostnadslinjer Sikkerhetspartner"]


def test_an_estimate_without_a_price_list_is_a_sum_of_fixed_amounts():
    make_key({"1506": "50.00", "1535": "50.00"})
    estimate = make_estimate(unit_name="", unit_count=None, counted_on=None)
    make_estimate_line(estimate=estimate, year=2023, amount=Decimal(3))
    make_tier()

    table = cost_split(estimate, 2023)

    assert texts(table) == {
        "Molde": ("50,00 %", "2"),
        "Vestnes": ("50,00 %", "1"),
        "Rauma": ("deltar ikke", "0"),
        "Aukra": ("deltar ikke", "0"),
        "Hustadvika": ("deltar ikke", "0"),
    }
