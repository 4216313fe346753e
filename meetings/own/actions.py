"""A document's own figure or table stored or deleted. A change after approval makes it a draft again."""

from datetime import datetime

from django.db import transaction

from meetings.documents.writing import note_change
from meetings.own.models import ManualFigure, ManualTable
from rorikt.audit.rows import delete_row, store_row
from rorikt.people.models import User

Own = ManualFigure | ManualTable


@transaction.atomic
def save_own(own: Own, *, by: User, now: datetime) -> None:
    """A manual figure or a manual table of the document."""
    store_row(own, by=by, now=now, is_figure=False)
    note_change(own.document)


@transaction.atomic
def delete_own(own: Own, *, by: User, now: datetime) -> None:
    delete_row(own, by=by, now=now, is_figure=False)
    note_change(own.document)
