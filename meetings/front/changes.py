"""What has happened lately: for staff all that the trail tells of papers and money, for readers what was published."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform

from budget.allocations.models import AllocationRun
from budget.money.reader import Reader
from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document, DocumentVersion, Section
from meetings.issuing.models import IssuedPacket
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User

MOST = 6
LOOKED_AT = 150  # entries of the trail: a section is saved many times in a row
# What staff are told of, with what the name of each needs.
TOLD: dict[Any, tuple[str, ...]] = {
    AgendaItem: ("meeting",),
    Attachment: ("agenda_item__meeting",),
    Document: (),
    Section: ("document",),
    IssuedPacket: ("meeting",),
    AllocationRun: (),
}


@dataclass(frozen=True)
class Change:
    """`what` was done to the thing of that `name`, in the words of the trail; `by` is empty where it is nobody's."""

    at: datetime
    name: str
    what: str
    url: str
    by: str = ""


def changes_for(user: User, reader: Reader) -> list[Change]:
    """The newest first, each thing once."""
    if user.has_perm("meetings.view_draft"):
        return _told_by_the_trail()
    published = [*_approved(user), *_sent(user), *_shared(reader)]
    return sorted(published, key=lambda change: change.at, reverse=True)[:MOST]


def _told_by_the_trail() -> list[Change]:
    """What is gone again is left out, and a section stands under its document."""
    kinds = {model._meta.label_lower: model for model in TOLD}
    wanted = Q()
    for label in kinds:
        wanted |= Q(subject__startswith=f"{label}:")
    newest: dict[str, AuditEntry] = {}
    for entry in AuditEntry.objects.changes().filter(wanted).defer("detail").select_related("by")[:LOOKED_AT]:
        newest.setdefault(entry.subject, entry)
    keys: dict[str, list[int]] = defaultdict(list)
    for subject in newest:
        label, _, key = subject.partition(":")
        keys[label].append(int(key))
    rows = {
        f"{label}:{row.pk}": row
        for label, found in keys.items()
        for row in kinds[label]._default_manager.select_related(*TOLD[kinds[label]]).filter(pk__in=found)
    }
    told: dict[str, Change] = {}
    for subject, entry in newest.items():
        if row := rows.get(subject):
            within = isinstance(row, Section)
            whole, what = (row.document, f"{entry.action} «{row}»") if within else (row, entry.action)
            change = Change(entry.at, str(whole), what, whole.get_absolute_url(), str(entry.by or ""))
            told.setdefault(change.url, change)
    return list(told.values())[:MOST]


def _approved(user: User) -> Iterator[Change]:
    versions = DocumentVersion.objects.filter(document__in=Document.objects.visible_to(user)).defer(
        "content", "public_content"
    )
    titled = versions.annotate(title=KeyTextTransform("file_title", "content")).select_related("document")
    for version in titled.order_by("-approved_at")[:MOST]:
        what = "bekreftet" if version.document.minutes_of_id else "godkjent"
        yield Change(version.approved_at, version.title, what, version.get_absolute_url())


def _sent(user: User) -> Iterator[Change]:
    packets = IssuedPacket.objects.visible_to(user).select_related("meeting").defer("manifest", "pages")
    for packet in packets.order_by("-issued_at")[:MOST]:
        yield Change(packet.issued_at, str(packet), "fastsatt", packet.get_absolute_url())


def _shared(reader: Reader) -> Iterator[Change]:
    runs = AllocationRun.objects.approved().order_by(F("approved_at").desc())
    for run in runs[:MOST]:
        if run.approved_at:
            title = reader.of_run(run).text(run.title)
            yield Change(run.approved_at, title, "fordeling godkjent", run.get_absolute_url())
