"""All that was approved and issued, held against its hashes, its pages and the trail; see docs/decisions/0028."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from meetings.approving import sealing
from meetings.documents.models import DocumentVersion
from meetings.issuing.models import IssuedPacket
from meetings.proof import files, packets, printed, versions
from meetings.proof.versions import Fault, Noted
from rorikt.audit import trail
from rorikt.audit.append_only import missing_triggers


def prove(*, with_pdf: bool = False) -> Iterator[Fault | Noted]:
    """Everything that is not as it was, and what has moved since. No fault where the database is whole."""
    yield from _trail_faults()
    for name, table in missing_triggers():
        yield Fault(f"Tabellen {table} er ikke vernet mot endring lenger: utløseren {name} mangler.")
    yield from versions.findings(versions.told_of_versions())
    yield from packets.faults()
    yield from files.faults()
    if with_pdf:
        yield from printed.faults()


def _trail_faults() -> Iterator[Fault]:
    broken = trail.broken_entries()
    if broken:
        yield Fault(f"Endringsloggen er brutt ved rad {', '.join(map(str, broken))}.")


def fingerprint() -> str:
    """Over every approved version and issued packet: the same in a copy that was restored whole."""
    digest = hashlib.sha256()
    rows: Iterable[tuple[object, ...]]
    for rows in (
        DocumentVersion.objects.order_by("pk").values_list(
            "pk", "content_hash", "seal__text_hash", "seal__public_hash"
        ),
        IssuedPacket.objects.order_by("pk").values_list("pk", "sha256", "content_hash"),
    ):
        for row in rows.iterator():
            digest.update(f"{row}\n".encode())
    return digest.hexdigest()


def counted() -> str:
    count, packet_count = DocumentVersion.objects.count(), IssuedPacket.objects.count()
    return f"{count} godkjente versjoner og {packet_count} fastsatte møtepakker"


def seal_older(now: datetime) -> str:
    """Versions from before there were seals get one, and are proven from then on. One that is not whole gets none."""
    count = 0
    for version in DocumentVersion.objects.filter(seal=None).select_related("document").order_by("pk"):
        if sealing.hash_of(version.content) != version.content_hash:
            continue
        sealing.seal_later(version, now=now)
        count += 1
    return f"{count} eldre {'versjon' if count == 1 else 'versjoner'} har fått segl." if count else ""


def is_any_unsealed() -> bool:
    return DocumentVersion.objects.filter(seal=None).exists()
