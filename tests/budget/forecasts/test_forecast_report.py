"""The forecast of a year over stored rows: each way of foreseeing, the chosen one, and what is missing."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from budget.forecasts.actions import set_forecast
from budget.forecasts.report import forecast_of, forecast_sum, forecast_table
from budget.lines.forecast import Method
from budget.lines.models import BudgetLine
from budget.sources import sources
from rorikt.figures.values import NotAvailable
from tests.budget.rows import make_year
from tests.factories import close_year, make_line

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 3, 12, tzinfo=UTC)


def test_each_way_of_foreseeing_is_shown_and_the_chosen_one_counts(head):
    make_year(2023, months=[50] * 6 + [150] * 6)
    line = make_year(2024, months=[60] * 6)

    (row,) = forecast_of(2024).rows
    assert (row.run_rate, row.seasonal, row.amount, row.variance) == (720, 1440, 720, 480)

    set_forecast(line, method=Method.SEASONAL, amount=None, text="", by=head, now=NOW)
    assert forecast_of(2024).amount == 1440
    set_forecast(line, method=Method.BY_HAND, amount=Decimal(1000), text="Avtale", by=head, now=NOW)
    assert (forecast_of(2024).amount, forecast_of(2024).variance) == (1000, 200)
    assert "Prognoser 2024" in [source.name for source in sources(2024)]


def test_the_forecast_of_a_full_year_is_its_accounts():
    make_year(2023, months=["100.01"] * 12)
    make_line(year=2022, title="Eldre", actual=Decimal("77.70"))
    assert forecast_of(2022).amount is None  # over, but nobody has said that its accounts are whole
    close_year(2022)

    assert forecast_of(2023).amount == BudgetLine.objects.for_year(2023).result().actual == Decimal("1200.12")
    assert forecast_of(2022).amount == Decimal("77.70")


def test_a_line_without_a_forecast_leaves_the_sum_unknown(head):
    make_line(year=2031, title="Ukjent")
    known = make_line(year=2031, title="Kjent")
    set_forecast(known, method=Method.BY_HAND, amount=Decimal(5), text="Avtale", by=head, now=NOW)

    found = forecast_of(2031)

    assert (found.amount, found.variance, found.missing) == (None, None, ["Ukjent"])
    for shown in (lambda: forecast_table(found), lambda: forecast_sum(2031, 6)):
        with pytest.raises(NotAvailable, match="mangler for Ukjent"):
            shown()


def test_a_year_without_lines_has_no_forecast():
    with pytest.raises(NotAvailable, match="Det finnes ingen driftslinjer for 2031"):
        forecast_sum(2031, 6)
