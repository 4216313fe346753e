"""What a note is of, and what stands there as this person may read it: kept with the note when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import html as lxml_html

from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.finding import may_see
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.content import Content, NumberedSection
from meetings.documents.models import Document
from meetings.papers import compose
from meetings.paragraphs.following import cells_of
from meetings.paragraphs.paragraphs import Paragraph, paragraphs_of
from rorikt.people.models import User
from rorikt.texts import richtext

# The fields of a form that say which place it is.
FIELDS = (
    "document", "version", "attachment", "item", "meeting", "section", "block", "page", "row", "column", "figure",
)  # fmt: skip
LONGEST_WAS = 8_000
Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """`stored` are the fields of the note, `words` what is sealed with it."""

    stored: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


NOWHERE = Place()


def place_of(asked: Asked, user: User) -> Place:
    """The place that was asked for; nowhere where there is none that the person may read."""
    if asked.get("document"):
        return _in_document(asked, user)
    if asked.get("attachment"):
        found = Attachment.objects.visible_to(user).filter(pk=asked["attachment"]).first()
        page = asked.get("page", "")
        return Place({"attachment": found, "page": page}, {"title": found.title}) if found else NOWHERE
    if asked.get("item"):
        item = AgendaItem.objects.select_related("meeting").filter(pk=asked["item"]).first()
        if item is None or not may_see(item, user):
            return NOWHERE
        was = "" if is_closed_to(item, user) else richtext.plain(item.summary)
        title = f"{item.number} {title_for(item, user)}".strip()
        return Place({"item": item}, {"title": title, "was": was[:LONGEST_WAS]})
    meeting = Meeting.objects.filter(pk=asked["meeting"]).first() if asked.get("meeting") else None
    if meeting is None:
        return NOWHERE
    return Place({"meeting": meeting, "page": asked.get("page", "")}, {"title": str(meeting)})


def _in_document(asked: Asked, user: User) -> Place:
    document = Document.objects.visible_to(user).filter(pk=asked["document"]).first()
    if document is None:
        return NOWHERE
    content, version = read(document, asked.get("version"), user)
    if content is None:
        return NOWHERE
    section, block = asked.get("section", ""), asked.get("block", "")
    there = next((one for one in paragraphs_of(content.sections) if block and one.name == block), None)
    within = there.section if there else section_of(content, section)
    stored = {
        "document": document,
        "version": version,
        "section": within.key or within.anchor if within else section,
        "block": block,
    }
    named = {name: asked.get(name, "") for name in ("row", "column", "figure")}
    was = what_stands(there, **named) if there else text_of(within) if within and not block else ""
    heading = within.called if within else ""
    return Place(stored, {**named, "was": was[:LONGEST_WAS], "title": content.title, "heading": heading})


def read(document: Document, sequence: int | None, user: User) -> tuple[Content | None, int | None]:
    """That version as the person may read it, the newest one where there is none; a draft for those who may see it."""
    version = document.versions.filter(sequence=sequence).first() if sequence else None
    if version is None and not sequence and user.has_perm("meetings.view_draft") and not document.is_approved:
        return compose.compose(document), None
    version = version or document.versions.first()
    if version is None:
        return None, None
    return (version.frozen if user.has_perm("meetings.view_exempt") else version.frozen_public), version.sequence


def section_of(content: Content, key: str) -> NumberedSection | None:
    return next((one for one in content.sections if key and key in {one.key, one.anchor}), None)


def text_of(section: NumberedSection) -> str:
    return "\n".join(one.text for one in paragraphs_of([section]))


def what_stands(there: Paragraph, *, row: str = "", column: str = "", figure: str = "") -> str:
    """In the paragraph, or in a cell of it, or the figure of it."""
    if there.table and row and column:
        return " ".join(cell.text for cell in cells_of(there.table, row, column)[:1])
    if figure:
        return next(iter(figures_in(there, figure)), "")
    return there.text


def figures_in(there: Paragraph, key: str) -> list[str]:
    """What each of its figures of that key says."""
    if not there.html:
        return []
    found = lxml_html.fragment_fromstring(there.html, create_parent="div").xpath("//*[@data-figure=$key]", key=key)
    return [one.text_content() for one in found]
