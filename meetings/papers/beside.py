"""What a person reads of a document, and what rooms above do to its page: what stands before paragraphs and after them.

Pieces beside the text are registered with rorikt/pages/beside.py; this is what is done in the text.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest

from meetings.documents.content import Content
from meetings.documents.finding import may_see_drafts
from meetings.documents.models import Document, DocumentVersion
from meetings.kept_versions.contents import first_of
from meetings.papers import compose
from meetings.paragraphs.paragraphs import Marks

PAPER = "meetings.paper"  # the page, by which pieces are registered; its subject is a ShownPaper
SUMMARY = "meetings.summary"  # the page before it; its subject is the ShownPaper too


@dataclass(frozen=True)
class ShownPaper:
    """A document as this person reads it; `version` is None for the draft. `is_public`: without what is exempt."""

    document: Document
    version: DocumentVersion | None
    content: Content
    is_public: bool = False


# Each makes another content of it for this person. What it adds is said beside, and nothing frozen is left out. Marks
# and pieces are given the document as it is, so that what they know of its sections holds whatever is added to them.
adapting: list[Callable[[HttpRequest, ShownPaper], Content]] = []
# Each gives pieces of safe HTML by the names of the paragraphs that they are set before.
marking: list[Callable[[HttpRequest, ShownPaper], Mapping[str, Sequence[str]]]] = []
# Each gives a piece of safe HTML by the anchor of the section that it is set at the end of.
closing: list[Callable[[HttpRequest, ShownPaper], Mapping[str, str]]] = []


def adapted(request: HttpRequest, paper: ShownPaper) -> ShownPaper:
    for adapt in adapting:
        paper = replace(paper, content=adapt(request, paper))
    return paper


def marks_of(request: HttpRequest, paper: ShownPaper) -> Marks:
    found: dict[str, list[str]] = defaultdict(list)
    for mark in marking:
        for name, pieces in mark(request, paper).items():
            found[name] += pieces
    return Marks(found)


def closings_of(request: HttpRequest, paper: ShownPaper) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for close in closing:
        for anchor, piece in close(request, paper).items():
            found[anchor].append(piece)
    return found


def may_see_exempt(request: HttpRequest) -> bool:
    return request.user.has_perm("meetings.view_exempt")


def newest_to_show(request: HttpRequest, document: Document) -> DocumentVersion | None:
    """The approved version that stands for the document, unless this person is to see the draft."""
    if document.is_approved or not may_see_drafts(request):
        return first_of(document.versions.all())
    return None


def content_to_show(request: HttpRequest, document: Document, version: DocumentVersion | None) -> Content:
    """Of the draft, or of an approved version as this person may read it."""
    if version is None:
        return compose.compose(document)
    return version.frozen if may_see_exempt(request) else version.frozen_public
