"""The demo shows plans, forecasts and changed budgets, and none of the figures the council was shown moves by them."""

from decimal import Decimal

import pytest

from budget.forecasts.report import forecast_of
from budget.lines.models import BudgetLine, LineForecast
from budget.plan.models import FinancialPlan
from budget.plan.report import planned
from budget.projects.disposal import Disposal
from budget.projects.models import InvestmentProject
from tests.budget import golden

pytestmark = pytest.mark.usefixtures("demo_loaded", "db")


def test_the_forecasts_of_the_demo_end_at_the_accounts():
    found = forecast_of(2023)

    assert found.amount == BudgetLine.objects.for_year(2023).result().actual
    assert found.variance == -golden.OVERSPEND
    assert LineForecast.objects.filter(line__year=2023).count() == 4


def test_the_revisions_of_the_demo_leave_the_sum_of_the_budgets_alone():
    projects = InvestmentProject.objects.for_year(2023).with_disposal()
    disposal = Disposal.of_all(project.disposal for project in projects)

    assert (projects.result().budgeted, disposal.revised) == (14_500_000, 14_500_000)
    (carried,) = InvestmentProject.objects.for_year(2024).with_disposal()
    assert (carried.title, carried.disposal.available) == ("Beredskapsplattform", 1_800_000)


def test_the_plan_of_the_demo_starts_from_the_budget():
    found = planned(FinancialPlan.objects.get())

    assert found.base == BudgetLine.objects.for_year(2023).result().budgeted
    assert found.totals[2024] == (found.base * Decimal("1.043") + 1_800_000).quantize(Decimal("0.01"))
