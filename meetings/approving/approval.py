"""Approval: the moment a draft becomes a version that never changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.approving import quality, resting, sealing
from meetings.approving.models import QualityCheck
from meetings.comparing import summary
from meetings.comparing.difference import compare
from meetings.documents.content import CHANGED, CHECKED_BY, Content
from meetings.documents.models import Document, DocumentVersion
from meetings.papers import checks, compose
from meetings.tokens.tokens import Binder
from rorikt import amounts
from rorikt.audit import trail
from rorikt.imports import imported_files
from rorikt.people.models import User
from rorikt.snapshot import one_snapshot

# What is frozen of a draft as it was composed: the whole of it, and what the public reads where that is not all.
Edition = Callable[[Content], tuple[Content, Content | None]]
NO_REASON = "Skriv hvorfor dokumentet er endret siden forrige godkjente versjon. Det står i den nye."
APPROVED_ALREADY = "Dokumentet er allerede godkjent."


@one_snapshot
def approve_document(document: Document, *, by: User, now: datetime, reason: str = "") -> DocumentVersion:
    """Freeze the draft as its next version; `reason` is why it replaces an earlier one.

    Raises ValidationError with one sentence for each thing not in order, or if it is no longer a draft.
    """
    if document.minutes_of_id:
        raise ValidationError("En møteprotokoll bekreftes av møtelederen og godkjennes av neste møte.")
    if not Document.objects.unapproved().filter(pk=document.pk).exists():
        raise ValidationError(APPROVED_ALREADY)
    document.refresh_from_db()
    problems = list(quality.quality_problems(document, by=by))
    if not problems and quality.has_moved(document):
        problems.append(quality.MOVED)
    newest = document.versions.first()
    reason = reason.strip() if newest else ""
    if newest and not reason:
        problems.append(NO_REASON)
    if problems:
        raise ValidationError(problems)
    check = quality.check_of(document)
    changes: list[str] = []

    def edition(content: Content) -> tuple[Content, None]:
        difference = compare(newest.frozen, content) if newest else None
        changes.extend(summary.sentences(difference) if difference else [])
        told = f"{_capital(summary.in_short(difference))}, fordi {reason}" if difference else ""
        return replace(content, control=(*content.control, *_beside(check, told))), None

    return freeze(document, edition, by=by, now=now, quality_check=check, reason=reason, changes=changes)


def _beside(check: QualityCheck | None, changed: str) -> tuple[tuple[str, str], ...]:
    """What the control header says besides the approval."""
    by = f"{check.checked_by.printed_title} {amounts.short_date(check.checked_at)}" if check else ""
    return tuple((label, value) for label, value in ((CHECKED_BY, by), (CHANGED, changed)) if value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@one_snapshot
def freeze(document: Document, edition: Edition, *, by: User, now: datetime, **kept: Any) -> DocumentVersion:
    """The draft as its next version, as `edition` has it; `kept` goes into its seal. Raises as `approve_document`."""
    if not Document.objects.unapproved().filter(pk=document.pk).update(status=Document.Status.APPROVED):
        raise ValidationError(APPROVED_ALREADY)
    imported_files.check_none_came_after(now)
    problems = list(checks.document_problems(document))
    if problems:
        raise ValidationError(problems)
    approval = compose.Approval(version_label(document, now), timezone.localdate(now), by.printed_title)
    binder = Binder(document)
    content, public = edition(compose.compose(document, approval, binder=binder))
    rests_on = resting.asked_of(document, binder)
    version = keep_version(document, content, public, by=by, now=now, rests_on=rests_on, **kept)
    trail.record(
        "godkjente dokument", document, by=by, now=now,
        version=version.sequence, sha256=version.content_hash, seal=sealing.seal_hash(version),
    )  # fmt: skip
    document.refresh_from_db()
    return version


def keep_version(
    document: Document, content: Content, public: Content | None, *, by: User, now: datetime, **kept: Any
) -> DocumentVersion:
    """The next version of the document with its seal, for ever; `kept` as put_seal has it."""
    version = DocumentVersion.objects.create(
        document=document,
        sequence=document.versions.count() + 1,
        content=content.to_json(),
        content_hash=content.sha256,
        public_content=public.to_json() if public else None,
        approved_at=now,
        approved_by=by,
    )
    sealing.put_seal(version, now=now, **kept)
    return version


def version_label(document: Document, now: datetime) -> str:
    """A version is named after its day, `06.02.2024`; the second of a day is `06.02.2024 (2)`."""
    day = timezone.localdate(now)
    earlier = sum(timezone.localdate(version.approved_at) == day for version in document.versions.only("approved_at"))
    return amounts.short_date(day) + (f" ({earlier + 1})" if earlier else "")
