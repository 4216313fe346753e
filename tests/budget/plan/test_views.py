"""The pages of the financial plan: what they show, take, refuse and cost."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.plan.models import FinancialPlan, PlanChange, PlanLine
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests.budget.pages import errors, open_page, send, shown
from tests.factories import adopt, make_line, make_plan, make_plan_change, make_plan_line, make_user

pytestmark = pytest.mark.django_db


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

    send(client, "plan-adopt", plan.pk, decision="Rådet", case="2024/M1-004", adopted_on="2024-02-14")
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


def changing_pages():
    """Every address that changes something, with what it is about."""
    change = make_plan_change()
    plan = change.line.plan
    return [
        ("plan-new",), ("plan-edit", plan.pk), ("plan-delete", plan.pk), ("plan-growth", plan.pk),
        ("plan-adopt", plan.pk), ("plan-line-new", plan.pk), ("plan-line-edit", change.line.pk),
        ("plan-line-delete", change.line.pk), ("plan-change-new", plan.pk), ("plan-change-edit", change.pk),
        ("plan-change-delete", change.pk),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [role for role in User.Role if role != User.Role.HEAD])
def test_only_the_head_may_change_plans(client, role):
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
    plan = adopt(make_plan_line().plan)
    client.force_login(make_user(role=role))

    assert {open_page(client, *page).status_code for page in [("plans",), ("plan", plan.pk)]} == {200}


def row_of_everything(plan):
    """One more line and change in the plan, and one more plan."""
    make_plan_change(line=make_plan_line(plan=plan))
    make_plan(base_year=2010)


@pytest.mark.parametrize("name", ["plan", "plans"])
def test_every_page_costs_the_same_queries_for_any_length(client, head, name, django_assert_num_queries):
    plan = make_plan(base_year=2022)
    arguments = [plan.pk] if name == "plan" else []
    row_of_everything(plan)
    client.force_login(head)
    open_page(client, name, *arguments)
    with CaptureQueriesContext(connection) as one_row:
        open_page(client, name, *arguments)
    for _ in range(3):
        row_of_everything(plan)

    with django_assert_num_queries(len(one_row)):
        assert open_page(client, name, *arguments).status_code == 200


@pytest.mark.parametrize("name", ["plan", "plans"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_table_is_a_file_too(client, council_member, name, kind):
    plan = make_plan(base_year=2022)
    row_of_everything(plan)
    adopt(plan)
    client.force_login(council_member)

    response = open_page(client, name, *([plan.pk] if name == "plan" else []), eksport=kind)

    assert response.status_code == 200
    assert f".{kind}" in response["Content-Disposition"]
