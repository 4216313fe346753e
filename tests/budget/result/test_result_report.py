"""The operating result to date, its last year and what is explained, over stored rows."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from budget.forecasts.actions import set_distribution
from budget.result.charts import (
    explanation_table,
    line_months,
    month_chart,
    operating_result_to_date,
    result_table,
    variance_chart,
)
from budget.result.operating_result import result_of
from budget.result.tables import ResultTable
from rorikt.figures.values import NotAvailable
from rorikt.tables.export import cell_value
from tests.budget.rows import cells, make_year
from tests.factories import close_year, make_cause, make_line, make_total

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 3, 12, tzinfo=UTC)


def test_to_date_holds_accounts_and_budget_of_the_same_months_and_last_years():
    make_year(2023, months=[90] * 12)
    line = make_year(2024, months=[110] * 8)

    (row,) = result_of(2024, 6).rows

    assert (row.line, row.actual, row.budgeted, row.last_year, row.variance, row.percent) == (
        line,
        660,
        600,
        540,
        -60,
        -10,
    )


def test_the_whole_year_is_the_accounts_of_the_line_and_those_of_last_year():
    make_line(year=2022, title="Lønn", actual=Decimal(700))
    make_line(year=2022, title="Gammelt", actual=Decimal(50))
    make_line(year=2023, title="Lønn", actual=Decimal(900), budgeted=Decimal(1000))
    close_year(2022)
    close_year(2023)

    found = result_of(2023)

    assert [(row.actual, row.budgeted, row.last_year) for row in found.rows] == [(900, 1000, 700)]
    assert [line.title for line in found.left_out_of_last_year] == ["Gammelt"]


def test_a_distribution_set_by_a_person_decides_the_budget_to_date(head):
    line = make_year(2024, months=[110] * 3)
    set_distribution(line, [Decimal(50), *[Decimal(0)] * 10, Decimal(50)], by=head, now=NOW)

    assert [row.budgeted for row in result_of(2024, 3).rows] == [600]


def test_a_month_of_a_year_without_months_is_not_available():
    make_line(year=2023)

    with pytest.raises(NotAvailable, match="Regnskapet for 2023 er ikke ført på måneder"):
        result_of(2023, 6)


def test_the_causes_are_summed_against_the_variance_and_the_rest_is_unexplained():
    line = make_line(title="Lisens", budgeted=Decimal(1_000_000), actual=Decimal(1_500_000))
    make_cause(line=line, amount=Decimal(300_000))
    make_cause(line=line, amount=Decimal(50_000))
    make_cause(line=line, amount=None)
    make_line(title="Som planlagt", budgeted=Decimal(5), actual=Decimal(5))
    close_year(2023)

    assert cells(explanation_table(result_of(2023))) == [
        ["Lisens", "−500", "−350", "−150"],
        ["SUM", "−500", "−350", "−150"],
    ]


def test_sums_are_taken_before_rounding():
    for title in ("A", "B", "C"):
        make_year(2024, title=title, budgeted=0, months=["1400.00"])

    table = operating_result_to_date(2024, 1)

    assert [row[1] for row in cells(table)] == ["1", "1", "1", "4"]
    assert table.total[1].value == "4200.00"


def test_the_charts_hold_the_numbers_they_draw():
    make_year(2024, budgeted=1_200_000, months=[150_000, 90_000])
    found = result_of(2024, 2)

    assert variance_chart(found).series[0].values == (-40.0,)
    chart = month_chart(found)
    assert [series.values[:3] for series in chart.series] == [(150.0, 90.0, None), (100.0, 100.0, 100.0)]
    assert cells(chart.table)[-1] == ["SUM til og med februar", "240", "200", "−40"]


def test_the_months_of_a_line_tell_the_budget_of_the_year_under_their_sum_so_far():
    make_year(2024, budgeted=1_200_000, months=[150_000, 90_000])
    found = result_of(2024)

    table = line_months(found.rows[0], found)

    assert [cell.text for cell in table.total] == [
        "SUM til og med februar",
        "200\u00a0000,00",
        "240\u00a0000,00",
        "−40\u00a0000,00",
    ]
    assert table.note == "Årsbudsjettet er 1\u00a0200\u00a0000,00."


def test_a_year_without_lines_has_no_result():
    with pytest.raises(NotAvailable, match="Det finnes ingen driftslinjer for 2031"):
        operating_result_to_date(2031, 6)


@pytest.mark.parametrize("is_closed", [True, False])
def test_page_and_papers_have_the_same_amounts_under_the_same_heads(is_closed):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(1_200_000), actual=Decimal("1450000.40"))
    for month, amount in ((1, Decimal("150000.40")), (12, Decimal(1_300_000))):
        make_total(line=line, month=month, amount=amount)
    if is_closed:
        close_year(2024)
    found = result_of(2024) if is_closed else result_of(2024, 1)

    page = ResultTable(found, exact=True)
    [row] = page.rows
    on_page = {column.header: column.accessor.resolve(row.record) for column in page.columns}
    [printed] = result_table(found, exact=True).printed_rows
    on_paper = {column.label: cell_value(cell) for column, cell in printed}

    heads = list(found.heads.values())
    assert heads == [label for label in on_paper if label in heads]
    assert [on_page[head] for head in heads] == [on_paper[head] for head in heads]
    assert on_page["Avvik i %" if is_closed else "Avvik i % hittil"] == on_paper["Avvik i %"]
