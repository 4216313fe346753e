"""What holds for the figures of several rooms: they come out of the rows of 2023, or say what is not there."""

import pytest

from budget.investments.report import (
    investment_settlement,
    investments,
    investments_actual,
    investments_budgeted,
    investments_excl_vat,
    investments_underspend,
    paid_on_account,
    project_actual,
    settlement_variance,
)
from budget.result.charts import operating_result
from budget.result.report import (
    actual_sum,
    budgeted_sum,
    cause,
    causes,
    line_actual,
    line_budgeted,
    line_variance,
    overspend,
    overspend_percent,
    overspend_split,
)
from budget.splits.splitting import sharing_of
from rorikt.figures.values import NotAvailable

pytestmark = pytest.mark.django_db


def test_the_single_figures_of_the_year_come_out_of_the_rows(year_2023):
    figures = {
        actual_sum(2023): "85803782.94",
        budgeted_sum(2023): "83866000.00",
        line_actual(2023, "lisens-vedlikehold-og-support"): "55995301.74",
        line_budgeted(2023, "kjop-leasing"): "321000.00",
        line_variance(2023, "konsulenter"): "-2286144.20",
        investments_actual(2023): "11119766.36",
        investments_budgeted(2023): "14500000.00",
        investments_underspend(2023): "3380233.64",
        investments_excl_vat(2023): "9696616.33",
        project_actual(2023, "helseplattformen"): "5782000.00",
        paid_on_account(2023): "11601000.78",
        settlement_variance(2023): "1904384.45",
    }

    assert {figure.label: str(figure.value) for figure in figures} == {
        figure.label: value for figure, value in figures.items()
    }
    assert all(figure.source.startswith("/okonomi/") for figure in figures)


@pytest.mark.parametrize(
    "make",
    [
        operating_result,
        causes,
        overspend_split,
        overspend,
        overspend_percent,
        actual_sum,
        budgeted_sum,
        investments,
        investment_settlement,
        investments_actual,
        investments_budgeted,
        investments_underspend,
        investments_excl_vat,
        paid_on_account,
        settlement_variance,
        sharing_of,
    ],
)
def test_a_year_without_rows_is_not_available_and_the_message_names_the_year(make):
    with pytest.raises(NotAvailable, match="2023"):
        make(2023)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (line_actual, "Fant ikke driftslinje «ukjent» i 2023."),
        (cause, "Fant ikke årsak «ukjent» i 2023."),
        (project_actual, "Fant ikke prosjekt «ukjent» i 2023."),
    ],
)
def test_a_name_that_does_not_exist_is_not_available(year_2023, make, message):
    with pytest.raises(NotAvailable, match=message):
        make(2023, "ukjent")
