from decimal import Decimal

import pytest

from budget.lines.result import Explanation, Result, lines_source_name
from budget.projects.result import InvestmentResult


def test_spending_more_than_the_budget_is_an_overspend_with_a_negative_variance():
    result = Result(actual=Decimal("1100.50"), budgeted=Decimal(1000))

    assert result.variance == Decimal("-100.50")
    assert result.overspend == Decimal("100.50")
    assert result.underspend == 0
    assert result.overspend_percent == Decimal("10.05")


def test_spending_less_than_the_budget_is_an_underspend():
    result = Result(actual=Decimal(900), budgeted=Decimal(1000))

    assert (result.variance, result.overspend, result.underspend, result.overspend_percent) == (100, 0, 100, 0)


def test_income_above_the_budget_is_a_positive_variance():
    assert Result(actual=Decimal(-9989), budgeted=Decimal(-5238)).variance == 4751


def test_there_is_no_per_cent_of_no_budget():
    assert Result(actual=Decimal(1), budgeted=Decimal(0)).overspend_percent is None


def test_investments_are_measured_with_vat():
    result = InvestmentResult(budgeted=Decimal(150), actual_excl_vat=Decimal(100), vat=Decimal(25))

    assert (result.actual, result.variance) == (125, 25)


def test_the_per_cent_has_the_sign_of_the_variance_also_for_income():
    assert Result(Decimal(110), Decimal(100)).variance_percent == -10
    assert Result(Decimal(-90), Decimal(-100)).variance_percent == -10
    assert Result(Decimal(90), Decimal(0)).variance_percent is None


def test_what_the_causes_do_not_account_for_is_unexplained():
    explanation = Explanation(variance=Decimal(-1000), causes=Decimal(700))

    assert (explanation.explained, explanation.unexplained) == (-700, -300)
    assert Explanation(Decimal(-1000), Decimal(1200)).unexplained == 200


@pytest.mark.parametrize(
    ("variance", "causes", "too_much"),
    [
        (-1000, 700, False),
        (-1000, 1000, False),
        (-1000, 1200, True),
        (1000, 200, False),
        (500, -700, True),
        (0, 1, True),
    ],
)
def test_what_is_unexplained_has_the_other_sign_where_causes_explain_more_than_there_is(variance, causes, too_much):
    assert Explanation(Decimal(variance), Decimal(causes)).explains_too_much is too_much


def test_a_frozen_document_names_the_lines_of_its_year():
    assert lines_source_name(2023) == "Driftslinjer 2023"
