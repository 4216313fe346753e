"""The reading of one person: what is marked, how much is left and where they were, by a few queries for any number of
papers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Q

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document, DocumentVersion
from meetings.visits.models import ReadingPlace, ReadMark
from meetings.visits.progress import Found, Outline, Progress, Read, found_place, outline_of, progress_of
from meetings.visits.summaries import said_of, words_of
from rorikt.people.models import User

KEPT_AS = 2  # another one when an outline holds something else than before
KEPT = 365 * 24 * 60 * 60  # seconds; a version never changes


def outlines_of(versions: Iterable[int], *, is_public: bool) -> dict[int, Outline]:
    """By primary key of the versions. Made once of each: it takes longer than the page that lists it."""
    wanted = {_cache_key(pk, is_public=is_public): pk for pk in versions}
    kept: dict[str, Any] = cache.get_many(wanted) if wanted else {}
    found: dict[int, Outline] = {wanted[key]: outline for key, outline in kept.items()}
    missing = [pk for pk in wanted.values() if pk not in found]
    if missing:
        # One by one: the texts of a whole meeting are large.
        for version in DocumentVersion.objects.filter(pk__in=missing).iterator(chunk_size=5):
            outline = outline_of(version.frozen_public if is_public else version.frozen)
            found[version.pk] = outline
            cache.set(_cache_key(version.pk, is_public=is_public), outline, KEPT)
    return found


def outline_of_version(version: DocumentVersion, *, is_public: bool) -> Outline:
    return outlines_of([version.pk], is_public=is_public)[version.pk]


def _cache_key(pk: int, *, is_public: bool) -> str:
    return f"outline:{KEPT_AS}:{pk}:{'public' if is_public else 'full'}"


@dataclass(frozen=True)
class Reading:
    """What one person has read of some papers, and where they were in them."""

    documents: Mapping[int, Read] = field(default_factory=dict)
    attachments: Mapping[int, set[str]] = field(default_factory=dict)
    items: Mapping[int, set[str]] = field(default_factory=dict)
    places: Mapping[int, ReadingPlace] = field(default_factory=dict)

    def read_in(self, document: int) -> Read:
        return self.documents.get(document, Read())

    def of_paper(self, document: int, outline: Outline) -> Progress:
        return progress_of(outline, self.read_in(document))

    def has_read_attachment(self, attachment: Attachment) -> bool:
        return attachment.sha256 in self.attachments.get(attachment.pk, ())

    def of_attachment(self, attachment: Attachment) -> Progress:
        is_read = self.has_read_attachment(attachment)
        return Progress(read=int(is_read), total=1, pages_left=0 if is_read else attachment.page_count)

    def has_read_summary(self, item: AgendaItem) -> bool:
        return said_of(item) in self.items.get(item.pk, ())

    def of_summary(self, item: AgendaItem) -> Progress:
        """Nothing to read where nothing is said."""
        words = words_of(item)
        if not words:
            return Progress()
        is_read = self.has_read_summary(item)
        return Progress(
            read=int(is_read), total=1, changed=int(not is_read and bool(self.items.get(item.pk))),
            words_left=0 if is_read else words,
        )  # fmt: skip

    def place_in(self, document: int, outline: Outline) -> Found | None:
        place = self.places.get(document)
        return found_place(outline, place.name, place.section) if place else None


def reading_of(
    user: User,
    documents: Iterable[Document] = (),
    attachments: Iterable[Attachment] = (),
    items: Iterable[AgendaItem] = (),
) -> Reading:
    """By two queries."""
    documents = list(documents)
    wanted = Q(document__in=documents) | Q(attachment__in=list(attachments)) | Q(item__in=list(items))
    sections: dict[int, set[tuple[str, str]]] = defaultdict(set)
    files: dict[int, set[str]] = defaultdict(set)
    summaries: dict[int, set[str]] = defaultdict(set)
    marks = ReadMark.objects.filter(wanted, user=user).order_by()
    for document, attachment, item, key, said in marks.values_list("document", "attachment", "item", "key", "said"):
        if document is not None:
            sections[document].add((key, said))
        elif attachment is not None:
            files[attachment].add(said)
        elif item is not None:
            summaries[item].add(said)
    places = ReadingPlace.objects.filter(user=user, document__in=documents)
    return Reading(
        documents={document: Read(frozenset(said)) for document, said in sections.items()},
        attachments=files,
        items=summaries,
        places={place.document_id: place for place in places},
    )
