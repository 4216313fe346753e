"""Approval: the moment a draft becomes a version that never changes."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.documents.content import Content
from meetings.documents.models import Document, DocumentVersion
from meetings.papers import checks, compose
from rorikt import amounts
from rorikt.audit import trail
from rorikt.imports import imported_files
from rorikt.people.models import User
from rorikt.snapshot import one_snapshot

# What is frozen of a draft as it was composed: the whole of it, and what the public reads where that is not all.
Seal = Callable[[Content], tuple[Content, Content | None]]


@one_snapshot
def approve_document(document: Document, *, by: User, now: datetime) -> DocumentVersion:
    """Freeze the draft as its next version.

    Raises ValidationError with one sentence for each thing not in order, or if it is no longer a draft.
    """
    if document.minutes_of_id:
        raise ValidationError("En møteprotokoll bekreftes av møtelederen og godkjennes av neste møte.")
    return freeze(document, lambda content: (content, None), by=by, now=now)


@one_snapshot
def freeze(document: Document, seal: Seal, *, by: User, now: datetime) -> DocumentVersion:
    """The draft as its next version, as `seal` has it. Raises as `approve_document`."""
    drafts = Document.objects.filter(pk=document.pk, status=Document.Status.DRAFT)
    if not drafts.update(status=Document.Status.APPROVED):
        raise ValidationError("Dokumentet er allerede godkjent.")
    imported_files.check_none_came_after(now)
    problems = list(checks.document_problems(document))
    if problems:
        raise ValidationError(problems)
    approval = compose.Approval(version_label(document, now), timezone.localdate(now), by.printed_title)
    content, public = seal(compose.compose(document, approval))
    version = keep_version(document, content, public, by=by, now=now)
    trail.record("godkjente dokument", document, by=by, now=now, version=version.sequence, sha256=version.content_hash)
    document.refresh_from_db()
    return version


def keep_version(
    document: Document, content: Content, public: Content | None, *, by: User, now: datetime
) -> DocumentVersion:
    """The next version of the document, for ever."""
    return DocumentVersion.objects.create(
        document=document,
        sequence=document.versions.count() + 1,
        content=content.to_json(),
        content_hash=content.sha256,
        public_content=public.to_json() if public else None,
        approved_at=now,
        approved_by=by,
    )


def version_label(document: Document, now: datetime) -> str:
    """A version is named after its day, `06.02.2024`; the second of a day is `06.02.2024 (2)`."""
    day = timezone.localdate(now)
    earlier = sum(timezone.localdate(version.approved_at) == day for version in document.versions.only("approved_at"))
    return amounts.short_date(day) + (f" ({earlier + 1})" if earlier else "")
