"""«Kort sagt» at the top of a document: what it is about in plain words, what is asked, and its key figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from meetings.agenda.closed import is_closed_to
from meetings.agenda.models import AgendaItem
from meetings.documents.content import Content, KeyFigure, Moved
from meetings.documents.models import Document, DocumentVersion
from meetings.key_figures.asked import NO_CASE
from meetings.key_figures.gathering import summary_in
from meetings.papers.beside import ShownPaper
from meetings.paragraphs.paragraphs import paragraphs_of
from meetings.summary.one_page import shortened
from rorikt.pages.beside import Piece
from rorikt.people.person import person

MOST_FIGURES, MOST_MOVED, LONGEST_ASKED = 4, 3, 400


@dataclass(frozen=True)
class InShort:
    """`asked` has its paragraphs, cut where it is long; `others` is how many of the figures that moved are not here."""

    text: str
    asked: tuple[str, ...]
    key_figures: tuple[KeyFigure, ...]
    moved: tuple[Moved, ...]
    others: int
    summary_url: str
    text_url: str


def in_short_beside(request: HttpRequest, paper: ShownPaper) -> Iterable[Piece]:
    """None of minutes, which have no summary, and none where there is nothing to tell."""
    if paper.document.kind == Document.Kind.MINUTES:
        return
    told = in_short_of(paper.document, paper.version, paper.content)
    may_write = paper.version is None and request.user.has_perm("meetings.write_in_short")
    if told.text or told.asked or told.key_figures or may_write:
        write = reverse("meetings:document-in-short", args=[paper.document.pk]) if may_write else ""
        yield Piece("notice", "meetings/summary/in_short.html", {"told": told, "write_url": write})


def case_in_short(request: HttpRequest, item: AgendaItem) -> Iterable[Piece]:
    """On the page of a case, what the newest approved version of its paper says in plain words."""
    user = person(request)
    if is_closed_to(item, user):
        return
    papers = Document.objects.visible_to(user).filter(agenda_item=item).exclude(kind=Document.Kind.MINUTES)
    newest = DocumentVersion.objects.filter(document__in=papers.exclude(in_short=None)).select_related("document")
    version = newest.order_by("document__position", "document", "-sequence").first()
    if version is None:
        return
    content = version.frozen if user.has_perm("meetings.view_exempt") else version.frozen_public
    if content.summary and content.summary.in_short:
        yield Piece("notice", "meetings/summary/case_in_short.html", {"text": content.summary.in_short})


def in_short_of(document: Document, version: DocumentVersion | None, content: Content) -> InShort:
    summary = summary_in(content)
    asked = "" if summary.asked == NO_CASE else shortened(summary.asked, LONGEST_ASKED)
    where = [document.pk, version.sequence] if version else [document.pk]
    return InShort(
        text=summary.in_short,
        asked=tuple(asked.split("\n\n")) if asked else (),
        key_figures=summary.key_figures[:MOST_FIGURES],
        moved=summary.moved[:MOST_MOVED],
        others=len(summary.moved[MOST_MOVED:]),
        summary_url=reverse(f"meetings:{'version' if version else 'document'}-summary", args=where),
        text_url=(version or document).get_absolute_url(),
    )


def said_in(content: Content) -> str:
    """All that a document says, for who asks whether a number is among it."""
    said = [paragraph.text for paragraph in paragraphs_of(content.sections)]
    figures = [one.text for one in summary_in(content).key_figures]
    return "\n".join(
        [content.title, *said, *figures, *(figure.text for figure in content.figures), str(content.as_of.year)]
    )
