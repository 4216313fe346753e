"""A document's own figure or table stored or deleted. A change after approval makes it a draft again."""

from datetime import datetime

from django.db import transaction

from meetings.documents.models import Document
from meetings.documents.writing import note_change
from meetings.own.models import ManualFigure, ManualTable
from rorikt.audit import trail
from rorikt.audit.rows import delete_row, locked, store_row
from rorikt.people.models import User

Own = ManualFigure | ManualTable


@transaction.atomic
def save_own(own: Own, *, by: User, now: datetime) -> None:
    """A manual figure or a manual table of the document. Who saves one that was carried over has looked at it."""
    own.is_carried = False
    store_row(own, by=by, now=now, is_figure=False)
    note_change(own.document)


@transaction.atomic
def delete_own(own: Own, *, by: User, now: datetime) -> None:
    delete_row(own, by=by, now=now, is_figure=False)
    note_change(own.document)


@transaction.atomic
def confirm_own(document: Document, *, by: User, now: datetime) -> int:
    """What was carried over from the last document is right in this one too. Returns how many there were."""
    found = [
        own
        for kind in (ManualFigure, ManualTable)
        for own in locked(kind.objects.filter(document=document, is_carried=True))
    ]
    told = {"before": {"is_carried": True}, "after": {"is_carried": False}}
    for own in found:
        own.is_carried = False
        own.save(update_fields=["is_carried"])
        trail.record(f"bekreftet {own._meta.verbose_name}", own, by=by, now=now, **told)
    if found:
        note_change(document)
    return len(found)
