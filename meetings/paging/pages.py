"""Which pages of the issued packets the papers and attachments of a meeting stand on, for those who may read each.

The full packet and the public one have different pages: whoever asks says which of them is meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.urls import reverse

from meetings.agenda.models import Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import DocumentVersion
from meetings.issuing.models import IssuedPacket
from meetings.issuing.supplements import ManifestEntry
from meetings.packet.packing import key_of
from meetings.paging import numbering
from meetings.paging.numbering import Sent
from meetings.papers.printing import paper_of_version
from rorikt.people.models import User


@dataclass(frozen=True)
class Edition:
    """The packet of a meeting and its supplements, full or public, in the order they were issued."""

    packets: tuple[IssuedPacket, ...]

    @property
    def newest(self) -> IssuedPacket:
        return self.packets[-1]

    @cached_property
    def leaves(self) -> dict[str, numbering.Leaf]:
        return numbering.leaves([Sent(one.entries, one.pages, one.page_count) for one in self.packets])

    def url_of(self, label: str) -> str:
        """The page in the file that it was issued in. Raises KeyError for a label that was never used."""
        leaf = self.leaves[label]
        return f"{self.packets[leaf.packet].get_absolute_url()}#page={leaf.page}"


@dataclass(frozen=True)
class Placed:
    """A part of an edition: `packet` is the newest of its packets that has it, `begins_on` what is known of its inside.

    The labels of one that is not in the newest packet were those of pages that are since taken out.
    """

    edition: Edition
    packet: IssuedPacket
    entry: ManifestEntry

    @property
    def begins_on(self) -> Mapping[str, int]:
        return (self.packet.paragraph_pages or {}).get(self.entry.key, {})

    @property
    def is_current(self) -> bool:
        return self.packet == self.edition.newest

    @property
    def url(self) -> str:
        return self.edition.url_of(self.entry.labels[0])


def edition_of(meeting: Meeting | None, *, is_public: bool) -> Edition | None:
    """`None` where it is not issued, or has no numbers, as one that came from elsewhere."""
    return _edition(_packets(meeting), is_public=is_public)


def edition_for(user: User, meeting: Meeting | None) -> Edition | None:
    """The one that this person reads: the full one, or the public one for others and where that is all there is."""
    packets = _packets(meeting)
    full = _edition(packets, is_public=False) if user.has_perm("meetings.view_exempt") else None
    return full or _edition(packets, is_public=True)


def placed_version(version: DocumentVersion, *, is_public: bool) -> Placed | None:
    """Where this version stands, found by the hash of what it says."""
    item = version.document.agenda_item
    edition = edition_of(item.meeting, is_public=is_public) if item else None
    if item is None or edition is None:
        return None
    return _placed(edition, f"{key_of(item)}-dokument-", paper_of_version(version, is_public=is_public).content_hash)


def placed_attachment(attachment: Attachment, *, is_public: bool) -> Placed | None:
    """A page that stands in for one that could not be read is not it."""
    edition = edition_of(attachment.agenda_item.meeting, is_public=is_public)
    return _placed(edition, f"{key_of(attachment.agenda_item)}-vedlegg-", attachment.sha256) if edition else None


def pages_in_packet(version: DocumentVersion, *, is_public: bool) -> Mapping[str, str]:
    """The label of the page that each paragraph (by name) and section (by anchor) of it begins on.

    Of the newest issued packet that has this version; empty where there is none, or where its pages were not kept.
    """
    placed = placed_version(version, is_public=is_public)
    return {name: placed.entry.labels[page] for name, page in placed.begins_on.items()} if placed else {}


def attachment_pages_in_packet(attachment: Attachment, *, is_public: bool) -> tuple[str, ...]:
    """The label of each of its pages, in order; empty where no issued packet has it as it is."""
    placed = placed_attachment(attachment, is_public=is_public)
    return placed.entry.labels if placed else ()


def page_url(meeting: Meeting, label: str) -> str:
    return reverse("meetings:packet-page", args=[meeting.year, meeting.sequence, label])


def _packets(meeting: Meeting | None) -> list[IssuedPacket]:
    """In order, read once of a meeting however many things of it are placed."""
    if meeting is None:
        return []
    prefetch_related_objects([meeting], "issued_packets")
    return list(meeting.issued_packets.all())


def _edition(packets: Iterable[IssuedPacket], *, is_public: bool) -> Edition | None:
    chosen = tuple(packet for packet in packets if packet.is_public == is_public)
    return Edition(chosen) if chosen and chosen[-1].pages else None


def _placed(edition: Edition, begins: str, content: str) -> Placed | None:
    for packet in reversed(edition.packets):
        for entry in packet.entries:
            if entry.key.startswith(begins) and entry.content == content:
                return Placed(edition, packet, entry)
    return None
