"""The page of the operating result, to date and of the whole year: what it shows, leads to and costs."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from budget.lines.result import TOO_MUCH
from tests.budget.pages import open_page, shown
from tests.factories import close_year, make_cause, make_line, make_total

pytestmark = pytest.mark.django_db


def test_the_page_to_date_holds_accounts_against_the_budget_of_the_same_months(client, council_member):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(1_200_000))
    for month in (1, 2):
        make_total(line=line, month=month, amount=Decimal(150_000))
    client.force_login(council_member)

    page = shown(open_page(client, "operating-result", 2024, maned="2"))

    assert "Driftsresultat hittil, til og med februar 2024" in page
    figures = (
        "Budsjett til og med februar",
        "Budsjett hittil",
        "−50,0 %",
        "50,00 % av budsjettet for de samme månedene",
        "<svg",
    )
    assert all(text in page for text in figures)
    assert f'href="{reverse("budget:line-accounts", args=[line.pk])}"' in page
    table = open_page(client, "operating-result", 2024, maned="2").context["table"]
    (row,) = table.rows
    assert (row.record.actual, row.record.budgeted, row.record.variance) == (300_000, 200_000, -100_000)


def test_accounts_that_tell_only_their_year_are_reached_from_the_figure_too(client, council_member):
    line = make_line(year=2024, title="Lønn", actual=Decimal(5))
    make_total(line=line, month=0, amount=Decimal(5))
    client.force_login(council_member)
    address = f'href="{reverse("budget:line-accounts", args=[line.pk])}"'

    assert address in shown(open_page(client, "operating-result", 2024))
    assert address in shown(client.get(line.get_absolute_url()))


def test_every_figure_leads_to_the_rows_behind_it(client, council_member):
    old = make_line(year=2023, title="Lønn", actual=Decimal(70_000))
    line = make_line(year=2024, title="Lønn", actual=Decimal(80_000))
    close_year(2023)
    close_year(2024)
    client.force_login(council_member)

    page = shown(open_page(client, "operating-result", 2024))

    for address in (line.get_absolute_url(), f"{line.get_absolute_url()}#arsaker", old.get_absolute_url()):
        assert f'href="{address}"' in page


def test_a_year_without_months_says_so_and_shows_the_whole_year(client, council_member):
    make_line(year=2023, actual=Decimal(900))
    close_year(2023)
    client.force_login(council_member)

    page = shown(open_page(client, "operating-result", 2023, maned="6"))

    assert "Regnskapet for 2023 er ikke ført på måneder." not in page  # no month is offered
    assert "Driftsresultat 2023, tall i hele 1000 kroner" in page


def test_the_sheet_of_amounts_shown_in_thousands_is_titled_by_what_it_holds(client, council_member):
    make_line(year=2023, actual=Decimal("900.50"))
    close_year(2023)
    client.force_login(council_member)

    answer = open_page(client, "operating-result", 2023, eksport="xlsx")

    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[0] == "Driftsresultat 2023, beløp i kr"
    assert book.worksheets[0]["B2"].value == 900.5


@pytest.mark.parametrize("month", ["13", "0", "juni", "<b>"])
def test_an_odd_month_in_the_address_is_as_none(client, head, month):
    make_line()
    close_year(2023)
    client.force_login(head)

    assert "Driftsresultat 2023, tall i hele 1000 kroner" in shown(
        open_page(client, "operating-result", 2023, maned=month)
    )


def test_what_the_causes_leave_unexplained_stands_on_the_line_and_in_the_year(client, council_member):
    line = make_line(year=2023, budgeted=Decimal(1_000_000), actual=Decimal(1_500_000))
    make_cause(line=line, amount=Decimal(350_000), text="Avtalen ble dyrere enn ventet.")
    close_year(2023)
    client.force_login(council_member)

    page = shown(client.get(line.get_absolute_url()))
    assert all(text in page for text in ("−350 000,00", "−150 000,00", "Avtalen ble dyrere enn ventet.", "−50,0 %"))
    assert "−150" in shown(open_page(client, "operating-result", 2023))


def test_causes_that_explain_more_than_the_variance_are_told_in_words(client, council_member):
    line = make_line(year=2023, budgeted=Decimal(1_000_000), actual=Decimal(1_500_000))
    make_cause(line=line, amount=Decimal(600_000))
    close_year(2023)
    client.force_login(council_member)

    assert "årsakene forklarer så mye mer enn avviket" in shown(client.get(line.get_absolute_url()))
    assert TOO_MUCH in shown(open_page(client, "operating-result", 2023))


def row_of_everything():
    """One more line, with its accounts of two years and a cause."""
    line = make_line(year=2023)
    make_total(line=line, month=1)
    make_total(line=make_line(year=2022, title=line.title), month=1)
    make_cause(line=line)


@pytest.mark.parametrize(
    ("name", "arguments", "query"), [("operating-result", [2023], {}), ("operating-result", [2023], {"maned": "1"})]
)
def test_every_page_costs_the_same_queries_for_any_length(
    client, head, name, arguments, query, django_assert_num_queries
):
    row_of_everything()
    client.force_login(head)
    open_page(client, "operating-result", 2023, **query)
    with CaptureQueriesContext(connection) as one_row:
        open_page(client, "operating-result", 2023, **query)
    for _ in range(3):
        row_of_everything()

    with django_assert_num_queries(len(one_row)):
        assert open_page(client, "operating-result", 2023, **query).status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_result_is_a_file_too(client, council_member, kind):
    row_of_everything()
    client.force_login(council_member)

    response = open_page(client, "operating-result", 2023, eksport=kind)

    assert response.status_code == 200
    assert f".{kind}" in response["Content-Disposition"]
