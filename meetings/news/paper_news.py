"""What is new to a reader of one paper, worked out once for a page that tells it in several places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from meetings.documents.models import DocumentVersion
from meetings.news.actions import note_opened
from meetings.news.changed import News, news_between
from meetings.news.forms import ShowNewsForm
from meetings.papers.beside import ShownPaper, content_to_show, may_see_exempt
from rorikt.people.only_open import reads_only_open
from rorikt.people.person import person

_KEPT = "_news_of_paper"  # on the request


@dataclass(frozen=True)
class PaperNews:
    """`since` is the version that this one is held against, and `news` what is another; both None where there is none.

    `last_at` is when the reader was last there; None where they chose the version. `earlier` can be chosen.
    """

    since: DocumentVersion | None
    news: News | None
    last_at: datetime | None
    is_marked: bool
    earlier: Sequence[DocumentVersion]

    @property
    def is_chosen(self) -> bool:
        return self.since is not None and self.last_at is None


def news_of_paper(request: HttpRequest, paper: ShownPaper) -> PaperNews | None:
    """`None` for a draft, of which nothing is noted either. The first call notes that the newest version is opened."""
    if paper.version is None or not request.user.is_authenticated:
        return None
    kept: dict[int, PaperNews] = request.__dict__.setdefault(_KEPT, {})
    if paper.version.pk not in kept:
        kept[paper.version.pk] = _news_of(request, paper, paper.version)
    return kept[paper.version.pk]


def is_read(request: HttpRequest) -> bool:
    """Whether somebody has it before their eyes: not what a browser fetches ahead, or to read without a network."""
    dest = request.headers.get("Sec-Fetch-Dest", "document")
    is_shown = dest == "document" and "Sec-Purpose" not in request.headers and not reads_only_open(request.user)
    return request.method == "GET" and is_shown


def _news_of(request: HttpRequest, paper: ShownPaper, shown: DocumentVersion) -> PaperNews:
    form = ShowNewsForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    versions = {one.pk: one for one in paper.document.versions.defer("content", "public_content")}
    earlier = [one for one in versions.values() if one.sequence < shown.sequence]
    last_at, since = None, next((one for one in earlier if one.sequence == asked.get("siden")), None)
    is_newest = bool(versions) and next(iter(versions.values())).pk == shown.pk
    if is_newest and _is_whole(request, paper):
        before, before_at = _opened(request, paper, shown)
        if since is None and before in versions and versions[before] in earlier:
            since, last_at = versions[before], before_at
    news = _held(request, paper, shown, since) if since else None
    return PaperNews(since, news, last_at, asked.get("markeringer") != "nei", earlier)


def _is_whole(request: HttpRequest, paper: ShownPaper) -> bool:
    """All that this person may read of it: one who looks at the public edition has not read the rest."""
    return not (paper.is_public and may_see_exempt(request))


def _opened(request: HttpRequest, paper: ShownPaper, shown: DocumentVersion) -> tuple[int | None, datetime | None]:
    """The version they had seen when the visit began, and when that was."""
    user = person(request)
    now = timezone.now()
    visit = note_opened(paper.document, shown.pk, by=user, now=now, is_kept=is_read(request))
    return visit.before, visit.before_at


def _held(request: HttpRequest, paper: ShownPaper, shown: DocumentVersion, since: DocumentVersion) -> News:
    """As this person may read both: never what one edition has against what the other lacks."""
    if paper.is_public:
        return news_between(since.frozen_public, shown.frozen_public)
    document = paper.document
    return news_between(content_to_show(request, document, since), content_to_show(request, document, shown))
