"""A document started from the last one of its kind: its outline, writers, own tables and standing texts.

Nothing of it says that it is right this time: texts, tables and figures are marked until somebody has confirmed them.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from meetings.agenda.models import AgendaItem
from meetings.carrying.periods import next_parameters, text_moved_on
from meetings.documents.models import Document, Section
from meetings.documents.numbering import number_sections
from meetings.documents.outlines import heading_in, texts_of
from meetings.documents.writing import is_year_open, store_new
from meetings.own.actions import Own
from meetings.tertials.tertials import title_of
from meetings.tokens import tokens
from rorikt.people.models import User
from rorikt.texts import richtext
from rorikt.texts.blocks import identified

# The deadline of a section of the new document, by the section of the last one.
Due = Callable[[Section], date | None]
TITLE = "Aktivitetsrapport"


def next_document(last: Document, item: AgendaItem | None, today: date) -> Document:
    """Not stored yet. A title with a number is of one time, and a report gets the plain one instead."""
    is_of_one_time = last.kind == Document.Kind.ACTIVITY_REPORT and any(map(str.isdigit, last.title))
    meeting = item.meeting if item else None
    title = TITLE if is_of_one_time else last.title
    moved = next_parameters(last, today, meeting.held_on if meeting else None)
    if last.is_of_period and moved.period_to:
        title = title_of(moved.period_to.year, moved.period_to.month)
    return Document(
        kind=last.kind,
        title=title,
        file_title=f"{meeting.held_on:%Y.%m.%d} - {title}" if meeting else "",
        agenda_item=item,
        document_owner=last.document_owner,
        exemption_basis=last.exemption_basis,
        public_title=last.public_title,
        threshold_amount=last.threshold_amount,
        threshold_percent=last.threshold_percent,
        threshold_is_either=last.threshold_is_either,
        key_figures=last.key_figures,
        succeeds=last,
        **vars(moved),
    )


@transaction.atomic
def succeed_document(document: Document, last: Document, due: Due, *, by: User, now: datetime) -> None:
    """Save a new document with the outline of the `last` one."""
    document.succeeds = last
    store_new(document, by=by, now=now)
    is_open = is_year_open(document)
    texts = texts_of(document.kind, is_year_open=is_open)
    copies: dict[int, Section] = {}
    for _, section in number_sections(last.sections.select_related("responsible")):
        title = heading_in(section.title, is_year_open=is_open)
        standing = standing_text(section, texts.get(title, ""), is_renamed=title != section.title)
        body = identified(text_moved_on(standing, last, document))
        writer = section.responsible
        copies[section.pk] = Section.objects.create(
            document=document,
            parent=copies[section.parent_id] if section.parent_id else None,
            position=section.position,
            title=title,
            body=body,
            carried=Section.Carried.STANDING if body else "",
            came_from=section,
            is_standing=section.is_standing,
            responsible=writer if writer and writer.is_active else None,
            deadline_on=due(section),
        )
    everything: list[Own] = [*last.manual_figures.all(), *last.manual_tables.all()]
    for own in everything:
        _carry(own, document)


def usual_deadlines(last: Document, document: Document, today: date, otherwise: date | None = None) -> Due:
    """As long before the meeting as last time, or before the day of the figures; never a day that has passed."""

    def due(section: Section) -> date | None:
        day = section.deadline_on + _step(last, document) if section.deadline_on else otherwise
        return max(day, today) if day else None

    return due


def _step(last: Document, document: Document) -> timedelta:
    cases = [one.agenda_item for one in (last, document)]
    before, after = [case.meeting if case else None for case in cases]
    return after.held_on - before.held_on if before and after else document.as_of - last.as_of


def standing_text(section: Section, standard: str, *, is_renamed: bool) -> str:
    """What a new document begins a section with: all of it where it is standing, else what renews itself.

    That is the paragraphs and tables that hold figures of the system, and where there are none, the `standard` text of
    the heading. A heading `is_renamed` where the year is open and was closed, or the other way: its figures are others.
    """
    if section.is_standing:
        return section.body
    kept = [] if is_renamed else [part for part in richtext.elements(section.body) if tokens.find(part.text_content())]
    return "".join(map(richtext.to_html, kept)) or standard


def _carry(own: Own, document: Document) -> None:
    values = {field.name: getattr(own, field.name) for field in own._meta.concrete_fields if not field.primary_key}
    type(own)._default_manager.create(**{**values, "document": document, "is_carried": True})
