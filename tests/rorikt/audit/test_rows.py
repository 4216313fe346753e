"""Any row is stored and deleted with an audit entry of what stood before, and nothing is stored where it is refused."""

import pytest

from budget.estimates.actions import store_estimate
from budget.estimates.models import CostEstimate, PriceTier
from budget.lines.models import BudgetLine, VarianceCause
from budget.result.actions import delete_line, store_cause, store_line
from rorikt.audit import rows
from rorikt.audit.models import AuditEntry
from tests.budget.changes import NOW, refused
from tests.factories import (
    make_cause,
    make_document,
    make_estimate,
    make_estimate_line,
    make_line,
    make_project,
    make_tier,
)

pytestmark = pytest.mark.django_db


def test_a_line_that_somebody_deleted_meanwhile_is_not_brought_back(head):
    line = make_line()
    BudgetLine.objects.all().delete()
    line.pk = 1

    assert refused(store_line, line, by=head, now=NOW).startswith("Raden er slettet")


@pytest.mark.parametrize("make", [make_line, make_project, make_cause, make_estimate, make_estimate_line, make_tier])
def test_every_kind_of_row_is_changed_and_deleted_with_an_audit_entry(head, make):
    row = make()
    kind, pk = type(row), row.pk

    rows.store_row(row, by=head, now=NOW)
    rows.delete_row(row, by=head, now=NOW)

    assert not kind.objects.filter(pk=pk).exists()
    deleted, changed = AuditEntry.objects.order_by("-pk")
    assert {deleted.subject, changed.subject} == {f"{kind._meta.label_lower}:{pk}"}
    assert deleted.action == f"slettet {kind._meta.verbose_name}"
    assert (deleted.detail["before"]["id"], deleted.detail["after"]) == (str(pk), None)


def test_what_is_deleted_with_a_row_is_kept_in_the_audit_trail(head):
    cause = make_cause(title="Prisvekst")
    tier = make_tier()

    delete_line(cause.line, by=head, now=NOW)
    rows.delete_row(tier.estimate, by=head, now=NOW)

    estimate_entry, line_entry = AuditEntry.objects.order_by("-pk")
    assert [one["title"] for one in line_entry.detail["before"]["causes"]] == ["Prisvekst"]
    assert [one["up_to"] for one in estimate_entry.detail["before"]["tiers"]] == ["400"]
    assert not VarianceCause.objects.exists()
    assert not PriceTier.objects.exists()


def test_an_estimate_that_a_document_uses_is_not_deleted(head):
    estimate = make_estimate()
    make_document(cost_estimate=estimate)

    message = refused(rows.delete_row, estimate, by=head, now=NOW)

    assert message == "Dette er i bruk av et dokument, en kontokobling eller rammen, og kan derfor ikke slettes."
    assert CostEstimate.objects.count() == 1


def test_a_slug_is_made_of_the_title_and_spelt_as_tokens_spell_it(head):
    cause = VarianceCause(line=make_line(), title="Økt pris på lisenser")
    typed = VarianceCause(line=make_line(), title="Lokaler", slug="Nye_Lokaler")
    estimate = CostEstimate(title="Sikkerhetspartner 2024")

    for row in (cause, typed):
        store_cause(row, by=head, now=NOW)
    store_estimate(estimate, by=head, now=NOW)

    assert [cause.slug, typed.slug, estimate.slug] == ["okt-pris-pa-lisenser", "nye-lokaler", "sikkerhetspartner-2024"]


def test_a_title_without_letters_needs_a_slug(head):
    row = VarianceCause(line=make_line(), title="…")

    assert "Skriv et kortnavn" in refused(store_cause, row, by=head, now=NOW)
