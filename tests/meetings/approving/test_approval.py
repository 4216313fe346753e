from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from budget.lines.models import BudgetLine
from meetings.approving import approval, quality, sealing
from meetings.approving.models import QualityCheck, Seal
from meetings.documents import writing
from meetings.documents.models import Document, DocumentVersion
from rorikt.audit.models import AuditEntry
from tests import factories

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)


@pytest.fixture
def ready(municipalities):
    """A document with nothing in the way of its approval."""
    factories.make_cooperation()
    factories.make_line(title="Lønn", actual=Decimal("2900.50"), budgeted=Decimal(1000))
    factories.close_year(2023)
    document = factories.make_document(accounting_year=2023)
    factories.make_section(document=document, title="Resultat", body="<p>Avvik: [[merforbruk:ore]].</p>")
    return document


def test_an_approved_version_never_changes_when_the_rows_do(ready, head):
    version = approval.approve_document(ready, by=head, now=NOW)

    BudgetLine.objects.update(actual=99_999)
    version.refresh_from_db()

    assert ready.status == Document.Status.APPROVED
    assert version.content["figures"]["merforbruk:ore"]["text"] == "1\u00a0900,50\u00a0kr"
    assert version.content["control"][1] == ["Versjon", "06.02.2024"]
    assert version.content["control"][4] == ["Godkjent av", head.name]


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(sequence=9), lambda rows: rows.update(content={}), lambda rows: rows.delete()]
)
def test_the_database_refuses_to_change_or_delete_a_version(ready, head, change):
    approval.approve_document(ready, by=head, now=NOW)

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        change(DocumentVersion.objects.all())

    assert DocumentVersion.objects.get().sequence == 1


def test_a_document_is_approved_once(ready, head):
    approval.approve_document(ready, by=head, now=NOW)

    with pytest.raises(ValidationError, match="allerede godkjent"):
        approval.approve_document(ready, by=head, now=NOW)

    assert ready.versions.count() == 1


def test_a_second_version_of_a_day_says_so(ready, head):
    approval.approve_document(ready, by=head, now=NOW)
    Document.objects.update(status=Document.Status.DRAFT)

    second = approval.approve_document(ready, by=head, now=NOW.replace(hour=13), reason="noe var feil")

    assert second.sequence == 2
    assert second.content["control"][1] == ["Versjon", "06.02.2024 (2)"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            "<p>[[finnes-ikke]]</p>",
            "Avsnitt 2 Nytt: [[finnes-ikke]] finnes ikke. Rett skrivemåten, eller velg en kode fra listen.",
        ),
        ("", "Avsnitt 2 Nytt er tomt. Skriv teksten, eller slett avsnittet."),
        (
            "<p>TODO spør leverandøren</p>",
            "Avsnitt 2 Nytt: Her står det en plassholder eller et notat: «TODO». Skriv inn det som skal stå der.",
        ),
    ],
)
def test_what_is_not_in_order_stops_an_approval_and_leaves_a_draft(ready, head, body, problem):
    factories.make_section(document=ready, title="Nytt", body=body)

    with pytest.raises(ValidationError) as stopped:
        approval.approve_document(ready, by=head, now=NOW)

    ready.refresh_from_db()
    assert stopped.value.messages == [problem]
    assert ready.status == Document.Status.DRAFT
    assert not ready.versions.exists()
    assert not AuditEntry.objects.exists()


def test_an_approval_is_in_the_audit_trail_with_the_hash_of_what_was_approved(ready, head):
    version = approval.approve_document(ready, by=head, now=NOW)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.detail) == (
        "godkjente dokument",
        head,
        {"version": 1, "sha256": version.content_hash, "seal": sealing.seal_hash(version)},
    )


def write(document, body, by):
    section = document.sections.get()
    section.body = body
    writing.save_section(section, revision=section.revision, by=by, now=NOW)


def test_a_version_after_the_first_says_what_changed_and_why(ready, head):
    approval.approve_document(ready, by=head, now=NOW)
    BudgetLine.objects.update(actual=Decimal("3000.50"))
    write(ready, "<p>Avvik: [[merforbruk:ore]]. Årsaken er en sen faktura.</p>", head)

    second = approval.approve_document(ready, by=head, now=NOW, reason=" en faktura kom for sent. ")

    told = dict(second.frozen.control)["Endret"]
    assert told.startswith("Avsnitt 1; Merforbruk")
    assert told.endswith("var 1\u00a0900,50\u00a0kr, er 2\u00a0000,50\u00a0kr, fordi en faktura kom for sent.")
    assert second.seal.reason == "en faktura kom for sent."
    assert second.seal.changes[0] == "Avsnitt 1 Resultat: Teksten er endret."
    assert "Endret" not in dict(second.frozen.running)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_version_after_the_first_is_not_approved_without_a_reason(ready, head, reason):
    approval.approve_document(ready, by=head, now=NOW)
    write(ready, "<p>Noe annet.</p>", head)

    with pytest.raises(ValidationError, match="Skriv hvorfor dokumentet er endret"):
        approval.approve_document(ready, by=head, now=NOW, reason=reason)

    assert ready.versions.count() == 1


def test_the_seal_keeps_what_the_figures_were_asked_with(ready, head):
    version = approval.approve_document(ready, by=head, now=NOW)

    assert version.seal.rests_on == {
        **{"as_of": "2024-02-01", "period_from": None, "period_to": None, "accounting_year": 2023, "estimate": None},
        "used": {"budget": [["ore"]]},
    }


@pytest.mark.parametrize("model", [Seal, QualityCheck])
def test_the_database_refuses_to_change_or_delete_a_seal_or_a_quality_check(ready, head, author, model):
    quality.check_quality(ready, by=author, now=NOW)
    approval.approve_document(ready, by=head, now=NOW)

    for change in (lambda rows: rows.update(text_hash="0"), lambda rows: rows.delete()):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change(model.objects.all())

    assert model.objects.get().text_hash != "0"
