"""What was sent after the notice, told apart from what came with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from meetings.agenda.models import AgendaItem, Meeting
from meetings.issuing.models import IssuedPacket
from meetings.packet.packing import key_of
from meetings.paging.pages import Edition, Placed


@dataclass(frozen=True)
class SentPart:
    """A part of a case that a supplement brought. `pages` is «side 45a–45c», `url` leads to the first of them."""

    title: str
    pages: str
    sent_at: datetime
    url: str


def supplements_of(meeting: Meeting, edition: Edition | None) -> list[IssuedPacket]:
    """Those that were fixed after the notice was sent; each lists its changes."""
    return [packet for packet in edition.packets if _is_later(packet, meeting)] if edition else []


def sent_later_of(item: AgendaItem, edition: Edition | None) -> list[SentPart]:
    """The papers and attachments of a case, as they are, that came with a supplement."""
    return list(_parts(edition, item)) if edition else []


def supplement_with(placed: Placed | None, meeting: Meeting | None) -> IssuedPacket | None:
    """The one that brought a part, where it was not there from the first."""
    if placed is None or meeting is None:
        return None
    packet = _brought(placed.edition, placed.entry.labels[0])
    return packet if _is_later(packet, meeting) else None


def _parts(edition: Edition, item: AgendaItem) -> Iterator[SentPart]:
    for entry in edition.newest.entries:
        if item.meeting and entry.labels and entry.key.startswith(f"{key_of(item)}-"):
            packet = _brought(edition, entry.labels[0])
            if _is_later(packet, item.meeting):
                yield SentPart(entry.title, entry.span, packet.issued_at, edition.url_of(entry.labels[0]))


def _brought(edition: Edition, label: str) -> IssuedPacket:
    return edition.packets[edition.leaves[label].packet]


def _is_later(packet: IssuedPacket, meeting: Meeting) -> bool:
    return packet.is_supplement and (meeting.summoned_at is None or packet.issued_at > meeting.summoned_at)
