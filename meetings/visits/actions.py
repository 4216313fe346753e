"""What a reader marks, and where they are. It is theirs alone, so there is no trail of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.visits.models import ReadingPlace, ReadMark
from meetings.visits.progress import Part
from meetings.visits.summaries import said_of
from rorikt.people.models import User


def mark_sections(document: Document, parts: Iterable[Part], *, by: User, now: datetime) -> None:
    """As they stand in `parts`, which is what the person has read. Marked twice is marked once."""
    marks = [ReadMark(user=by, document=document, key=part.key, said=part.hash, read_at=now) for part in parts]
    ReadMark.objects.bulk_create(marks, ignore_conflicts=True)


def unmark_sections(document: Document, parts: Iterable[Part], *, by: User) -> None:
    """Those that stand for what `parts` say: of a section without a key also by what it says alone."""
    own = ReadMark.objects.filter(user=by, document=document)
    for part in parts:
        same = own.filter(said=part.hash)
        (same.filter(key__in=[part.key, ""]) if part.key else same).delete()


def mark_attachment(attachment: Attachment, *, by: User, now: datetime) -> None:
    mark = ReadMark(user=by, attachment=attachment, said=attachment.sha256, read_at=now)
    ReadMark.objects.bulk_create([mark], ignore_conflicts=True)


def unmark_attachment(attachment: Attachment, *, by: User) -> None:
    ReadMark.objects.filter(user=by, attachment=attachment, said=attachment.sha256).delete()


def mark_summary(item: AgendaItem, *, by: User, now: datetime) -> None:
    mark = ReadMark(user=by, item=item, said=said_of(item), read_at=now)
    ReadMark.objects.bulk_create([mark], ignore_conflicts=True)


def unmark_summary(item: AgendaItem, *, by: User) -> None:
    ReadMark.objects.filter(user=by, item=item, said=said_of(item)).delete()


@transaction.atomic
def keep_place(document: Document, *, name: str, section: str, by: User, seen_at: datetime) -> None:
    """The newest counts, whatever comes last: what was read without a network is told later."""
    place = {"name": name, "section": section, "seen_at": seen_at}
    own = ReadingPlace.objects.filter(user=by, document=document)
    if not own.filter(seen_at__lte=seen_at).update(**place):
        ReadingPlace.objects.bulk_create([ReadingPlace(user=by, document=document, **place)], ignore_conflicts=True)
