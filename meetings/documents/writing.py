"""What is done with a draft: its outline and its texts. A change after approval makes it a draft again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from budget.deviations.threshold import USUAL
from budget.estimates.models import CostEstimate
from budget.money.reader import Reader
from budget.years.state import newest_with_accounts, state_of
from meetings.agenda.models import AgendaItem
from meetings.documents.models import Document, Section
from meetings.documents.numbering import MAX_LEVEL, number_sections
from meetings.documents.outlines import OutlinePart, outline_of
from meetings.tertials import tertials
from rorikt.audit import trail
from rorikt.audit.rows import delete_row, locked, move_row, store_row, values_of
from rorikt.people.models import Cooperation, User
from rorikt.people.permissions import require
from rorikt.texts import richtext
from rorikt.texts.blocks import identified

EXEMPT_ROWS = "unntatt"  # how many of the rows behind a source are exempt; set by those who print rows that may be
# What the editor of a section stores.
WRITTEN = ["title", "body", "state", "responsible", "deadline_on", "carried", "unchanged_since"]


class Overtaken(Exception):
    """Somebody else saved the text after this person opened it."""


@transaction.atomic
def start_document(document: Document, *, by: User, now: datetime) -> Document:
    """Save a new document with the standard outline of its kind."""
    store_new(document, by=by, now=now)
    head = User.objects.filter(role=User.Role.HEAD, is_active=True).first()
    outline = outline_of(document.kind, is_year_open=is_year_open(document))
    _write_outline(document, outline, None, head.printed_title if head else "lederen")
    return document


def proposed_period_report(today: date) -> Document:
    """Not stored yet, with the usual threshold."""
    year = newest_with_accounts() or today.year
    month = tertials.tertial_reached(state_of(year, today).accounts_to)
    cooperation = Cooperation.objects.first()
    return Document(
        kind=Document.Kind.PERIOD_REPORT,
        document_owner=cooperation.name if cooperation else "",
        as_of=today,
        accounting_year=year,
        period_from=date(year, 1, 1),
        period_to=date(year, month, 1),
        threshold_amount=USUAL.amount,
        threshold_percent=USUAL.percent,
        threshold_is_either=USUAL.is_either,
    )


def store_new(document: Document, *, by: User, now: datetime) -> None:
    """Last among the papers of its case."""
    if document.agenda_item:
        document.position = (document.agenda_item.documents.aggregate(last=Max("position"))["last"] or 0) + 1
    store_row(document, by=by, now=now, is_figure=False)


def is_year_open(document: Document) -> bool:
    """Its accounting year was not closed on the day of its figures."""
    year = document.accounting_year
    return year is not None and not state_of(year, document.as_of).is_closed


def _write_outline(document: Document, parts: Sequence[OutlinePart], parent: Section | None, head: str) -> None:
    for position, part in enumerate(parts, start=1):
        section = Section.objects.create(
            document=document,
            parent=parent,
            position=position,
            title=part.title.replace("{head}", head),
            body=identified(part.body),
        )
        _write_outline(document, part.parts, section, head)


@transaction.atomic
def save_document(document: Document, *, by: User, now: datetime) -> None:
    """Raises ValidationError where another case or estimate would open what approved versions show."""
    stored = Document.objects.get(pk=document.pk)
    closing, estimate = _closing(stored), stored.cost_estimate
    was_exempt = stored.exempt_part is not None
    is_estimate_closed = _is_closed(estimate)
    document.status, document.mark = Document.Status.DRAFT, uuid4()
    store_row(document, by=by, now=now, is_figure=False)
    if not document.versions.exists():
        return
    if closing and document.exempt_part is None:
        raise ValidationError(
            f"Godkjente versjoner av dokumentet er unntatt offentlighet med sak {closing.number}, og ville blitt åpne. "
            "Skriv unntaket på dokumentet selv, eller lag et nytt dokument."
        )
    if was_exempt and document.exempt_part is None and _shows_exempt_rows(document):
        raise ValidationError(
            "Godkjente versjoner av dokumentet viser rader i registre som er unntatt offentlighet, og ville blitt "
            "åpne. La unntaket stå, eller lag et nytt dokument."
        )
    if is_estimate_closed and not _is_closed(estimate):
        raise ValidationError(
            f"Kostnadsoverslaget «{estimate}» er unntatt offentlighet gjennom dette dokumentet, og ville blitt åpent. "
            "Skriv saksnummeret til den unntatte saken på overslaget først, eller lag et nytt dokument."
        )


def _shows_exempt_rows(document: Document) -> bool:
    """Whether what was approved of it rests on rows that its readers see because it is exempt."""
    return any(
        source.settings.get(EXEMPT_ROWS) for version in document.versions.all() for source in version.frozen.sources
    )


def _closing(document: Document) -> AgendaItem | None:
    """The case that closes it to the public, unless it does so itself: that is taken away knowingly."""
    part = document.exempt_part
    return part if isinstance(part, AgendaItem) else None


def _is_closed(estimate: CostEstimate | None) -> bool:
    """Asked anew: a paper of an exempt case closes the estimate it shows, and may be the only one that does."""
    return estimate is not None and Reader().of_estimate(estimate).is_closed


@transaction.atomic
def save_section(section: Section, *, revision: int, by: User, now: datetime, is_noted: bool = True) -> None:
    """Save the fields of a section that was opened at `revision`. Raises Overtaken if it has been saved since.

    The trail keeps the values, and of the text the number of characters: a text is saved fifty times before it is
    done. Of those the texts are kept in meetings/revisions, which says whether the trail hears of one (`is_noted`).
    """
    section.body = identified(richtext.clean(section.body))
    stored = locked(Section.objects.filter(pk=section.pk, revision=revision)).first()
    if stored is None:
        raise Overtaken
    section.follow_edit(stored)
    if section.state == Section.State.ASSURED != stored.state:
        require(by, "meetings.assure_section", section)
    before = _section_values(stored)
    section.revision = revision + 1
    section.save(update_fields=[*WRITTEN, "revision"])
    note_change(section.document)
    if not is_noted:
        return
    changed = [name for name in WRITTEN if getattr(stored, name) != getattr(section, name)]
    after = _section_values(section)
    trail.record("endret avsnitt", section, by=by, now=now, fields=changed, before=before, after=after)


def _section_values(section: Section) -> dict[str, Any]:
    values = values_of(section)
    del values["body"]
    return {**values, "characters": len(section.body)}


@transaction.atomic
def add_section(document: Document, parent: Section | None, title: str, *, by: User, now: datetime) -> Section:
    """Last among the sections below `parent`. Raises ValidationError below the fourth level."""
    if parent and level(parent) >= MAX_LEVEL:
        raise ValidationError(f"Et dokument kan ha høyst {MAX_LEVEL} nivåer. Velg et avsnitt høyere opp.")
    section = Section(document=document, parent=parent, position=_last(document, parent) + 1, title=title)
    store_row(section, by=by, now=now, is_figure=False)
    note_change(document)
    return section


@transaction.atomic
def place_section(section: Section, parent: Section | None, title: str, *, by: User, now: datetime) -> None:
    """Give a section its title and its place below `parent`, last there if it is moved.

    Raises ValidationError if it would stand below itself, or anything of it below the fourth level.
    """
    if parent:
        if section.pk in {one.pk for one in lineage(parent)}:
            raise ValidationError("Et avsnitt kan ikke flyttes inn under seg selv.")
        if level(parent) + height(section) > MAX_LEVEL:
            raise ValidationError(f"Da ville dokumentet få flere enn {MAX_LEVEL} nivåer. Velg et avsnitt høyere opp.")
    before, is_moved = _section_values(section), parent != section.parent
    if is_moved:
        section.parent, section.position = parent, _last(section.document, parent) + 1
    section.title = title
    section.revision += 1
    section.save()
    note_change(section.document)
    verb, after = "flyttet avsnitt" if is_moved else "endret avsnitt", _section_values(section)
    trail.record(verb, section, by=by, now=now, before=before, after=after)


@transaction.atomic
def move_section(section: Section, step: int, *, by: User, now: datetime) -> None:
    """One place up (-1) or down (+1) among those below the same section."""
    siblings = Section.objects.filter(document=section.document, parent=section.parent)
    if move_row(siblings, section, step, by=by, now=now):
        note_change(section.document)


@transaction.atomic
def delete_section(section: Section, *, by: User, now: datetime) -> None:
    """With all that stands below it. The trail keeps their texts, which nothing else does any more."""
    delete_row(section, by=by, now=now, is_figure=False)
    note_change(section.document)


def lineage(section: Section) -> list[Section]:
    """The section and those it stands below, nearest first."""
    return [section, *(lineage(section.parent) if section.parent else [])]


def level(section: Section) -> int:
    return len(lineage(section))


def height(section: Section) -> int:
    """1 for a section with nothing below it."""
    branch = _branch(section)
    return max(map(len, branch)) - min(map(len, branch)) + 1


def size(section: Section) -> int:
    """How many sections it is with all below it."""
    return len(_branch(section))


def _branch(section: Section) -> list[tuple[int, ...]]:
    numbered = list(number_sections(section.document.sections.all()))
    own = next(number for number, one in numbered if one == section)
    return [number for number, _ in numbered if number[: len(own)] == own]


def _last(document: Document, parent: Section | None) -> int:
    siblings: dict[str, Any] = document.sections.filter(parent=parent).aggregate(last=Max("position"))
    return siblings["last"] or 0


def note_change(document: Document) -> None:
    """Called by every change of what belongs to a document, in its transaction."""
    Document.objects.filter(pk=document.pk).update(status=Document.Status.DRAFT, mark=uuid4())


def note_remark(document: Document) -> None:
    """Called where something is said of a draft that is to be answered before it is approved, in its transaction.

    It is checked again, and so is its quality. What is approved stays so.
    """
    Document.objects.unapproved().filter(pk=document.pk).update(status=Document.Status.DRAFT, mark=uuid4())


def move_document(document: Document, step: int, *, by: User, now: datetime) -> None:
    """One place up (-1) or down (+1) among the papers of its case."""
    if document.agenda_item:
        move_row(document.agenda_item.documents.all(), document, step, by=by, now=now)
