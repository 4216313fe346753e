"""Notes on the pages of what they are of: at their paragraphs, in a list beside the text, and the way to a new one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse

from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.content import Content, Text
from meetings.notes import leaving
from meetings.notes.forms import NoteForm, form_of
from meetings.notes.models import Note
from meetings.notes.shown import Shown, ShownNote, shown_of
from meetings.papers.beside import ShownPaper
from meetings.paragraphs.underlining import underlined
from rorikt.pages.beside import Piece
from rorikt.people.models import User
from rorikt.people.person import person

# What the address of a new note has where its number comes.
UNNUMBERED = UUID(int=0)
_KEPT = "notes_of_the_page"


def notes_on(request: HttpRequest, paper: ShownPaper) -> list[ShownNote]:
    """Those of the document that this person reads, found once for a page."""
    kept: list[ShownNote] | None = getattr(request, _KEPT, None)
    if kept is None:
        user = person(request)
        rows = Note.objects.readable_by(user).filter(document=paper.document).with_place().order_by("made_at")
        version = paper.version
        # As it was approved: what other rooms add to it for this person is no change of it.
        content = paper.content if version is None else version.frozen_public if paper.is_public else version.frozen
        shown = Shown(content, version.sequence if version else None, version.approved_at if version else None)
        kept = shown_of(rows, user, {paper.document.pk: shown})
        setattr(request, _KEPT, kept)
    return kept


def underline(request: HttpRequest, paper: ShownPaper) -> Content:
    """The content with the words marked that the person has underlined."""
    quotes: dict[str, list[str]] = defaultdict(list)
    for one in notes_on(request, paper):
        if one.is_own and one.words.quote and one.block:
            quotes[one.block].append(one.words.quote)
    if not quotes:
        return paper.content
    sections = [
        replace(
            section,
            blocks=tuple(
                Text(underlined(one.html, quotes)) if isinstance(one, Text) else one for one in section.blocks
            ),
        )
        for section in paper.content.sections
    ]
    return replace(paper.content, sections=tuple(sections))


def notes_in_paper(request: HttpRequest, paper: ShownPaper) -> Mapping[str, Sequence[str]]:
    """Each note before its paragraph. One that only underlines is seen in the text."""
    found: dict[str, list[str]] = defaultdict(list)
    back = request.get_full_path()
    for one in notes_on(request, paper):
        if one.block and not (one.is_underlining and not one.told):
            found[one.block].append(_card(request, one, back))
    return found


def _card(request: HttpRequest, shown: ShownNote, back: str) -> str:
    user = person(request)
    form = form_of(shown.note, user, back=back) if shown.is_own else None
    context = {"shown": shown, "form": form, "csrf_token": get_token(request)}
    return render_to_string("meetings/notes/card.html", context)


def notes_beside_paper(request: HttpRequest, paper: ShownPaper) -> Iterator[Piece]:
    user = person(request)
    notes = notes_on(request, paper)
    version = paper.version.sequence if paper.version else None
    about = {"document": paper.document.pk, "version": version}
    yield Piece("head", "meetings/notes/head.html")
    yield Piece(
        "tools",
        "meetings/notes/tools.html",
        {**_new(user, about, f"dokument={paper.document.pk}"), "is_text": True, "leaving": leaving.of(user)},
    )
    yield Piece("aside", "meetings/notes/aside.html", {"notes": notes})
    back = request.get_full_path()
    loose = [(one, form_of(one.note, user, back=back) if one.is_own else None) for one in notes if not one.block]
    yield Piece("below", "meetings/notes/below.html", {"loose": loose, "notes": notes})


def notes_beside_case(request: HttpRequest, item: AgendaItem) -> Iterator[Piece]:
    return _beside(request, {"item": item.pk}, f"sak={item.pk}", f"?sak={item.reference_id}")


def notes_beside_attachment(request: HttpRequest, attachment: Attachment) -> Iterator[Piece]:
    return _beside(request, {"attachment": attachment.pk}, f"vedlegg={attachment.pk}", "")


def notes_beside_meeting(request: HttpRequest, meeting: Meeting) -> Iterator[Piece]:
    return _beside(request, {"meeting": meeting.pk}, f"mote={meeting.pk}", f"?mote={meeting.pk}")


def _beside(request: HttpRequest, about: dict[str, int], query: str, listed: str) -> Iterator[Piece]:
    """On the page of what is no text: a way to a new note, and those that are there below."""
    user, back = person(request), request.get_full_path()
    rows = list(Note.objects.readable_by(user).filter(**about).with_place().order_by("made_at"))
    loose = [(one, form_of(one.note, user, back=back) if one.is_own else None) for one in shown_of(rows, user)]
    yield Piece("head", "meetings/notes/head.html")
    yield Piece("tools", "meetings/notes/tools.html", {**_new(user, about, query), "listed": listed})
    yield Piece("below", "meetings/notes/below.html", {"loose": loose})


def _new(user: User, about: Mapping[str, int | None], query: str) -> dict[str, object]:
    """What the page needs to begin a note: the form of one, and the page for who has no script."""
    empty = {name: value for name, value in about.items() if value is not None}
    return {
        "form": NoteForm(initial=empty, user=user, auto_id="notat-00000000-0000-0000-0000-000000000000-%s"),
        "save_url": reverse("meetings:note-save", args=[UNNUMBERED]),
        "note_url": reverse("meetings:note", args=[UNNUMBERED]),
        "ask_url": reverse("meetings:note-ask", args=[UNNUMBERED]),
        "new_url": f"{reverse('meetings:note-new')}?{query}",
    }
