"""The pages of the packet told where a paper, an attachment or a meeting is read."""

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string

from meetings.agenda.models import Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import DocumentVersion
from meetings.paging.numbering import page_marks
from meetings.paging.pages import Edition, Placed, edition_for, placed_attachment, placed_version
from meetings.papers.beside import ShownPaper, may_see_exempt
from meetings.paragraphs.paragraphs import end_of, places_in
from rorikt.pages.beside import Piece
from rorikt.people.person import person

HEAD = Piece("head", "meetings/paging/head.html")


def numbers_in_paper(request: HttpRequest, paper: ShownPaper) -> Mapping[str, Sequence[str]]:
    """«Side 17» before the first paragraph that begins on it."""
    placed = placed_on(request, paper)
    if placed is None or not paper.content.sections:
        return {}
    labels, end = placed.entry.labels, end_of(paper.content.sections[-1])
    marks = page_marks(places_in(paper.content.sections), placed.begins_on, len(labels), end)
    return {
        name: [
            render_to_string(
                "meetings/paging/mark.html",
                {"label": labels[one.page], "is_above": one.is_above, "url": placed.edition.url_of(labels[one.page])},
            )
            for one in told
        ]
        for name, told in marks.items()
    }


def numbers_of_paper(request: HttpRequest, paper: ShownPaper) -> Iterator[Piece]:
    """On which pages this version stands, and where it is not what the packet has."""
    version = paper.version
    if version is None or not paper.document.agenda_item:
        return
    placed = placed_on(request, paper)
    other = None if placed and placed.is_current else _other(request, paper, version)
    if placed is None and other is None:
        return
    context = {"placed": placed, "span": placed.entry.span if placed else "", "other": other}
    yield HEAD
    yield Piece("tools", "meetings/paging/paper.html", context)


def numbers_of_attachment(request: HttpRequest, attachment: Attachment) -> Iterator[Piece]:
    placed = placed_attachment(attachment, is_public=not may_see_exempt(request))
    if placed is None and may_see_exempt(request):
        placed = placed_attachment(attachment, is_public=True)
    if placed:
        yield Piece("tools", "meetings/paging/attachment.html", {"placed": placed, "span": placed.entry.span})


def way_to_page(request: HttpRequest, meeting: Meeting) -> Iterator[Piece]:
    """The way to a page, once there is a packet with pages."""
    edition = edition_on(request, meeting)
    if edition:
        pages = edition.newest.pages
        context = {"meeting": meeting, "first": pages[0], "last": pages[-1]}
        yield HEAD
        yield Piece("tools", "meetings/paging/go_to_page.html", context)


def edition_on(request: HttpRequest, meeting: Meeting) -> Edition | None:
    """As `edition_for`, asked once for a page."""
    kept: dict[int, Edition | None] = request.__dict__.setdefault("_editions", {})
    if meeting.pk not in kept:
        kept[meeting.pk] = edition_for(person(request), meeting)
    return kept[meeting.pk]


def placed_on(request: HttpRequest, paper: ShownPaper) -> Placed | None:
    """Where what is shown stands, asked once for a page; `None` for a draft."""
    kept: dict[tuple[int, bool], Placed | None] = request.__dict__.setdefault("_placed_papers", {})
    key = (paper.version.pk if paper.version else 0, paper.is_public)
    if key not in kept:
        kept[key] = _placed(request, paper)
    return kept[key]


def _placed(request: HttpRequest, paper: ShownPaper) -> Placed | None:
    """In the packet that the reader has: the full one, or the public one where there is no other of the same text."""
    if paper.version is None:
        return None
    placed = placed_version(paper.version, is_public=not may_see_exempt(request) or paper.is_public)
    if placed is None and may_see_exempt(request) and not paper.version.is_apart:
        return placed_version(paper.version, is_public=True)
    return placed


def _other(
    request: HttpRequest, paper: ShownPaper, shown: DocumentVersion
) -> tuple[DocumentVersion, Placed, str] | None:
    """The version of the same paper that the newest packet has, where it is another one."""
    is_public = not may_see_exempt(request) or paper.is_public
    for version in paper.document.versions.exclude(pk=shown.pk).select_related("document__agenda_item__meeting"):
        placed = placed_version(version, is_public=is_public)
        if placed and placed.is_current:
            return version, placed, placed.entry.span
    return None
