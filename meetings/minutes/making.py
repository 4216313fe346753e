"""Minutes made from a meeting that is over, and made again without losing what a person has written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents import writing
from meetings.documents.models import Document, Section
from meetings.minutes.facts import gather
from meetings.minutes.models import Minutes, MinutesPart
from meetings.minutes.wording import Kind, Part, parts_of, text_hash
from meetings.revisions.saving import save_section
from rorikt.audit import trail
from rorikt.audit.rows import locked, store_row
from rorikt.people.models import Cooperation, User
from rorikt.texts.blocks import identified


@dataclass(frozen=True)
class Clash:
    """A section that a person has edited, and what the meeting would say there now."""

    section: Section
    fresh: Part

    @property
    def name(self) -> str:
        """Changes with either text, so that a choice is of what was seen."""
        return f"{self.section.pk}-{self.section.revision}-{self.fresh.hash[:12]}"


@dataclass(frozen=True)
class Renewal:
    """What making the minutes again would do: sections that come, that get a new text, and those to choose."""

    added: tuple[Part, ...]
    renewed: tuple[tuple[MinutesPart, Part], ...]
    clashes: tuple[Clash, ...]

    @property
    def is_needed(self) -> bool:
        return bool(self.added or self.renewed or self.clashes)


@transaction.atomic
def make_minutes(meeting: Meeting, *, by: User, now: datetime) -> Document:
    """Raises ValidationError while the meeting goes on, while a case of it is not settled, and the second time."""
    held = locked(Meeting.objects.filter(pk=meeting.pk)).get()
    if held.stage != Meeting.Stage.HELD:
        raise ValidationError("Møtet er ikke hevet. Protokollen lages når møtet er over.")
    if Document.objects.filter(minutes_of=held).exists():
        raise ValidationError("Møtet har allerede en protokoll. Oppdater den i stedet.")
    cooperation = Cooperation.objects.first()
    document = Document(
        kind=Document.Kind.MINUTES,
        title=f"Protokoll fra møte {held.number}",
        file_title=f"{held.held_on:%Y.%m.%d} - Møteprotokoll",
        document_owner=cooperation.name if cooperation else by.printed_title,
        as_of=held.held_on,
        minutes_of=held,
    )
    store_row(document, by=by, now=now, is_figure=False)
    Minutes.objects.create(document=document)
    for part in parts_of(gather(held)):
        _add(document, part)
    attach_to_next(document, by=by, now=now)
    return document


def renewal_of(document: Document) -> Renewal:
    """Compares what the meeting says now with what it said when each section was made."""
    if document.minutes_of is None:
        raise ValueError(f"document {document.pk} is not the minutes of a meeting")
    known = {(one.kind, one.item_id): one for one in document.minutes_parts.select_related("section__document")}
    added, renewed, clashes = [], [], []
    for fresh in parts_of(gather(document.minutes_of)):
        part = known.get(fresh.key)
        if part is None:
            added.append(fresh)
        elif part.generated_hash != fresh.hash:
            if is_edited(part):
                clashes.append(Clash(part.section, fresh))
            else:
                renewed.append((part, fresh))
    return Renewal(tuple(added), tuple(renewed), tuple(clashes))


def is_edited(part: MinutesPart) -> bool:
    """A person has written in the section since its text was generated."""
    return text_hash(part.section.title, part.section.body) != part.generated_hash


@transaction.atomic
def renew(document: Document, *, taken: Collection[str], kept: Collection[str], by: User, now: datetime) -> None:
    """Bring sections that nobody has edited up to date, and those that were as was chosen: by the names of clashes,
    `taken` get the text of the meeting, `kept` stay and are not asked about again.

    Raises ValidationError where a clash was not chosen about, such as one that came while the person looked.
    """
    locked(Document.objects.filter(pk=document.pk)).get()
    found = renewal_of(document)
    if any(clash.name not in {*taken, *kept} for clash in found.clashes):
        raise ValidationError("Velg tekst for hvert avsnitt som er endret. Se over dem, og prøv igjen.")
    stood = document.sections.count()
    for part in found.added:
        _add(document, part)
    chosen = [(clash.section.minutes_part, clash.fresh) for clash in found.clashes if clash.name in taken]
    for known, fresh in (*found.renewed, *chosen):
        section = known.section
        section.title, section.body = fresh.title, fresh.body
        save_section(section, seen=str(section.revision), by=by, now=now, what="Oppdatert fra møtet")
    for known, fresh in (*found.renewed, *((clash.section.minutes_part, clash.fresh) for clash in found.clashes)):
        MinutesPart.objects.filter(pk=known.pk).update(generated_hash=fresh.hash)
    if found.is_needed:
        writing.note_change(document)
        before = {"sections": stood}
        after = {"sections": document.sections.count()}
        trail.record(
            "endret protokoll", document, by=by, now=now, what="Oppdatert fra møtet", before=before, after=after
        )


def _add(document: Document, part: Part) -> None:
    """Below «Saker» where it is a case, in the order of the agenda."""
    above = document.minutes_parts.filter(kind=Kind.CASES).first() if part.item else None
    section = Section.objects.create(
        document=document,
        parent=above.section if above else None,
        position=part.item.sequence if part.item and part.item.sequence else list(Kind).index(Kind(part.kind)) + 1,
        title=part.title,
        body=identified(part.body),
        state=Section.State.READY,
    )
    MinutesPart.objects.create(
        section=section, document=document, kind=part.kind, item=part.item, generated_hash=part.hash
    )


def attach_last_minutes(meeting: Meeting, *, by: User, now: datetime) -> Document | None:
    """Put the minutes of the last meeting that was held before this one on its case that approves them.

    `None` where the meeting has no such case, where nothing was held before, or where the minutes are not made yet:
    they are then attached when they are made. Minutes that are approved already stay where they were.
    """
    before = Meeting.objects.filter(held_on__lt=meeting.held_on, closed_at__isnull=False).order_by("-held_on").first()
    document = Document.objects.filter(minutes_of=before).first() if before else None
    case = meeting.agenda.standing().filter(standard=AgendaItem.Standard.MINUTES).first()
    if document is None or case is None or document.settled_at:
        return None
    if document.agenda_item_id != case.pk:
        _attach(document, case, by=by, now=now)
    return document


def attach_to_next(document: Document, *, by: User, now: datetime) -> None:
    """The next meeting may have been prepared before the minutes of the last one were made."""
    meeting = document.minutes_of
    if meeting is None:
        return
    later = Meeting.objects.filter(held_on__gt=meeting.held_on, opened_at=None, cancelled_at=None)
    if coming := later.order_by("held_on").first():
        attach_last_minutes(coming, by=by, now=now)
        document.refresh_from_db()


def _attach(document: Document, case: AgendaItem, *, by: User, now: datetime) -> None:
    """Their text does not say which case they are attached to, so that what was confirmed stays confirmed."""
    before = document.agenda_item_id
    document.agenda_item = case
    document.position = (case.documents.aggregate(last=Max("position"))["last"] or 0) + 1
    document.save(update_fields=["agenda_item", "position"])
    trail.record(
        "flyttet dokument",
        document,
        by=by,
        now=now,
        before={"agenda_item_id": before and str(before)},
        after={"agenda_item_id": str(case.pk)},
    )
