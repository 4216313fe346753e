"""The operating result to date, its last year and what is explained; the forecast and the plan over stored rows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from budget.forecasts.actions import set_distribution, set_forecast
from budget.forecasts.report import forecast_of, forecast_sum, forecast_table
from budget.frame.actions import Decision, add_change
from budget.frame.models import FrameChange
from budget.ledger.months import actuals
from budget.ledger.unplaced import Unplaced
from budget.lines.forecast import Method
from budget.lines.models import BudgetLine
from budget.money.reader import Reader
from budget.plan.report import comparison, line_comparison, planned
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
from budget.sources import sources
from meetings.papers import compose
from meetings.tokens import tokens
from rorikt.figures.values import NotAvailable
from rorikt.tables.export import cell_value
from tests.factories import (
    close_year,
    make_cause,
    make_document,
    make_key,
    make_line,
    make_plan,
    make_plan_line,
    make_total,
)

pytestmark = pytest.mark.django_db
Kind = FrameChange.Kind
NOW = datetime(2024, 9, 3, 12, tzinfo=UTC)


def make_year(year, title="Lønn", budgeted=1200, months=()):
    """A line with an amount in each of its months, January first."""
    line = make_line(year=year, title=title, budgeted=Decimal(budgeted), actual=sum(map(Decimal, months), Decimal(0)))
    for month, amount in enumerate(months, start=1):
        make_total(line=line, month=month, amount=Decimal(amount))
    return line


def cells(table):
    return [[cell.text.replace("\u00a0", " ") for cell in row] for row in (*table.rows, table.total)]


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


def test_a_year_without_lines_has_no_forecast_and_no_result():
    for shown in (lambda: forecast_sum(2031, 6), lambda: operating_result_to_date(2031, 6)):
        with pytest.raises(NotAvailable, match="Det finnes ingen driftslinjer for 2031"):
            shown()


def test_the_plan_is_held_against_the_budget_of_each_year():
    plan = make_plan(base_year=2023)
    make_plan_line(plan=plan, title="Lønn", base=Decimal(1_000_000))
    make_plan_line(plan=plan, title="Bare i planen", base=Decimal(5000))
    make_line(year=2024, title="Lønn", budgeted=Decimal(1_100_000))
    make_line(year=2024, title="Bare i budsjettet", budgeted=Decimal(7000))
    found = planned(plan)

    assert [[cell.text.replace("\u00a0", " ") for cell in row] for row in comparison(found, Reader()).rows[:2]] == [
        ["2024", "1 005", "1 107", "102", "–", "–"],
        ["2025", "1 005", "–", "–", "–", "–"],
    ]
    assert cells(line_comparison(found, 2024)) == [
        ["Lønn", "1 000", "1 100", "100"],
        ["Bare i planen", "5", "–", "–"],
        ["Bare i budsjettet", "–", "7", "–"],
        ["SUM", "1 005", "1 107", "102"],
    ]


def test_the_plan_is_held_against_the_frame_that_the_council_has_decided(head):
    make_key(valid_from=date(2024, 1, 1))
    plan = make_plan_line(plan=make_plan(base_year=2023), base=Decimal(900_000)).plan
    decision = Decision("Rammevedtaket", date(2023, 12, 14))
    for kind, title, amount in ((Kind.BASE, "Driftsramme", 1_000_000), (Kind.ONE_OFF, "Flytting", 50_000)):
        add_change(kind=kind, year=2024, title=title, amount=Decimal(amount), decision=decision, by=head, now=NOW)

    first = comparison(planned(plan), Reader()).rows[0]

    assert [cell.value for cell in first[1:]] == ["900000.00", "", "", "1050000.00", "150000.00"]
    assert first[4].source == "/okonomi/2024/ramme/"


def test_papers_show_the_year_to_date_and_the_forecast_up_to_their_own_last_month():
    make_year(2024, title="Lønn", budgeted=1_200_000, months=[150_000, 90_000, 120_000])
    document = make_document(
        accounting_year=2024, period_from=date(2024, 1, 1), period_to=date(2024, 2, 1), as_of=date(2024, 4, 1)
    )
    binder = tokens.Binder(document)
    body = (
        "<p>[[tabell:driftsresultat-hittil]]</p><p>[[tabell:prognose]]</p><p>Prognosen er [[prognose-sum:tusen]].</p>"
    )

    to_date, foreseen, sentence = compose.section_blocks(body, binder)

    assert [cell.text.replace("\u00a0", " ") for cell in to_date.total] == [
        "SUM",
        "240",
        "200",
        "−40",
        "1 200",
        "−20,0 %",
    ]
    assert foreseen.total[1].text.replace("\u00a0", " ") == "1 440"
    assert ">1\u00a0440</a>" in sentence.html


def test_papers_of_an_earlier_period_cannot_show_a_year_to_come():
    make_year(2024, months=[1])
    document = make_document(accounting_year=2024, period_from=date(2023, 11, 1), period_to=date(2023, 12, 1))

    with pytest.raises(NotAvailable, match="perioden er over før 2024 begynner"):
        _ = tokens.Binder(document).asked.month


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
