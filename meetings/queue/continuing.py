"""A case that was postponed or withdrawn comes back: a new case that waits, which says what it continues.

The case of the old meeting is history and keeps its number, papers and files. The new one has drafts with the same
texts, and attachments that point at the same stored files.
"""

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from meetings.agenda.models import AgendaItem
from meetings.documents.models import Document, Section
from rorikt.audit import trail
from rorikt.audit.rows import locked, store_row, values_of
from rorikt.cases.models import CaseReference
from rorikt.people.models import User

Row = TypeVar("Row", bound=models.Model)
_CARRIED = ("title", "kind", "summary", "exemption_basis", "public_title", "amounts_are_open", "exempt_until",
            "exempt_until_event")  # fmt: skip


@transaction.atomic
def requeue(item: AgendaItem, *, by: User, now: datetime) -> AgendaItem:
    """The case that waits in its stead; the one there is, where it was made before.

    Raises ValidationError for a case that can be taken off the agenda itself: not sent, of a meeting that is to come.
    """
    stored = locked(AgendaItem.objects.filter(pk=item.pk)).get()
    if made := AgendaItem.objects.filter(follows=stored).first():
        return made
    if stored.sent_at is None and not stored.is_over:
        raise ValidationError("Saken er ikke sendt ut. Ta den av sakslisten i stedet, så venter den i køen.")
    again = AgendaItem(
        reference=CaseReference.objects.create(), follows=stored, **{name: getattr(stored, name) for name in _CARRIED}
    )
    store_row(again, by=by, now=now, many={"case_officers": stored.case_officers.all()}, is_figure=False)
    for document in stored.documents.exclude(kind=Document.Kind.MINUTES):
        _copy_document(document, again, by=by, now=now)
    for attachment in stored.attachments.all():
        copied = _copied(attachment, agenda_item=again)
        trail.record("la til vedlegg", copied, by=by, now=now, before=None, after=values_of(copied))
    return again


def _copy_document(document: Document, item: AgendaItem, *, by: User, now: datetime) -> None:
    made = _copied(
        document,
        agenda_item=item,
        status=Document.Status.DRAFT,
        mark=Document._meta.get_field("mark").default(),
        succeeds=document,
    )
    copies: dict[int | None, Section | None] = {None: None}
    left = list(document.sections.all())
    while left:  # those above before those below them
        section = next(one for one in left if one.parent_id in copies)
        left.remove(section)
        copies[section.pk] = _copied(
            section,
            document=made,
            parent=copies[section.parent_id],
            state=Section.State.DRAFT if section.body else Section.State.NOT_BEGUN,
            deadline_on=None,
            came_from=section,
            carried=Section.Carried.LAST if section.body else "",
            unchanged_since=None,
        )
    for own in (*document.manual_figures.all(), *document.manual_tables.all()):
        _copied(own, document=made, is_carried=True)
    trail.record("la til dokument", made, by=by, now=now, before=None, after=values_of(made))


def _copied(row: Row, **others: Any) -> Row:
    """A new row with the same values, but for these."""
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)._default_manager.create(**{**values, **others})
