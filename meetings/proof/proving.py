"""All that was approved and issued, held against its hashes, its pages and the trail; see docs/decisions/0028."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from meetings.approving import sealing
from meetings.documents.models import DocumentVersion
from meetings.issuing.models import IssuedPacket
from meetings.proof import decided, files, packets, printed, versions
from rorikt.amounts import how_many
from rorikt.proving.findings import Fault, Noted
from rorikt.proving.proving import of_trail


def prove(*, with_pdf: bool = False) -> Iterator[Fault | Noted]:
    """Everything approved, issued and kept that is not as it was, and what has moved since.

    No fault where it is whole; `verify_audit` asks for this too.
    """
    yield from versions.findings(versions.told_of_versions())
    yield from packets.faults()
    yield from files.faults()
    yield from decided.findings()
    if with_pdf:
        yield from printed.faults()


def prove_with_trail(now: datetime, *, with_pdf: bool = False) -> Iterator[Fault | Noted]:
    yield from of_trail(now)
    yield from prove(with_pdf=with_pdf)


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
    versions_told = how_many(DocumentVersion.objects.count(), "godkjent versjon", "godkjente versjoner")
    packets_told = how_many(IssuedPacket.objects.count(), "fastsatt møtepakke", "fastsatte møtepakker")
    return f"{versions_told} og {packets_told}"


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
