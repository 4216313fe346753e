"""What stands beside a paper, a case and an attachment while they are read: the agenda of the meeting with what is read
of it, the contents, the way on, and where one left off.

All of a page rests on one `Room`, which is asked for once.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest

from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.papers.beside import ShownPaper
from meetings.reading.room import Room, room_of
from meetings.visits.marks import closings_of
from meetings.visits.progress import HOW_COUNTED, Outline, Part, State, progress_of
from meetings.visits.report import Reading, outline_of_version, reading_of
from rorikt.pages.beside import Piece
from rorikt.people.person import person


class Entry(NamedTuple):
    """A line of the contents. `state` is empty where there is nothing to read or to mark."""

    anchor: str
    number: str
    title: str
    level: int
    state: str


class PaperReading(NamedTuple):
    """What one person has read of the paper they look at; a draft has neither marks nor progress."""

    outline: Outline
    reading: Reading
    room: Room | None


def head(request: HttpRequest, subject: object) -> list[Piece]:
    return [Piece("head", "meetings/reading/head.html"), Piece("scripts", "meetings/reading/scripts.html")]


def marks_in_paper(request: HttpRequest, paper: ShownPaper) -> Mapping[str, str]:
    """The button at the end of each section. Nobody marks a draft, which says something else tomorrow."""
    if paper.version is None:
        return {}
    found = _reading_of(request, paper)
    return closings_of(found.outline, found.reading.read_in(paper.document.pk))


def beside_paper(request: HttpRequest, paper: ShownPaper) -> Iterable[Piece]:
    yield from head(request, paper)
    found, document = _reading_of(request, paper), paper.document
    read = found.reading.read_in(document.pk)
    states = {part.anchor: read.state_of(part) for part in found.outline.to_read} if paper.version else {}
    contents = [
        Entry(one.anchor, one.number, one.title, one.level, _told(states.get(one.anchor)))
        for one in paper.content.sections
    ]
    progress = progress_of(found.outline, read)
    before, after = found.room.around(document) if found.room else (None, None)
    way = {"before": before, "after": after, "has_agenda": found.room is not None}
    place = found.reading.place_in(document.pk, found.outline)
    if place and not (paper.version and progress.total and progress.is_whole):
        yield Piece("notice", "meetings/reading/place.html", {"place": place})
    if paper.version and progress.total:
        yield Piece("notice", "meetings/reading/progress.html", {"progress": progress, "how_counted": HOW_COUNTED})
    if found.room:
        yield _agenda(found.room, _meeting_of(document), document, document.agenda_item)
    yield Piece("aside", "meetings/reading/contents.html", {"contents": contents})
    ending = {"document": document, "version": paper.version, "is_public": paper.is_public, "progress": progress}
    yield Piece("below", "meetings/reading/end_of_paper.html", {**ending, **way})
    yield Piece("bar", "meetings/reading/bar.html", {**way, "has_contents": bool(contents), "document": document})


def beside_case(request: HttpRequest, item: AgendaItem, room: Room | None) -> Iterator[Piece]:
    """Its page knows the room already."""
    yield from head(request, item)
    if room and item.meeting:
        before, after = room.around(item)
        yield _agenda(room, item.meeting, item, item)
        yield Piece("bar", "meetings/reading/bar.html", {"before": before, "after": after, "has_agenda": True})


def beside_attachment(request: HttpRequest, attachment: Attachment) -> Iterable[Piece]:
    yield from head(request, attachment)
    user, item = person(request), attachment.agenda_item
    room = room_of(item.meeting, user) if item.meeting else None
    case = room.case_of(item) if room else None
    known = next((one for one in case.attachments if one.attachment == attachment), None) if case else None
    progress = known.progress if known else reading_of(user, attachments=[attachment]).of_attachment(attachment)
    before, after = room.around(attachment) if room else (None, None)
    way = {"before": before, "after": after, "has_agenda": room is not None, "is_always": True}
    context = {"attachment": attachment, "progress": progress, "how_counted": HOW_COUNTED}
    yield Piece("below", "meetings/reading/end_of_attachment.html", {**context, **way})
    if room and item.meeting:
        agenda = _agenda(room, item.meeting, attachment, item)
        yield Piece("below", agenda.template, agenda.context)
    yield Piece("below", "meetings/reading/bar.html", way)


def _agenda(room: Room, meeting: Meeting | None, now: object, case: AgendaItem | None) -> Piece:
    """`now` is what is being read, and the case it belongs to is open."""
    return Piece(
        "aside", "meetings/reading/agenda_beside.html", {"room": room, "meeting": meeting, "now": now, "case": case}
    )


def _told(state: State | None) -> str:
    return {State.READ: "lest", State.CHANGED: "endret", State.UNREAD: "", None: ""}[state]


def _meeting_of(document: Document) -> Meeting | None:
    return document.agenda_item.meeting if document.agenda_item else None


def _reading_of(request: HttpRequest, paper: ShownPaper) -> PaperReading:
    """Kept with the request, since marks and pieces both ask for it."""
    kept: dict[Any, PaperReading] = request.__dict__.setdefault("_reading", {})
    key = paper.document.pk, paper.version and paper.version.pk, paper.is_public
    if key not in kept:
        kept[key] = _read_paper(request, paper)
    return kept[key]


def _read_paper(request: HttpRequest, paper: ShownPaper) -> PaperReading:
    user, meeting = person(request), _meeting_of(paper.document)
    room = room_of(meeting, user) if meeting else None
    outline = _outline_of(request, paper, room)
    known = room.reading if room and any(stop.subject == paper.document for stop in room.stops) else None
    return PaperReading(outline, known or reading_of(user, [paper.document]), room)


def _outline_of(request: HttpRequest, paper: ShownPaper, room: Room | None) -> Outline:
    """Of what was approved, not of what is made of it for this person. A draft has the places to go on from alone."""
    if paper.version is None:
        return Outline(tuple(Part(one.anchor, one.number, one.title, one.key, "", 0) for one in paper.content.sections))
    is_own = not paper.is_public or not person(request).has_perm("meetings.view_exempt")
    if room and is_own and paper.version.pk in room.outlines:
        return room.outlines[paper.version.pk]
    is_public = paper.is_public or not person(request).has_perm("meetings.view_exempt")
    return outline_of_version(paper.version, is_public=is_public)
