"""Whether approved versions are as they were approved: what is stored, what it reads, and what the trail tells of them.

Each fault is a sentence that names the document and the version. `Noted` is what is allowed and worth knowing: rows
behind the figures may be corrected after an approval, and the version stays as it was.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from meetings.approving import resting, sealing
from meetings.approving.models import Seal
from meetings.confirming.approving import text_hash_of
from meetings.documents.models import DocumentVersion
from meetings.minutes.models import MinutesVersion
from rorikt.audit.models import AuditEntry
from rorikt.proving.findings import Fault, Noted

# What the trail tells of a version, by the key of its document and its number: the details of each entry.
Told = Mapping[tuple[int, int], list[dict[str, Any]]]


def told_of_versions() -> Told:
    """Of approvals, which tell the hash of the content; what a person confirmed has a hash of its own."""
    told: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    entries = AuditEntry.objects.filter(subject__startswith="meetings.document:", detail__has_key="version")
    for entry in entries.order_by("pk").iterator():
        if entry.action in {"godkjente dokument", "godkjente protokoll", "satte segl"}:
            told[int(entry.subject.partition(":")[2]), entry.detail["version"]].append(entry.detail)
    return told


def findings(told: Told) -> Iterator[Fault | Noted]:
    """Of every version in turn, then of those that the trail tells of and that are gone."""
    there = set()
    versions = DocumentVersion.objects.select_related("document", "seal", "minutes").order_by("pk")
    for version in versions.iterator(chunk_size=20):
        there.add((version.document_id, version.sequence))
        kind = version.document.get_kind_display().lower()
        name = f"Godkjent versjon {version.sequence} av {kind} «{version.document}»"
        for fault in faults_of(version, told.get((version.document_id, version.sequence), [])):
            yield Fault(f"{name} {fault}" if fault.startswith("er ") else f"{name}: {fault}")
        for note in _notes(version):
            yield Noted(f"{name}: {note}")
    for document, sequence in sorted(told.keys() - there):
        yield Fault(f"Godkjent versjon {sequence} av dokument {document} står i endringsloggen, men er borte.")


def faults_of(version: DocumentVersion, told: list[dict[str, Any]]) -> Iterator[str]:
    if sealing.hash_of(version.content) != version.content_hash:
        yield "er endret etter godkjenningen: innholdet har ikke kontrollsummen det ble godkjent med."
    if not told:
        yield "godkjenningen står ikke i endringsloggen."
    if any(detail["sha256"] != version.content_hash for detail in told):
        yield "kontrollsummen er en annen enn den endringsloggen har."
    seals = [detail["seal"] for detail in told if "seal" in detail]
    seal: Seal | None = getattr(version, "seal", None)
    if seal is None:
        if seals:
            yield "seglet er borte."
        return
    if seals != [sealing.seal_hash(version)]:
        yield "seglet, godkjenneren eller tidspunktet er et annet enn det endringsloggen har."
    yield from _misread(version, seal)


def _misread(version: DocumentVersion, seal: Seal) -> Iterator[str]:
    """What the page of the stored content reads today, and the whole and public editions of it."""
    try:
        if sealing.text_hash(version.frozen) != seal.text_hash:
            yield "siden leser noe annet enn da versjonen ble godkjent."
        public = version.public_content
        if (sealing.hash_of(public) if public else "") != seal.public_hash:
            yield "den offentlige utgaven er en annen enn den som ble godkjent."
        elif public and sealing.text_hash(version.frozen_public) != seal.public_text_hash:
            yield "siden med den offentlige utgaven leser noe annet enn da versjonen ble godkjent."
        minutes: MinutesVersion | None = getattr(version, "minutes", None)
        if minutes and text_hash_of(version.frozen.sections) != minutes.text_hash:
            yield "teksten i protokollen har ikke kontrollsummen den ble bekreftet med."
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        yield f"innholdet kan ikke leses ({type(error).__name__}: {error})."


def _notes(version: DocumentVersion) -> Iterator[str]:
    seal: Seal | None = getattr(version, "seal", None)
    if seal is None:
        yield "ble godkjent før versjoner fikk segl, og har ikke fått det ennå."
    elif not seal.rests_on:
        yield "har ikke med seg hva tallene ble hentet med, så radene bak dem er ikke sammenlignet."
    else:
        yield from _moved(version)


def _moved(version: DocumentVersion) -> Iterator[str]:
    try:
        yield from resting.moved_sources(version)
    except (KeyError, TypeError, ValueError) as error:
        yield f"radene bak tallene kan ikke sammenlignes ({type(error).__name__}: {error})."
