"""Whatever of an approved version or an issued packet is changed behind the product's back is found and named."""

from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import BinaryField

from budget.lines.models import BudgetLine
from meetings.approving import approval, sealing
from meetings.approving.models import Seal
from meetings.approving.sealing import hash_of
from meetings.documents.models import DocumentVersion
from meetings.issuing.issuing import seal_of
from meetings.issuing.models import IssuedPacket
from meetings.pictures.models import Picture
from meetings.proof import files, proving, versions
from meetings.proof.versions import Fault, Noted
from rorikt.amounts import short_moment
from rorikt.audit import trail
from rorikt.audit.append_only import expected_triggers, missing_triggers
from rorikt.audit.models import AuditEntry
from rorikt.audit.reading import note
from tests import factories
from tests.unguarded import rewrite, unguarded

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)


@pytest.fixture
def approved(municipalities, head):
    factories.make_cooperation()
    factories.make_line(title="Lønn", actual=2900, budgeted=1000)
    factories.close_year(2023)
    document = factories.make_document(title="Rapport", accounting_year=2023)
    body = "<p>Avvik: [[merforbruk:ore]].</p><p>[[tabell:driftsresultat]]</p>"
    factories.make_section(document=document, title="Resultat", body=body)
    return approval.approve_document(document, by=head, now=NOW)


OF = {number: f"Godkjent versjon {number} av saksframlegg «Rapport»" for number in (1, 2)}


def faults():
    return [found.text for found in proving.prove_with_trail(NOW) if isinstance(found, Fault)]


def notes():
    return [found.text for found in proving.prove_with_trail(NOW) if isinstance(found, Noted)]


def change(version, path, value):
    """One value in the stored content, as raw SQL would change it."""
    content = version.content
    *way, last = path
    part = content
    for step in way:
        part = part[step]
    part[last] = value
    rewrite(DocumentVersion.objects.filter(pk=version.pk), content=content)


def test_what_is_whole_has_no_fault_and_nothing_to_note(approved):
    assert list(proving.prove()) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sections", 0, "blocks", 0, "html"), "<p>Avvik: 0 kr.</p>"),
        (("figures", "merforbruk:ore", "text"), "0 kr"),
        (("control", 4), ["Godkjent av", "En annen"]),
        (("title",), "Noe annet"),
        (("sources", 0, "sha256"), "0" * 64),
    ],
)
def test_a_changed_content_is_found_by_its_hash(approved, path, value):
    change(approved, path, value)

    assert f"{OF[1]} er endret etter godkjenningen: innholdet har ikke kontrollsummen det ble godkjent med." in faults()


def test_a_changed_content_with_a_hash_that_fits_is_found_by_the_trail_and_the_page(approved):
    change(approved, ("sections", 0, "title"), "Et annet")
    approved.refresh_from_db()
    rewrite(DocumentVersion.objects.filter(pk=approved.pk), content_hash=hash_of(approved.content))

    assert faults() == [
        f"{OF[1]}: kontrollsummen er en annen enn den endringsloggen har.",
        f"{OF[1]}: seglet, godkjenneren eller tidspunktet er et annet enn det endringsloggen har.",
        f"{OF[1]}: siden leser noe annet enn da versjonen ble godkjent.",
    ]


def test_a_content_that_cannot_be_read_is_a_fault_and_stops_no_other(approved, head):
    factories.make_section(document=(other := factories.make_document(title="Annet")), body="<p>Ferdig.</p>")
    approval.approve_document(other, by=head, now=NOW)
    rewrite(DocumentVersion.objects.filter(pk=approved.pk), content={"schema": 1})

    found = faults()

    assert any(f"{OF[1]}: innholdet kan ikke leses" in one for one in found)
    assert not any("«Annet»" in one for one in found)


@pytest.mark.parametrize(
    "values", [{"approved_at": datetime(2024, 1, 1, tzinfo=UTC)}, {"sequence": 7}, {"approved_by_id": None}]
)
def test_who_when_and_which_is_under_the_seal(approved, author, values):
    values = {key: author.pk if value is None else value for key, value in values.items()}
    rewrite(DocumentVersion.objects.filter(pk=approved.pk), **values)

    assert faults()


def test_a_version_that_is_gone_is_known_by_the_trail(approved):
    with unguarded(Seal), unguarded(DocumentVersion):
        Seal.objects.all().delete()
        DocumentVersion.objects.all().delete()

    assert faults() == [f"Godkjent versjon 1 av dokument {approved.document_id} står i endringsloggen, men er borte."]


def test_a_version_put_in_by_hand_is_in_no_trail(approved):
    factories.make_version(approved.document)

    assert f"{OF[2]}: godkjenningen står ikke i endringsloggen." in faults()


def test_a_seal_that_is_changed_or_gone_is_found(approved):
    rewrite(Seal.objects.all(), reason="Noe annet")
    assert faults() == [f"{OF[1]}: seglet, godkjenneren eller tidspunktet er et annet enn det endringsloggen har."]

    with unguarded(Seal):
        Seal.objects.all().delete()
    assert faults() == [f"{OF[1]}: seglet er borte."]


def test_a_public_edition_that_is_changed_is_found(approved):
    rewrite(DocumentVersion.objects.filter(pk=approved.pk), public_content=approved.content)

    assert faults() == [f"{OF[1]}: den offentlige utgaven er en annen enn den som ble godkjent."]


def test_a_page_whose_template_reads_something_else_is_found(approved, monkeypatch):
    monkeypatch.setattr(sealing, "page_context", lambda content, document: {"content": content, "sections": []})

    assert faults() == [f"{OF[1]}: siden leser noe annet enn da versjonen ble godkjent."]


def test_a_trail_that_was_written_over_is_found(approved):
    entry = AuditEntry.objects.filter(action="godkjente dokument").get()
    rewrite(AuditEntry.objects.filter(pk=entry.pk), detail={**entry.detail, "sha256": "0" * 64})

    assert faults() == [
        f"I endringsloggen er rad {entry.pk} ({short_moment(NOW)}, «godkjente dokument», {entry.subject}) endret: den "
        "har ikke kontrollsummen den ble skrevet med.",
        f"{OF[1]}: kontrollsummen er en annen enn den endringsloggen har.",
    ]


def test_rows_corrected_since_are_noted_and_no_fault(approved):
    BudgetLine.objects.update(actual=1)
    factories.make_line(title="Leie", actual=1, budgeted=1)

    assert (faults(), notes()) == (
        [],
        [f"{OF[1]}: Radene «Driftslinjer 2023» er endret siden (1 rader da, 2 nå)."],
    )


def test_a_version_from_before_there_were_seals_is_noted_and_sealed_by_the_clock(approved):
    with unguarded(Seal), unguarded(DocumentVersion), unguarded(AuditEntry):
        Seal.objects.all().delete()
        entry = AuditEntry.objects.get(action="godkjente dokument")
        AuditEntry.objects.filter(pk=entry.pk).update(detail={"version": 1, "sha256": approved.content_hash})
    found = list(proving.prove())  # without the trail, which was rewritten above
    assert [one.text for one in found] == [f"{OF[1]}: ble godkjent før versjoner fikk segl, og har ikke fått det ennå."]

    assert proving.seal_older(NOW) == "1 eldre versjon har fått segl."

    assert proving.seal_older(NOW) == ""
    assert [one.text for one in versions.findings(versions.told_of_versions())] == [
        f"{OF[1]}: har ikke med seg hva tallene ble hentet med, så radene bak dem er ikke sammenlignet."
    ]


def test_a_guard_that_was_taken_away_is_named(approved):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER meetings_documentversion_append_only ON meetings_documentversion")
            name = "meetings_documentversion_append_only"
        else:
            cursor.execute("DROP TRIGGER meetings_documentversion_append_only_delete")
            name = "meetings_documentversion_append_only_delete"

    assert faults() == [
        f"Tabellen meetings_documentversion er ikke vernet mot endring lenger: utløseren {name} mangler."
    ]


def test_every_guard_that_the_migrations_set_is_in_the_database(db):
    assert missing_triggers() == []
    assert {"meetings_documentversion", "meetings_seal", "rorikt_auditentry", "budget_allocationrun"} <= set(
        expected_triggers().values()
    )


def test_a_file_that_is_another_or_gone_is_named(db):
    data = b"%PDF-1.7"
    name = default_storage.save("attachments/kart.pdf", ContentFile(data))
    attachment = factories.make_attachment(title="Kart", file=name, sha256=sha256(data).hexdigest())
    path = default_storage.path(attachment.file.name)
    assert list(files.faults()) == []

    with open(path, "ab") as file:
        file.write(b" ")
    assert [one.text for one in files.faults()] == [
        f"Vedlegg «Kart»: filen {attachment.file.name} er en annen enn den som ble lagret."
    ]

    default_storage.delete(attachment.file.name)
    assert [one.text for one in files.faults()] == [
        f"Vedlegg «Kart»: filen {attachment.file.name} mangler eller kan ikke leses."
    ]


def test_every_kind_of_row_that_knows_the_hash_of_its_file_is_looked_at():
    found = {(kind.__name__, *pair) for kind in apps.get_models() for pair in files.hashed_files(kind)}

    assert {
        ("Attachment", "file", "sha256"),
        ("Attachment", "safe_file", "safe_sha256"),
        ("IssuedPacket", "file", "sha256"),
        ("ImportedFile", "file", "sha256"),
        ("VoucherFile", "file", "sha256"),
        ("VoucherFile", "safe_file", "safe_sha256"),
    } <= found


def test_the_command_names_each_fault_and_ends_with_one(approved):
    out = StringIO()
    change(approved, ("title",), "Noe annet")

    with pytest.raises(CommandError, match=r"^\d+ avvik i 1 godkjent versjon og 0 fastsatte møtepakker\.$"):
        call_command("verify_frozen", stdout=out)

    assert out.getvalue().startswith(f"FEIL: {OF[1]} er endret etter godkjenningen")


def test_the_command_tells_the_same_fingerprint_until_something_is_approved(approved, head):
    def told():
        out = StringIO()
        call_command("verify_frozen", stdout=out)
        return out.getvalue().splitlines()

    first, again = told(), told()
    factories.make_section(document=(other := factories.make_document(title="Annet")), body="<p>Ferdig.</p>")
    approval.approve_document(other, by=head, now=NOW)

    assert first == again
    assert first[0] == "Alt er slik det var: 1 godkjent versjon og 0 fastsatte møtepakker."
    assert first[1] != told()[1]


def test_an_issued_packet_whose_row_was_changed_is_named(head):
    data = b"%PDF-1.7"
    name = default_storage.save("issued/x.pdf", ContentFile(data))
    packet = IssuedPacket.objects.create(
        meeting=factories.make_meeting(), audience="full", sequence=1, content_hash="a" * 64, file=name,
        sha256=sha256(data).hexdigest(), manifest=[{"key": "a", "labels": ["1"]}], pages=["1"], page_count=1,
        issued_at=NOW, issued_by=head,
    )  # fmt: skip
    trail.record("fastsatte møtepakke", packet, by=head, now=NOW, sha256=packet.sha256, seal=seal_of(packet))
    note(head, [packet], what="PDF", now=NOW)  # that somebody read it says nothing of what it was
    assert faults() == []

    rewrite(IssuedPacket.objects.all(), pages=["1", "2"])
    assert faults() == [f"«{packet}»: innholdslisten eller sidekartet er et annet enn da pakken ble fastsatt."]

    rewrite(IssuedPacket.objects.all(), sha256="b" * 64)
    assert faults() == [
        f"«{packet}»: kontrollsummen er en annen enn den endringsloggen har.",
        f"Fastsatt møtepakke «{packet}»: filen {name} er en annen enn den som ble lagret.",
    ]

    with unguarded(IssuedPacket):
        IssuedPacket.objects.all().delete()
    assert faults() == [f"«{packet.pk}» står i endringsloggen som fastsatt, men er borte."]


def test_a_picture_that_was_changed_is_found(db):
    kept = factories.make_picture(data=b"\x89PNG as it was")
    assert faults() == []

    rewrite(Picture.objects.filter(pk=kept.pk), data=b"\x89PNG another")

    assert faults() == [f"Bilde «{kept}»: innholdet er et annet enn det som ble lagret."]


def test_every_row_with_bytes_and_their_hash_is_looked_at():
    with_data = {
        kind
        for kind in apps.get_models()
        if any(isinstance(field, BinaryField) for field in kind._meta.concrete_fields)
    }

    assert {kind for kind in with_data if not files.is_hashed_data(kind)} == set()


@pytest.mark.slow
def test_with_pdf_every_version_is_printed_again_and_read(approved):
    assert [found.text for found in proving.prove(with_pdf=True) if isinstance(found, Fault)] == []
