"""Lines and causes are stored and audited, and no two of a year may be mixed up."""

from decimal import Decimal

import pytest

from budget.lines.models import BudgetLine, VarianceCause
from budget.result.actions import store_cause, store_line
from rorikt.audit import trail
from rorikt.audit.models import AuditEntry
from tests.budget.changes import NOW, refused
from tests.factories import make_cause, make_line

pytestmark = pytest.mark.django_db


def test_a_new_line_is_stored_and_audited(head):
    line = BudgetLine(year=2023, title="Lønn", budgeted=Decimal("29233000.00"))

    store_line(line, by=head, now=NOW)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.by, entry.at) == (
        "la til budsjettlinje",
        f"budget.budgetline:{line.pk}",
        head,
        NOW,
    )
    assert entry.detail["before"] is None
    assert entry.detail["after"]["budgeted"] == "29233000.00"


def test_a_changed_line_is_audited_with_what_stood_before(head):
    line = make_line(title="Lønn", actual=Decimal("100.00"))

    line.actual = Decimal("200.00")
    store_line(line, by=head, now=NOW)

    entry = AuditEntry.objects.get()
    assert entry.action == "endret budsjettlinje"
    assert (entry.detail["before"]["actual"], entry.detail["after"]["actual"]) == ("100.00", "200.00")
    assert trail.broken_entries() == []


def test_two_lines_of_a_year_may_not_share_a_title(head):
    make_line(title="Lønn")

    message = refused(store_line, BudgetLine(year=2023, title="Lønn", budgeted=Decimal(1)), by=head, now=NOW)

    assert message == "Året har allerede en linje med denne tittelen."
    assert BudgetLine.objects.count() == 1


def test_two_causes_of_a_year_may_not_share_a_slug_even_on_different_lines(head):
    make_cause(slug="lisenser", line=make_line(year=2023))
    store_cause(VarianceCause(line=make_line(year=2022), title="Lisenser"), by=head, now=NOW)

    row = VarianceCause(line=make_line(year=2023), title="Lisenser")

    assert refused(store_cause, row, by=head, now=NOW) == ("En annen årsak i 2023 har allerede dette kortnavnet.")
