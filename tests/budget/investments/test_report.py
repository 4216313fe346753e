"""The investments of 2023 and their settlement against what the council was shown, and what stops a settlement."""

from decimal import Decimal

import pytest

from budget.investments.report import investment_settlement, investments, investments_underspend
from budget.projects.models import PaymentOnAccount
from rorikt.figures.values import NotAvailable
from tests.budget import golden
from tests.budget.texts import texts, total_texts
from tests.factories import MUNICIPALITIES, close_year, make_key, make_payment, make_project

pytestmark = pytest.mark.django_db


def test_the_investments_print_as_the_council_was_shown_them(year_2023):
    table = investments(2023)

    assert texts(table) == golden.PRINTED_PROJECTS
    assert total_texts(table) == golden.PRINTED_PROJECT_SUM
    assert table.rows[0][1].value == "0.00"


def test_the_settlement_of_investments_is_the_printed_one(year_2023):
    table = investment_settlement(2023)

    assert {
        number: tuple(cell.value for cell in row[2:]) for number, row in zip(MUNICIPALITIES, table.rows, strict=True)
    } == golden.PRINTED_SETTLEMENT
    assert tuple(cell.value for cell in table.total[2:]) == golden.PRINTED_SETTLEMENT_SUM
    assert [column.label for column in table.columns] == [
        "Kommune",
        "Andel",
        "Akonto 2023",
        "Utgifter 2023 eksl. mva.",
        "Avvik (motregnes investeringstilskudd 2024)",
    ]


def test_a_missing_payment_is_not_taken_for_zero(year_2023):
    PaymentOnAccount.objects.filter(municipality_id__in=["1539", "1547"]).delete()

    with pytest.raises(NotAvailable, match=r"Akonto 2023 mangler for Rauma, Aukra\. Legg inn 0"):
        investment_settlement(2023)


def test_a_payment_from_who_has_no_share_stops_the_settlement():
    make_key({"1506": "60.00", "1535": "40.00"})
    make_project()
    for number in ("1506", "1535", "1579"):
        make_payment(municipality_id=number)
    close_year(2023)

    with pytest.raises(NotAvailable, match="Hustadvika har betalt akonto 2023, men har ingen andel"):
        investment_settlement(2023)


def test_investments_over_the_budget_have_no_underspend():
    make_project(budgeted=Decimal(100), actual_excl_vat=Decimal(100), vat=Decimal(25))
    close_year(2023)

    with pytest.raises(NotAvailable, match="merforbruk, ikke mindreforbruk"):
        investments_underspend(2023)
