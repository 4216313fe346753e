"""Notes as their pages show them: where each is, what became of that place since, and what was answered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.safestring import mark_safe

from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.finding import may_see
from meetings.attachments.models import Attachment
from meetings.documents.content import Content
from meetings.documents.models import Document, DocumentVersion
from meetings.notes.models import Note, Words
from meetings.notes.places import LONGEST_WAS, figures_in, section_of, text_of
from meetings.paragraphs.following import Followed, Standing, Step, follow, follow_cell
from meetings.paragraphs.paragraphs import Paragraph, dom_id, paragraphs_of
from meetings.questions.models import Question
from meetings.revisions.models import SectionRevision
from rorikt.people.models import User
from rorikt.texts import richtext
from rorikt.texts.blocks import blocks_of
from rorikt.texts.word_diff import word_difference

Own = dict[str, Any]  # what of a shown note is the same wherever it stands
CLOSED = "Et sted du ikke kan lese lenger"
NOWHERE = "Uten sted"
SHOWN = 90  # characters of a note in a list
SAID = {
    Standing.CHANGED: "Endret siden notatet.",
    Standing.UNCERTAIN: "Usikkert om dette er det samme stedet: det er skrevet mye om, eller noe lignende står der nå.",
    Standing.GONE: "Stedet er tatt ut av dokumentet.",
}
GONE_CELL = "Raden eller kolonnen finnes ikke lenger i tabellen."
WORDS_GONE = "Ordene du understreket, står der ikke lenger."


@dataclass(frozen=True)
class ShownNote:
    """`told` is what the reader has to know of the place, `difference` what stood there against what stands now.

    `block` is the paragraph it is shown at, empty where it stands at none. `was` is what stood there, where that is
    to be told.
    """

    note: Note
    words: Words
    is_own: bool
    title: str
    place: str
    url: str
    told: str = ""
    was: str = ""
    difference: str = ""
    block: str = ""
    questions: Sequence[Question] = ()

    @property
    def is_underlining(self) -> bool:
        return bool(self.words.quote) and not self.words.text.strip()

    @property
    def label(self) -> str:
        """What it begins with."""
        quote = f"«{self.words.quote}»" if self.words.quote else ""
        said = " ".join((self.words.text.strip() or quote).split()) or "Uten tekst"
        return said if len(said) <= SHOWN else f"{said[:SHOWN]} …"


@dataclass(frozen=True)
class Shown:
    """What a document says to the reader now; `version` is None for the draft, `until` when it was approved."""

    content: Content
    version: int | None
    until: datetime | None

    @property
    def paragraphs(self) -> list[Paragraph]:
        return paragraphs_of(self.content.sections)


def shown_of(notes: Iterable[Note], user: User, reading: Mapping[int, Shown] | None = None) -> list[ShownNote]:
    """`reading` is what is shown of documents, by their keys; of others it is the newest approved version."""
    notes = list(notes)
    if not notes:
        return []
    papers = dict(reading or {})
    wanted = {note.document_id for note in notes if note.document_id} - set(papers)
    open_papers = set(papers) | set(_visible(wanted, user))
    papers |= _newest(wanted & open_papers, user)
    attached = {note.attachment_id for note in notes if note.attachment_id}
    attachments = (
        set(Attachment.objects.visible_to(user).filter(pk__in=attached).values_list("pk", flat=True))
        if attached
        else set()
    )
    said = {pk: (one, one.paragraphs) for pk, one in papers.items()}
    steps = _steps(notes, papers)
    questions: dict[object, list[Question]] = defaultdict(list)
    for asked in (
        Question.objects.readable_by(user).filter(note__in=[note.pk for note in notes]).select_related("answered_by")
    ):
        questions[asked.note].append(asked)
    found = []
    for note in notes:
        if note.document_id:
            is_open = note.document_id in open_papers
            shown = (
                _in_document(note, user, said.get(note.document_id), steps.get(note.pk, ()))
                if is_open
                else _closed(note, user)
            )
        elif note.attachment_id:
            shown = _of_attachment(note, user) if note.attachment_id in attachments else _closed(note, user)
        else:
            shown = _of_case_or_meeting(note, user)
        found.append(replace(shown, questions=questions[note.pk]))
    return found


def _visible(wanted: set[int], user: User) -> Iterable[int]:
    return Document.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True) if wanted else ()


def _newest(wanted: set[int], user: User) -> dict[int, Shown]:
    if not wanted:
        return {}
    newest = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-sequence")
    versions = DocumentVersion.objects.filter(document__in=wanted, pk=Subquery(newest.values("pk")[:1]))
    is_whole = user.has_perm("meetings.view_exempt")
    return {
        one.document_id: Shown(one.frozen if is_whole else one.frozen_public, one.sequence, one.approved_at)
        for one in versions
    }


def _steps(notes: Sequence[Note], papers: Mapping[int, Shown]) -> dict[object, list[Step]]:
    """What the sections of notes said from when these were made to what is shown: of those made in another version."""
    moved = [
        note
        for note in notes
        if note.block and (paper := papers.get(note.document_id or 0)) and note.version != paper.version
    ]
    keys = {int(note.section[1:]) for note in moved if note.section[:1] == "s" and note.section[1:].isdecimal()}
    if not keys:
        return {}
    rows = DocumentVersion.objects.filter(document__in={note.document_id for note in moved})
    approved: dict[Any, datetime] = {
        (pk, number): at for pk, number, at in rows.values_list("document", "sequence", "approved_at")
    }
    texts: dict[str, list[tuple[datetime, Step]]] = defaultdict(list)
    kept = SectionRevision.objects.filter(section__in=keys).exclude(number=None)
    for section, at, body in kept.order_by("number", "pk").values_list("section", "at", "body"):
        said = {block.id: richtext.plain(block.html) for block in blocks_of(body)}
        texts[f"s{section}"].append((at, said))
    found: dict[object, list[Step]] = {}
    for note in moved:
        since = approved.get((note.document_id, note.version), note.made_at)
        until = papers[note.document_id or 0].until
        first, last = sorted([since, until]) if until else (since, None)
        before = [said for at, said in texts[note.section] if at <= first][-1:]
        between = [said for at, said in texts[note.section] if at > first and (last is None or at <= last)]
        chain = [*before, *between]
        found[note.pk] = chain if until is None or since <= until else chain[::-1]
    return found


def _in_document(
    note: Note, user: User, reading: tuple[Shown, list[Paragraph]] | None, steps: Sequence[Step]
) -> ShownNote:
    words, document = note.words, note.document
    url = document.get_absolute_url() if document else ""
    own: Own = {"note": note, "words": words, "is_own": note.author_id == user.pk}
    if reading is None:  # a draft, whose figures are counted anew each time: its page tells more
        return ShownNote(
            **own, title=words.title, place=_called(note, words), url=f"{url}{_anchor(note)}", block=note.block
        )
    shown, paragraphs = reading
    title = shown.content.title
    if not note.block:
        return _of_section(own, note, words, shown, url)
    followed = follow(note.block, note.section, _whole_was(words), paragraphs, steps)
    there = followed.paragraph
    if words.row and words.column:
        followed = follow_cell(words.row, words.column, words.was, followed)
    elif words.figure:
        followed = _figure(words, followed)
    anchor = there.address if there else ""
    heading = there.section.called if there else words.heading
    return ShownNote(
        **own,
        title=title,
        place=_called(note, words, heading),
        url=f"{url}#{anchor}" if anchor else url,
        told=_told(words, followed, heading),
        was="" if followed.standing == Standing.SAME else words.was,
        difference=_difference(words.was, followed),
        block=there.name if there else "",
    )


def _whole_was(words: Words) -> str:
    """Of a cell or a figure only its own value is kept, and its paragraph is followed by its name."""
    return "" if words.figure or (words.row and words.column) else words.was


def _figure(words: Words, followed: Followed) -> Followed:
    values = figures_in(followed.paragraph, words.figure) if followed.paragraph else []
    if not values:
        return Followed(Standing.GONE, followed.paragraph)
    same = Standing.SAME if values[0] == words.was else Standing.CHANGED
    standing = Standing.UNCERTAIN if followed.standing == Standing.UNCERTAIN else same
    return Followed(standing, followed.paragraph, values[0], followed.is_moved)


def _of_section(own: Own, note: Note, words: Words, shown: Shown, url: str) -> ShownNote:
    """Of a section, or of the whole document."""
    section = section_of(shown.content, note.section)
    common: Own = {**own, "title": shown.content.title}
    if not note.section:
        return ShownNote(**common, place="Hele dokumentet", url=url)
    if section is None:
        told = SAID[Standing.GONE]
        return ShownNote(**common, place=words.heading, url=url, told=told, was=words.was)
    now = text_of(section)
    is_same = now[:LONGEST_WAS] == words.was
    followed = Followed(Standing.SAME if is_same else Standing.CHANGED, None, now)
    return ShownNote(
        **common,
        place=section.called,
        url=f"{url}#{section.anchor}",
        told="" if is_same else SAID[Standing.CHANGED],
        was="" if is_same else words.was,
        difference=_difference(words.was, followed),
    )


def _told(words: Words, followed: Followed, heading: str) -> str:
    said = []
    if followed.standing != Standing.SAME:
        is_cell = bool(words.row) and followed.standing == Standing.GONE and followed.paragraph is not None
        said.append(GONE_CELL if is_cell else SAID[followed.standing])
    if followed.is_moved:
        said.append(f"Avsnittet er flyttet til «{heading}».")
    if words.quote and followed.paragraph and words.quote not in " ".join(followed.paragraph.text.split()):
        said.append(WORDS_GONE)
    return " ".join(said)


def _difference(was: str, followed: Followed) -> str:
    if followed.standing in {Standing.SAME, Standing.GONE} or not was:
        return ""
    return mark_safe("".join(piece.html for piece in word_difference(was, followed.now)))  # escaped there


def _called(note: Note, words: Words, heading: str = "") -> str:
    cell = f"{words.row}, {words.column}" if words.row else ""
    return " – ".join(filter(None, [heading or words.heading, cell]))


def _anchor(note: Note) -> str:
    return f"#{dom_id(note.block)}" if note.block else ""


def _of_attachment(note: Note, user: User) -> ShownNote:
    words, attachment = note.words, note.attachment
    page = f"Side {note.page}" if note.page else "Hele vedlegget"
    url = attachment.get_absolute_url() if attachment else ""
    title = attachment.title if attachment else words.title
    return ShownNote(note, words, note.author_id == user.pk, title, page, url)


def _of_case_or_meeting(note: Note, user: User) -> ShownNote:
    words, is_own = note.words, note.author_id == user.pk
    if item := note.item:
        if not may_see(item, user):
            return _closed(note, user)
        title = f"{item.number} {title_for(item, user)}".strip()
        if is_closed_to(item, user):
            words = Words(text=words.text)
        return ShownNote(note, words, is_own, title, "Saken", item.get_absolute_url())
    if meeting := note.meeting:
        url = (
            reverse("meetings:packet", args=[meeting.year, meeting.sequence])
            if note.page
            else meeting.get_absolute_url()
        )
        page = f"Side {note.page} i møtepakken" if note.page else "Møtet"
        return ShownNote(note, words, is_own, str(meeting), page, url)
    return ShownNote(note, words, is_own, words.title or NOWHERE, words.heading, "", told=GONE_PLACE, was=words.was)


GONE_PLACE = "Det notatet gjaldt, er slettet."


def _closed(note: Note, user: User) -> ShownNote:
    """One's own words stay one's own; what stood there, and what it is called, is not for this person any more."""
    return ShownNote(note, Words(text=note.words.text), note.author_id == user.pk, CLOSED, "", "")
