"""What each source says, place by place, and what it rests on: where that is another, it is read anew."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Func, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import MD5, Cast, Coalesce
from django.urls import reverse
from django.utils import timezone

from budget.money.reader import Reader
from meetings.agenda.decided import outcome_of
from meetings.agenda.models import AgendaItem
from meetings.attachment_pages.models import EDITION, PagesOfFile
from meetings.attachment_pages.pages import label_of, page_url, texts_of, with_hash
from meetings.attachments.models import Attachment
from meetings.definitions.models import Definition
from meetings.documents.content import Content
from meetings.documents.models import Document, DocumentVersion
from meetings.documents.numbering import number_sections, section_number
from meetings.issuing.models import IssuedPacket
from meetings.paging.pages import attachment_pages_in_packet, pages_in_packet
from meetings.papers.compose import anchor_of
from meetings.paragraphs.paragraphs import dom_id, paragraphs_of
from meetings.search import offering
from meetings.search.models import Entry, Reach
from rorikt.texts import richtext

Kind, Edition = Entry.Kind, Entry.Edition
LONGEST_TEXT = 20_000  # characters of one place; a page of an attachment may be a table of thousands of figures
KIND_OF = {
    Document.Kind.CASE_PAPER: Kind.PAPER,
    Document.Kind.ACTIVITY_REPORT: Kind.REPORT,
    Document.Kind.PERIOD_REPORT: Kind.REPORT,
    Document.Kind.MINUTES: Kind.MINUTES,
}


@dataclass(frozen=True)
class Place:
    """A row of the index before its words are read. `facts` are the fields of Entry that its source gives them all."""

    name: str
    text: str
    since: datetime
    address: str
    section: str = ""
    is_title: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceKind:
    """`rows()` are all there are, in the order of time, each with its `state`; `places(row)` is what one says."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    places: Callable[[Any], Iterable[Place]]


class _Joined(Func):
    """Fields of a row as one text, whatever they are. Concat of Django nests, which SQLite bears only so deep."""

    template, arg_joiner, output_field = "(%(expressions)s)", " || '|' || ", TextField()

    def __init__(self, *fields: str) -> None:
        super().__init__(*(Coalesce(Cast(F(one), TextField()), Value("")) for one in fields))


OF_CASE = ("exemption_basis", "meeting", "sequence", "meeting__held_on", "sent_at")


def _issued() -> dict[str, Subquery]:
    """The newest packet of its meeting, and the newest whose pages are known."""
    packets = IssuedPacket.objects.filter(meeting=OuterRef("agenda_item__meeting")).order_by("-pk").values("pk")
    return {"issued": Subquery(packets[:1]), "paged": Subquery(packets.filter(paragraph_pages__isnull=False)[:1])}


def _of_case(prefix: str) -> list[str]:
    return [f"{prefix}{name}" for name in OF_CASE]


# Papers


def documents() -> QuerySet[Document]:
    newest = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-sequence").values("pk")[:1]
    rows = Document.objects.annotate(newest_pk=Subquery(newest), **_issued())
    own = ("mark", "status", "newest_pk", "exemption_basis", "agenda_item", "issued", "paged")
    state = _Joined(*own, *_of_case("agenda_item__"))
    return rows.annotate(state=state).select_related("agenda_item__meeting").order_by("as_of", "pk")


def of_document(document: Document) -> Iterator[Place]:
    """Its newest approved version, and the draft where that says anything else."""
    is_exempt = document.exempted_by(Reader()) is not None
    newest = document.versions.first()
    if newest:
        yield from _of_version(document, newest, is_exempt)
    if not document.is_approved:
        yield from _of_draft(document, is_exempt)


def _of_version(document: Document, version: DocumentVersion, is_exempt: bool) -> Iterator[Place]:
    if version.public_content is None:
        facts = _facts(document, version, Edition.ALL, Reach.of(is_exempt=is_exempt, is_draft=False))
        yield from _of_content(document, version, version.frozen, facts)
        return
    facts = _facts(document, version, Edition.FULL, Reach.EXEMPT)
    yield from _of_content(document, version, version.frozen, facts)
    facts = _facts(document, version, Edition.PUBLIC, Reach.of(is_exempt=is_exempt, is_draft=False))
    yield from _of_content(document, version, version.frozen_public, facts)


def _facts(document: Document, version: DocumentVersion | None, edition: str, reach: Reach) -> dict[str, Any]:
    meeting = document.minutes_of or (document.agenda_item.meeting if document.agenda_item else None)
    day = meeting.held_on if meeting else timezone.localdate(version.approved_at) if version else document.as_of
    return {
        "kind": KIND_OF[Document.Kind(document.kind)],
        "edition": edition,
        "reach": reach,
        "item": document.agenda_item,
        "document": document,
        "version": version.pk if version else None,
        "day": day,
        "year": day.year,
    }


def _of_content(
    document: Document, version: DocumentVersion, content: Content, facts: dict[str, Any]
) -> Iterator[Place]:
    url, since = document.get_absolute_url(), version.approved_at
    facts = facts | {"title": content.title}
    full = {} if facts["edition"] == Edition.PUBLIC else pages_in_packet(version, is_public=False)
    public = {} if facts["edition"] == Edition.FULL else pages_in_packet(version, is_public=True)

    def on_page(place: str, anchor: str) -> dict[str, Any]:
        labels = (pages.get(place) or pages.get(anchor) or "" for pages in (full, public))
        return facts | dict(zip(("label", "public_label"), labels, strict=True))

    yield Place("tittel", content.title, since, url, is_title=True, facts=facts)
    for section in content.sections:
        label, anchor = section.called, section.anchor
        name, own = section.key or anchor, on_page(anchor, anchor)
        yield Place(f"overskrift-{name}", section.title, since, f"{url}#{anchor}", label, is_title=True, facts=own)
    figures = {figure.key: figure for figure in content.figures}
    for number, paragraph in enumerate(paragraphs_of(content.sections)):
        label = paragraph.section.called
        address, name = f"{url}#{paragraph.address}", paragraph.name or f"nr-{number}"
        own = on_page(paragraph.name, paragraph.section.anchor)
        yield Place(name, paragraph.text, since, address, label, facts=own)
        for key in [key for key in figures if f'data-figure="{key}"' in paragraph.html]:
            figure = figures.pop(key)
            text = f"{figure.label}: {figure.text}" if figure.label else ""
            yield Place(f"tall-{key}"[:120], text, since, address, label, facts=own | {"kind": Kind.FIGURE})


def _of_draft(document: Document, is_exempt: bool) -> Iterator[Place]:
    """The texts as they are written, so that a save costs no figure: those are found once it is approved."""
    url, now = document.get_absolute_url(), timezone.now()
    facts = _facts(document, None, Edition.DRAFT, Reach.of(is_exempt=is_exempt, is_draft=True))
    facts |= {"title": document.title}
    yield Place("tittel", document.title, now, url, is_title=True, facts=facts)
    for number, section in number_sections(document.sections.all()):
        label, anchor = f"{section_number(number)} {section.title}", anchor_of(number)
        yield Place(f"overskrift-s{section.pk}", section.title, now, f"{url}#{anchor}", label, True, facts)
        for place, element in enumerate(richtext.elements(section.body)):
            name = element.get("data-id", "")
            text = richtext.plain(richtext.to_html(element))
            address = f"{url}#{dom_id(name)}" if name else f"{url}#{anchor}"
            yield Place(name or f"s{section.pk}-{place}", text, now, address, label, facts=facts)


# Cases and what was decided in them


def cases() -> QuerySet[AgendaItem]:
    decided = ("treatment__settled_at", "treatment__outcome", "treatment__decision")
    told = ("title", "summary", "public_title", "withdrawn_at")
    state = MD5(_Joined(*OF_CASE, *told, *decided))
    rows = AgendaItem.objects.annotate(state=Cast(state, CharField())).select_related("meeting", "treatment")
    return rows.order_by(F("meeting__held_on").asc(nulls_first=True), "sequence", "pk")


def of_case(item: AgendaItem) -> Iterator[Place]:
    url, now = item.get_absolute_url(), item.sent_at or timezone.now()
    day = item.meeting.held_on if item.meeting else None
    reach = Reach.of(is_exempt=item.is_exempt, is_draft=item.meeting is None)
    facts = {"kind": Kind.CASE, "reach": reach, "item": item, "day": day, "year": day.year if day else None}
    facts |= {"edition": Edition.FULL if item.is_exempt else Edition.ALL, "title": item.title}
    yield Place("sak", f"{item.number} {item.title}".strip(), now, url, is_title=True, facts=facts)
    yield Place("omtale", richtext.plain(item.summary), now, url, facts=facts)
    outcome = outcome_of(item)
    if outcome and outcome.text:
        decided = facts | {"kind": Kind.DECISION}
        yield Place("vedtak", outcome.text, outcome.settled_at, f"{url}#vedtak", outcome.told, facts=decided)
    if item.is_exempt:
        reach = Reach.of(is_exempt=False, is_draft=item.meeting is None)
        facts = facts | {"edition": Edition.PUBLIC, "reach": reach, "title": item.public_title}
        yield Place("sak", f"{item.number} {item.public_title}".strip(), now, url, is_title=True, facts=facts)


# Attachments


def attachments() -> QuerySet[Attachment]:
    pages = PagesOfFile.objects.filter(sha256=OuterRef("shown_sha256"), edition=EDITION).values("tried_at")[:1]
    rows = with_hash(Attachment.objects.annotate(**_issued())).annotate(read_at=Subquery(pages))
    own = ("shown_sha256", "title", "exemption_basis", "agenda_item", "read_at", "issued")
    rows = rows.annotate(state=_Joined(*own, *_of_case("agenda_item__")))
    return rows.select_related("agenda_item__meeting").order_by("uploaded_at", "pk")


def of_attachment(attachment: Attachment) -> Iterator[Place]:
    item, url, since = attachment.agenda_item, attachment.get_absolute_url(), attachment.uploaded_at
    day = item.meeting.held_on if item.meeting else timezone.localdate(since)
    reach = Reach.of(is_exempt=attachment.is_closed_to_the_public, is_draft=item.meeting is None)
    facts = {"kind": Kind.ATTACHMENT, "reach": reach, "item": item, "attachment": attachment, "title": attachment.title}
    facts |= {"day": day, "year": day.year}
    yield Place("tittel", attachment.title, since, url, is_title=True, facts=facts)
    full, public = (attachment_pages_in_packet(attachment, is_public=one) for one in (False, True))
    for page, text in enumerate(texts_of(attachment), start=1):
        labels = {"label": label_of(full, page), "public_label": label_of(public, page)}
        yield Place(f"side-{page}", text, since, page_url(attachment, page), f"Side {page}", facts=facts | labels)


# What all may look up


def definitions() -> QuerySet[Definition]:
    return Definition.objects.annotate(state=Cast(MD5(_Joined("term", "other_forms", "meaning")), CharField()))


def of_definition(definition: Definition) -> Iterator[Place]:
    url, now = reverse("meetings:definitions"), timezone.now()
    facts = {"kind": Kind.DEFINITION, "title": definition.term}
    yield Place("begrep", " ".join([definition.term, *definition.forms]), now, url, is_title=True, facts=facts)
    yield Place("betydning", definition.meaning, now, url, facts=facts)


KINDS = (
    SourceKind("case", cases, of_case),
    SourceKind("document", documents, of_document),
    SourceKind("attachment", attachments, of_attachment),
    SourceKind("definition", definitions, of_definition),
)


def of_register(register: offering.Register) -> Iterator[Place]:
    for row in register.rows():
        facts: dict[str, Any] = {"kind": Kind.OTHER, "reach": row.reach, "item_id": row.case, "title": row.title}
        facts |= {"day": row.day, "year": row.day.year if row.day else None}
        yield Place(row.name, f"{row.title}. {row.text}", row.since, row.url, facts=facts)
