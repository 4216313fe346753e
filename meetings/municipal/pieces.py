"""What is added to the pages of meetings, cases and papers: the switch, what it did, and the share of each total."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from meetings.documents.content import Content
from meetings.municipal.beside import with_shares
from meetings.municipal.shares import figures_for
from meetings.municipal.whose import may_choose, municipality_of, shown_for
from meetings.papers.beside import ShownPaper
from rorikt.pages.beside import Piece
from rorikt.people.person import person


def switch(request: HttpRequest, subject: Any) -> Iterator[Piece]:
    """On the pages that have totals."""
    user = person(request)
    own = municipality_of(user)
    context = {
        "name": own.name if own else "",
        "is_on": shown_for(user) is not None,
        "may_choose": may_choose(user),
        "back": request.get_full_path(),
    }
    yield Piece("head", "meetings/municipal/head.html")
    yield Piece("tools", "meetings/municipal/switch.html", context)


def way_to_switch(request: HttpRequest, subject: Any) -> Iterator[Piece]:
    """On the page of a meeting, which has none of its own and asks the database for nothing to say so."""
    yield Piece("tools", "meetings/municipal/way_to_switch.html", {"back": request.get_full_path()})


def legend(request: HttpRequest, paper: ShownPaper) -> Iterator[Piece]:
    """How the shares of the page were computed, and what is not shared; nothing while they are not shown."""
    own = shown_for(person(request))
    if own is None:
        return
    figures = figures_for(paper.content, own.number, own.name)
    version = paper.version
    named, address = ("version", [version.sequence]) if version else ("document", [])
    arguments = [paper.document.pk, *address, own.number]
    context = {
        "name": own.name,
        "figures": figures,
        "all_url": reverse(f"meetings:{named}-for", args=arguments),
        "edition_url": reverse(f"meetings:{named}-edition-pdf", args=arguments),
    }
    yield Piece("notice", "meetings/municipal/legend.html", context)


def adapt(request: HttpRequest, paper: ShownPaper) -> Content:
    own = shown_for(person(request))
    return with_shares(paper.content, own.number, own.name) if own else paper.content
