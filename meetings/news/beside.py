"""What is new, told where a paper, an attachment, a case and a meeting are read; and that they are opened, noted."""

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.attachments.models import Attachment
from meetings.news.actions import note_opened
from meetings.news.marking import lines_of, marks_of, told_in_short
from meetings.news.paper_news import is_read, news_of_paper
from meetings.news.report import ReadCase, case_changes, facts_of, file_of, news_of_case, news_of_meeting
from meetings.news.sent_later import sent_later_of, supplement_with, supplements_of
from meetings.paging.beside import edition_on, placed_on
from meetings.paging.pages import placed_attachment
from meetings.papers.beside import ShownPaper, may_see_exempt
from rorikt.pages.beside import Piece
from rorikt.people.person import person

HEAD = Piece("head", "meetings/news/head.html")


def news_in_paper(request: HttpRequest, paper: ShownPaper) -> Mapping[str, Sequence[str]]:
    found = news_of_paper(request, paper)
    return marks_of(found.news) if found and found.news and found.is_marked else {}


def news_beside_paper(request: HttpRequest, paper: ShownPaper) -> Iterator[Piece]:
    found = news_of_paper(request, paper)
    if found is None or paper.version is None:
        return
    item = paper.document.agenda_item
    supplement = supplement_with(placed_on(request, paper), item.meeting if item else None)
    if found.news or supplement or found.earlier:
        yield HEAD
    if supplement:
        yield Piece("notice", "meetings/news/supplement.html", {"packet": supplement})
    if found.news:
        news = found.news
        context = {"found": found, "news": news, "short": told_in_short(news), "lines": lines_of(news)}
        yield Piece("notice", "meetings/news/paper.html", {**context, "document": paper.document, "path": request.path})
    elif found.earlier:
        yield Piece("tools", "meetings/news/since.html", {"found": found, "path": request.path})


def news_beside_attachment(request: HttpRequest, attachment: Attachment) -> Iterator[Piece]:
    user = person(request)
    note_opened(attachment, file_of(attachment), by=user, now=timezone.now(), is_kept=is_read(request))
    placed = placed_attachment(attachment, is_public=not may_see_exempt(request))
    if supplement := supplement_with(placed, attachment.agenda_item.meeting):
        yield Piece("notice", "meetings/news/supplement.html", {"packet": supplement})


def news_beside_case(request: HttpRequest, case: ReadCase) -> Iterator[Piece]:
    item = case.item
    if item.meeting is None:
        return
    user = person(request)
    news, now = news_of_case(case, user), facts_of(case, user)
    visit = note_opened(item, now, by=user, now=timezone.now(), is_kept=is_read(request))
    changes, later = case_changes(visit.before, now), sent_later_of(item, edition_on(request, item.meeting))
    if news or changes or later or item.is_late:
        yield HEAD
        context = {"news": news, "changes": changes, "since": visit.before_at, "later": later, "item": item}
        yield Piece("notice", "meetings/news/case.html", context)


def news_beside_meeting(request: HttpRequest, meeting: Meeting, cases: Sequence[ReadCase]) -> Iterator[Piece]:
    """A list is no visit: nothing is noted."""
    news = news_of_meeting(meeting, cases, person(request))
    supplements = supplements_of(meeting, edition_on(request, meeting))
    if news or supplements:
        yield HEAD
        yield Piece(
            "notice", "meetings/news/meeting.html", {"news": news, "supplements": supplements, "meeting": meeting}
        )
