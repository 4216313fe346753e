"""Pages of the year to date, the forecast, the plan and the projects: what they show, take, refuse and cost."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from budget.investments.models import BudgetRevision, CarryOver
from budget.lines.models import LineForecast
from budget.lines.result import TOO_MUCH
from budget.plan.models import FinancialPlan, PlanChange, PlanLine
from budget.projects.models import InvestmentProject
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests.budget.pages import errors, open_page, send, shown
from tests.factories import (
    adopt,
    close_year,
    make_carry_over,
    make_cause,
    make_line,
    make_plan,
    make_plan_change,
    make_plan_line,
    make_project,
    make_revision,
    make_total,
    make_user,
)

pytestmark = pytest.mark.django_db
DECIDED = {
    "decided_on": "2024-02-14",
    "decision": "Rådet vedtok det",
    "case_number": "2024/M1-004",
    "reason": "Forsinket leveranse",
}


def months(*typed):
    return {f"month_{month}": text for month, text in enumerate(typed, start=1)}


# The year to date


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


# Forecast and distribution


def test_the_forecast_page_shows_each_way_the_chosen_one_and_who_chose(client, head, council_member):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(1_200_000))
    make_total(line=line, month=1, amount=Decimal(110_000))
    client.force_login(head)
    send(client, "forecast-set", line.pk, method="by_hand", amount="1 300 000", text="Ny avtale")

    client.force_login(council_member)
    page = shown(open_page(client, "forecast", 2024))
    assert all(text in page for text in ("1 320", "1 300", "Satt for hånd", head.name, "−100 000,00"))
    assert "Ny avtale" in shown(client.get(line.get_absolute_url()))


def test_a_line_without_months_asks_for_accounts_or_a_forecast(client, council_member):
    make_line(year=2031, title="Lønn")
    client.force_login(council_member)

    assert "Noen linjer har ingen prognose ennå: Lønn." in shown(open_page(client, "forecast", 2031))


def test_an_empty_year_has_a_kind_forecast_page(client, council_member):
    client.force_login(council_member)

    assert "Ingen driftslinjer er lagt inn" in shown(open_page(client, "forecast", 2031))


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"method": "by_hand", "amount": "1000", "text": ""}, {"text"}),
        ({"method": "by_hand", "amount": "", "text": "Avtale"}, {"amount"}),
        ({"method": "by_hand", "amount": "mye", "text": "Avtale"}, {"amount"}),
        ({"method": "gjetning", "amount": "", "text": ""}, {"method"}),
    ],
)
def test_a_forecast_that_cannot_be_is_refused_at_its_field(client, head, typed, fields):
    client.force_login(head)

    assert set(errors(send(client, "forecast-set", make_line().pk, **typed))) == fields
    assert not LineForecast.objects.exists()


def test_a_budget_is_spread_over_the_months_and_made_even_again(client, head):
    line = make_line(budgeted=Decimal(1000))
    client.force_login(head)

    send(client, "distribution", line.pk, **months("60", *["0"] * 10, "40"))
    assert [share.percent for share in line.month_shares.all()] == [60, *[0] * 10, 40]
    assert "600,00" in shown(client.get(line.get_absolute_url()))

    send(client, "distribution", line.pk, **months(*[""] * 12))
    assert not line.month_shares.exists()


def test_months_that_are_not_a_whole_are_refused_with_what_is_missing(client, head):
    line = make_line()
    client.force_login(head)

    found = errors(send(client, "distribution", line.pk, **months("60", "39,5")))

    assert found == {
        "month_1": ["Månedene er til sammen 99,50 %; det mangler 0,50 prosentpoeng. De skal være nøyaktig 100,00 %."]
    }
    assert not line.month_shares.exists()


# The plan


def test_a_plan_is_made_filled_and_adopted(client, head):
    make_line(year=2023, title="Lønn", budgeted=Decimal(1_000_000))
    client.force_login(head)

    send(client, "plan-new", title="Økonomiplan 2024–2027", base_year="2023")
    plan = FinancialPlan.objects.get()
    send(client, "plan-growth", plan.pk, growth_2024="4,1", growth_2025="3", growth_2026="-1,5", growth_2027="0")
    send(client, "plan-line-new", plan.pk, title="Ny type", base="0", position="9")
    line = PlanLine.objects.get(title="Ny type")
    send(client, "plan-change-new", plan.pk, title="Partner", line=line.pk, year="2025", amount="100 000")
    change = PlanChange.objects.get()
    send(client, "plan-change-edit", change.pk, title="Partner", line=line.pk, year="2025", amount="200 000")
    send(client, "plan-line-edit", line.pk, title="Sikkerhet", base="0", position="9")
    send(client, "plan-edit", plan.pk, title="Økonomiplan")

    page = shown(client.get(plan.get_absolute_url()))
    assert all(text in page for text in ("1 041", "1 272", "Sikkerhet", "Partner", "−1,50 %", "bare dette året"))

    send(client, "plan-adopt", plan.pk, decision="Rådet", case_number="2024/M1-004", adopted_on="2024-02-14")
    page = shown(client.get(plan.get_absolute_url()))
    assert "Planen kan ikke endres." in page
    assert "Nytt tiltak" not in page
    assert "vedtatt og kan ikke endres" in " ".join(errors(send(client, "plan-edit", plan.pk, title="Ny"))["__all__"])


def test_lines_changes_and_drafts_are_deleted_after_a_question(client, head):
    change = make_plan_change()
    line, plan = change.line, change.line.plan
    client.force_login(head)

    for name, row in (("plan-change-delete", change), ("plan-line-delete", line), ("plan-delete", plan)):
        assert "Slette" in shown(open_page(client, name, row.pk))
        assert send(client, name, row.pk).status_code == 302
        assert not type(row).objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": "Plan", "base_year": "2031"}, "base_year"),
        ({"title": "Plan", "base_year": "1900"}, "base_year"),
        ({"title": "", "base_year": "2023"}, "title"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(client, head, typed, field):
    make_line(year=2023)
    client.force_login(head)

    assert set(errors(send(client, "plan-new", **typed))) == {field}
    assert not FinancialPlan.objects.exists()


def test_a_change_belongs_to_a_line_and_a_year_of_its_plan(client, head):
    plan, other = make_plan(), make_plan_line()
    client.force_login(head)

    found = errors(send(client, "plan-change-new", plan.pk, title="x", line=other.pk, year="2030", amount="1"))

    assert set(found) == {"line", "year"}


# Investments


def test_revisions_and_carry_overs_change_what_is_left(client, head):
    client.force_login(head)
    send(client, "project-new", 2023, title="Nett", budgeted="1 000", actual_excl_vat="300", vat="100", position="1",
         status="ongoing", committed="150", forecast="900", starts_in="2022", ends_in="2024")  # fmt: skip
    project = InvestmentProject.objects.get()

    send(client, "revision-new", project.pk, amount="500", **DECIDED)
    send(client, "carry-over-new", project.pk, amount="200", target="", **DECIDED)

    project = InvestmentProject.objects.with_disposal().get(pk=project.pk)
    assert (project.disposal.revised, project.disposal.available, project.disposal.remaining) == (1500, 1300, 750)
    page = shown(client.get(project.get_absolute_url()))
    assert all(
        text in page for text in ("Rest til disposisjon", "750,00", "Nett 2024", "Forsinket leveranse", head.name)
    )
    following = InvestmentProject.objects.get(year=2024)
    assert "200,00" in shown(client.get(following.get_absolute_url()))


def test_the_list_sums_what_is_left_before_rounding(client, council_member):
    for title in ("A", "B"):
        make_project(title=title, budgeted=Decimal(1400), committed=Decimal(1))
    client.force_login(council_member)

    response = open_page(client, "investments", 2023)

    footers = {column.name: column.footer for column in response.context["table"].columns}
    assert (footers["available"], footers["remaining"], footers["forecast"]) == ("3", "3", "–")


def test_more_than_is_unused_is_refused_at_the_amount(client, head):
    project = make_project(budgeted=Decimal(100))
    client.force_login(head)

    found = errors(send(client, "carry-over-new", project.pk, amount="100,01", target="", **DECIDED))

    assert found == {"amount": ["Prosjektet har 100,00 kr som ikke er brukt."]}
    assert not CarryOver.objects.exists()


def test_a_revision_needs_its_decision(client, head):
    client.force_login(head)

    found = errors(
        send(
            client,
            "revision-new",
            make_project().pk,
            amount="0",
            decided_on="",
            decision="",
            case_number="ingen sak",
            reason="",
        )
    )

    assert set(found) == {"decided_on", "decision", "reason"}
    assert not BudgetRevision.objects.exists()


def test_a_project_with_carried_money_says_why_it_is_not_deleted(client, head):
    carried = make_carry_over()
    client.force_login(head)

    assert "Slett først overføringene" in shown(send(client, "project-delete", carried.from_project.pk))
    send(client, "carry-over-delete", carried.pk)
    send(client, "revision-delete", make_revision(project=carried.from_project).pk)
    assert send(client, "project-delete", carried.from_project.pk).status_code == 302


# All of them


def changing_pages():
    """Every address that changes something, with what it is about."""
    line, project = make_line(), make_project()
    change, revision, carried = make_plan_change(), make_revision(), make_carry_over()
    plan = change.line.plan
    return [
        ("forecast-set", line.pk), ("distribution", line.pk), ("plan-new",), ("plan-edit", plan.pk),
        ("plan-delete", plan.pk), ("plan-growth", plan.pk), ("plan-adopt", plan.pk), ("plan-line-new", plan.pk),
        ("plan-line-edit", change.line.pk), ("plan-line-delete", change.line.pk), ("plan-change-new", plan.pk),
        ("plan-change-edit", change.pk), ("plan-change-delete", change.pk), ("revision-new", project.pk),
        ("revision-delete", revision.pk), ("carry-over-new", project.pk), ("carry-over-delete", carried.pk),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [role for role in User.Role if role != User.Role.HEAD])
def test_only_the_head_may_change_forecasts_plans_and_project_budgets(client, role):
    pages = changing_pages()
    client.force_login(make_user(role=role))

    assert {open_page(client, *page).status_code for page in pages} == {403}
    assert {send(client, *page).status_code for page in pages} == {403}
    assert not AuditEntry.objects.exists()


def test_the_head_may_open_every_form_and_nobody_without_logging_in(client, head):
    pages = changing_pages()
    assert {open_page(client, *page).status_code for page in pages} == {302}

    client.force_login(head)
    assert {open_page(client, *page).status_code for page in pages} == {200}


@pytest.mark.parametrize("role", list(User.Role))
def test_everyone_in_the_cooperation_may_read(client, role):
    plan, project = adopt(make_plan_line().plan), make_project()
    client.force_login(make_user(role=role))

    pages = [("forecast", 2023), ("plans",), ("plan", plan.pk), ("project", project.pk), ("investments", 2023)]
    assert {open_page(client, *page).status_code for page in pages} == {200}


def row_of_everything():
    """One more row on each of the lists, of one year and one plan."""
    line = make_line(year=2023)
    make_total(line=line, month=1)
    make_total(line=make_line(year=2022, title=line.title), month=1)
    make_cause(line=line)
    LineForecast.objects.create(
        line=line, method="run_rate", set_at="2024-01-01T00:00Z", set_by=User.objects.first() or make_user()
    )
    plan = FinancialPlan.objects.first() or make_plan(base_year=2022)
    make_plan_change(line=make_plan_line(plan=plan))
    project = make_project(year=2023, title=f"Prosjekt {line.pk}")
    make_revision(project=project)
    make_carry_over(from_project=project, to_project=make_project(year=2024, title=f"Prosjekt {line.pk}"))


@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [
        ("operating-result", [2023], {}),
        ("operating-result", [2023], {"maned": "1"}),
        ("forecast", [2023], {}),
        ("plan", [1], {}),
        ("plans", [], {}),
        ("investments", [2023], {}),
    ],
)
def test_every_page_costs_the_same_queries_for_any_length(
    client, head, name, arguments, query, django_assert_num_queries
):
    row_of_everything()
    arguments = [FinancialPlan.objects.get().pk] if name == "plan" else arguments
    client.force_login(head)
    open_page(client, name, *arguments, **query)
    with CaptureQueriesContext(connection) as one_row:
        open_page(client, name, *arguments, **query)
    for _ in range(3):
        row_of_everything()
        make_plan(title=f"Plan {FinancialPlan.objects.count()}", base_year=2010)

    with django_assert_num_queries(len(one_row)):
        assert open_page(client, name, *arguments, **query).status_code == 200


def test_a_project_costs_the_same_queries_for_any_history(client, head, django_assert_num_queries):
    project = make_project()
    make_revision(project=project)
    make_carry_over(from_project=project)
    client.force_login(head)
    open_page(client, "project", project.pk)
    with CaptureQueriesContext(connection) as one_row:
        open_page(client, "project", project.pk)
    for _ in range(3):
        make_revision(project=project)
        make_carry_over(from_project=project)

    with django_assert_num_queries(len(one_row)):
        open_page(client, "project", project.pk)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("operating-result", [2023]), ("forecast", [2023]), ("investments", [2023]), ("plans", []), ("plan", None)],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_table_is_a_file_too(client, council_member, name, arguments, kind):
    row_of_everything()
    plan = adopt(FinancialPlan.objects.get())
    arguments = [plan.pk] if arguments is None else arguments
    client.force_login(council_member)

    response = open_page(client, name, *arguments, eksport=kind)

    assert response.status_code == 200
    assert f".{kind}" in response["Content-Disposition"]


def test_an_exported_forecast_has_its_exact_amounts(client, council_member):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal("1200.50"))
    make_total(line=line, month=1, amount=Decimal("100.25"), year=2024)
    client.force_login(council_member)

    lines = open_page(client, "forecast", 2024, eksport="csv").content.decode("utf-8-sig").splitlines()

    assert lines[1].split(";")[:6] == ["Lønn", "100,25", "1200,50", "1203,00", "", "1203,00"]
