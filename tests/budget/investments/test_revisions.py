"""Revisions and money carried between years: what they do to what may be used, and what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budget.investments.actions import carry_over, delete_project, revise, store_project
from budget.investments.models import BudgetRevision, CarryOver
from budget.projects.models import InvestmentProject
from rorikt.audit import rows
from rorikt.audit.history import history
from rorikt.audit.models import AuditEntry
from tests.factories import make_carry_over, make_project, make_revision

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 20, 12, tzinfo=UTC)
DECIDED = {"decision": "2024/M1-004", "reason": "Forsinket", "decided_on": date(2024, 2, 14)}


def carry(source, by, amount, target=None):
    return carry_over(source, target=target, amount=Decimal(amount), by=by, now=NOW, **DECIDED)


def disposal(project):
    return InvestmentProject.objects.with_disposal().get(pk=project.pk).disposal


def test_each_revision_is_a_row_of_its_own_and_the_first_budget_stays(head):
    project = make_project(budgeted=Decimal(1000))

    revise(project, amount=Decimal(500), by=head, now=NOW, **DECIDED)
    revise(project, amount=Decimal(-200), by=head, now=NOW, **DECIDED)

    assert (disposal(project).budgeted, disposal(project).revised) == (1000, 1300)
    assert [(row.amount, row.stored_by) for row in project.revisions.all()] == [(500, head), (-200, head)]
    assert AuditEntry.objects.filter(action="la til budsjettregulering").count() == 2


def test_what_is_carried_over_leaves_one_year_and_arrives_in_the_other(head):
    source = make_project(year=2023, title="Nett", budgeted=Decimal(1000), actual_excl_vat=Decimal(600))
    target = make_project(year=2024, title="Nett", budgeted=Decimal(50))

    carry(source, head, 400, target)

    assert (disposal(source).available, disposal(source).unused) == (600, 0)
    assert (disposal(target).carried_in, disposal(target).available) == (400, 450)


def test_the_project_is_made_in_the_next_year_when_it_is_not_there(head):
    source = make_project(year=2023, title="Nett", budgeted=Decimal(1000))

    first = carry(source, head, 300).to_project
    second = carry(source, head, 100).to_project

    assert first == second
    assert (first.year, first.title, first.budgeted, first.starts_in) == (2024, "Nett", 0, 2023)
    assert disposal(first).available == 400


def test_more_than_is_unused_is_not_carried_over(head):
    source = make_project(budgeted=Decimal(1000), actual_excl_vat=Decimal(800), vat=Decimal(100))

    with pytest.raises(ValidationError) as caught:
        carry(source, head, "100.01")

    assert caught.value.message_dict == {"amount": ["Prosjektet har 100,00 kr som ikke er brukt."]}
    assert not CarryOver.objects.exists()
    assert InvestmentProject.objects.count() == 1


@pytest.mark.parametrize("year", [2022, 2023])
def test_money_is_carried_to_a_later_year_only(head, year):
    with pytest.raises(ValidationError, match="senere år"):
        carry(make_project(year=2023), head, 1, make_project(year=year))


def test_money_of_nothing_is_neither_revised_nor_carried(head):
    with pytest.raises(ValidationError, match="kan ikke være null"):
        revise(make_project(), amount=Decimal(0), by=head, now=NOW, **DECIDED)
    with pytest.raises(ValidationError, match="må være over null"):
        carry(make_project(), head, -1)


def test_a_project_with_carried_money_is_not_deleted_until_the_carry_over_is(head):
    carried = make_carry_over()
    source = carried.from_project

    for project in (source, carried.to_project):
        with pytest.raises(ValidationError, match="Slett først overføringene"):
            delete_project(project, by=head, now=NOW)
    rows.delete_row(carried, by=head, now=NOW)
    delete_project(source, by=head, now=NOW)

    assert not InvestmentProject.objects.filter(pk=source.pk).exists()
    assert AuditEntry.objects.filter(action="slettet overføring mellom år").count() == 1


def test_a_deleted_project_keeps_its_revisions_in_the_trail(head):
    revision = make_revision(reason="Flere skoler")

    delete_project(revision.project, by=head, now=NOW)

    assert not BudgetRevision.objects.exists()
    entry = AuditEntry.objects.get(action="slettet investeringsprosjekt")
    assert [row["reason"] for row in entry.detail["before"]["revisions"]] == ["Flere skoler"]


def test_the_history_tells_each_change_in_the_words_of_the_fields(head):
    project = make_project(status=InvestmentProject.Status.PLANNED)
    project.refresh_from_db()

    project.committed, project.status = Decimal("1000.50"), InvestmentProject.Status.ONGOING
    store_project(project, by=head, now=NOW)
    store_project(project, by=head, now=NOW)

    told = [(one.by, one.what.replace("\u00a0", " ")) for one in history(project)]
    assert told == [(head, "status: Planlagt → Pågår; bundet: 0,00 → 1 000,50")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"committed": Decimal(-1)},
        {"starts_in": 2024},
        {"ends_in": 2022},
    ],
)
def test_the_database_refuses_a_project_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_project(year=2023, **wrong)


def test_the_database_refuses_amounts_that_cannot_be(head):
    project = make_project()

    for make in (
        lambda: make_revision(project=project, amount=Decimal(0)),
        lambda: make_carry_over(amount=Decimal(0)),
        lambda: make_carry_over(from_project=project, to_project=project),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
