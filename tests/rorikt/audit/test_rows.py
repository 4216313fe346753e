"""Any row is stored and deleted with an audit entry of what stood before, and nothing is stored where it is refused."""

import pytest

from budget.estimates.actions import store_estimate
from budget.estimates.models import CostEstimate, PriceTier
from budget.lines.models import BudgetLine, VarianceCause
from budget.result.actions import delete_line, store_cause, store_line
from meetings.agenda.models import AgendaItem
from meetings.documents.models import Section
from rorikt.audit import rows
from rorikt.audit.models import AuditEntry
from tests.budget.changes import NOW, refused
from tests.factories import (
    make_attachment,
    make_cause,
    make_critical_event,
    make_document,
    make_estimate,
    make_estimate_line,
    make_item,
    make_line,
    make_meeting,
    make_project,
    make_section,
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


@pytest.mark.parametrize(
    "make", [make_meeting, make_item, make_document, make_section, make_attachment, make_critical_event]
)
def test_rows_that_no_figure_rests_on_are_stored_and_deleted_in_the_same_shape(head, make):
    row = make()

    rows.store_row(row, by=head, now=NOW, is_figure=False)
    rows.delete_row(row, by=head, now=NOW, is_figure=False)

    deleted, changed = AuditEntry.objects.order_by("-pk")
    kind = row._meta.verbose_name
    assert (changed.action, deleted.action) == (f"endret {kind}", f"slettet {kind}")
    assert changed.detail["before"] == changed.detail["after"] == rows.values_of(row) | changed.detail["after"]
    assert (deleted.detail["before"]["id"], deleted.detail["after"]) == (changed.detail["after"]["id"], None)


def test_many_to_many_rows_are_stored_and_told(head, author):
    item = make_item()

    rows.store_row(item, by=head, now=NOW, many={"case_officers": [author, head]}, is_figure=False)
    rows.store_row(item, by=head, now=NOW, is_figure=False)

    kept, stored = AuditEntry.objects.order_by("-pk")
    both = sorted([str(author.pk), str(head.pk)])
    assert set(item.case_officers.all()) == {author, head}
    assert (stored.detail["before"]["case_officers"], stored.detail["after"]["case_officers"]) == ([], both)
    assert kept.detail["before"]["case_officers"] == kept.detail["after"]["case_officers"] == both


def test_only_the_chosen_fields_are_stored_where_others_are_somebody_elses(head):
    item = make_item(title="Før", summary="")
    AgendaItem.objects.update(summary="<p>Skrevet av en annen.</p>")
    item.title = "Etter"

    rows.store_row(item, by=head, now=NOW, only=["title"], is_figure=False)

    item.refresh_from_db()
    assert (item.title, item.summary) == ("Etter", "<p>Skrevet av en annen.</p>")


def test_what_lies_deeper_below_a_deleted_row_is_kept_too(head):
    document = make_document()
    top = make_section(document=document, title="Øverst")
    middle = make_section(document=document, title="Midt", parent=top)
    make_section(document=document, title="Nederst", parent=middle, body="<p>En tekst.</p>")

    rows.delete_row(top, by=head, now=NOW, is_figure=False)

    ((below,),) = [one["children"] for one in AuditEntry.objects.get().detail["before"]["children"]]
    assert (below["title"], below["body"]) == ("Nederst", "<p>En tekst.</p>")


def order_of(document):
    return [(one.title, one.position) for one in Section.objects.filter(document=document).order_by("position")]


@pytest.mark.parametrize(
    ("step", "order"),
    [
        (-1, [("B", 1), ("A", 2), ("C", 3)]),
        (1, [("A", 1), ("C", 2), ("B", 3)]),
        (0, [("A", 1), ("B", 2), ("C", 3)]),
        (2, [("A", 1), ("B", 2), ("C", 3)]),
        (-2, [("A", 1), ("B", 2), ("C", 3)]),
    ],
)
def test_a_row_is_moved_among_its_own_and_the_trail_tells_from_where(head, step, order):
    document = make_document()
    _, row, _ = (make_section(document=document, title=title, position=at) for at, title in enumerate("ABC", 1))

    is_moved = rows.move_row(document.sections.all(), row, step, by=head, now=NOW)

    assert order_of(document) == order
    assert is_moved == AuditEntry.objects.exists() == (abs(step) == 1)
    for entry in AuditEntry.objects.all():
        assert entry.action == "flyttet avsnitt"
        assert (entry.detail["before"], entry.detail["after"]) == ({"position": 2}, {"position": 2 + step})


def test_rows_with_the_same_place_are_numbered_when_one_moves(head):
    document = make_document()
    _, second = (make_section(document=document, title=title, position=0) for title in "AB")

    rows.move_row(document.sections.all(), second, -1, by=head, now=NOW)

    assert order_of(document) == [("B", 1), ("A", 2)]


def test_two_who_move_after_one_another_start_from_what_is_stored(head):
    document = make_document()
    _, second, third = (make_section(document=document, title=title, position=at) for at, title in enumerate("ABC", 1))

    rows.move_row(document.sections.all(), second, -1, by=head, now=NOW)
    rows.move_row(document.sections.all(), third, -1, by=head, now=NOW)

    assert order_of(document) == [("B", 1), ("C", 2), ("A", 3)]
