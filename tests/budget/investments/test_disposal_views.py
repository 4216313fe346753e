"""The pages of what is left of investments: revisions and carry-overs, what they change, refuse and cost."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.investments.models import BudgetRevision, CarryOver
from budget.projects.models import InvestmentProject
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests.budget.pages import errors, open_page, send, shown
from tests.factories import make_carry_over, make_project, make_revision, make_user

pytestmark = pytest.mark.django_db
DECIDED = {
    "decided_on": "2024-02-14",
    "decision": "Rådet vedtok det",
    "case": "2024/M1-004",
    "reason": "Forsinket leveranse",
}


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
            case="ingen sak",
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


def changing_pages():
    """Every address that changes something, with what it is about."""
    project = make_project()
    return [
        ("revision-new", project.pk), ("revision-delete", make_revision().pk),
        ("carry-over-new", project.pk), ("carry-over-delete", make_carry_over().pk),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [role for role in User.Role if role != User.Role.HEAD])
def test_only_the_head_may_change_project_budgets(client, role):
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
    project = make_project()
    client.force_login(make_user(role=role))

    assert {open_page(client, *page).status_code for page in [("project", project.pk), ("investments", 2023)]} == {200}


def row_of_everything():
    """One more project, with its revision, and with what is carried to the year after."""
    project = make_project(year=2023)
    make_revision(project=project)
    make_carry_over(from_project=project, to_project=make_project(year=2024, title=project.title))


def test_the_page_costs_the_same_queries_for_any_length(client, head, django_assert_num_queries):
    row_of_everything()
    client.force_login(head)
    open_page(client, "investments", 2023)
    with CaptureQueriesContext(connection) as one_row:
        open_page(client, "investments", 2023)
    for _ in range(3):
        row_of_everything()

    with django_assert_num_queries(len(one_row)):
        assert open_page(client, "investments", 2023).status_code == 200


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


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_investments_are_a_file_too(client, council_member, kind):
    row_of_everything()
    client.force_login(council_member)

    response = open_page(client, "investments", 2023, eksport=kind)

    assert response.status_code == 200
    assert f".{kind}" in response["Content-Disposition"]
