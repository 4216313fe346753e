"""A document's own figure or table stored or deleted. A change after approval makes it a draft again."""

from datetime import datetime

from django.db import models, transaction

from meetings.documents.models import Document
from meetings.documents.writing import note_change
from rorikt.audit.rows import delete_row, store_row
from rorikt.people.models import User


@transaction.atomic
def save_own(own: models.Model, document: Document, *, by: User, now: datetime) -> None:
    """A manual figure or a manual table of the document."""
    store_row(own, by=by, now=now, is_figure=False)
    note_change(document)


@transaction.atomic
def delete_own(own: models.Model, document: Document, *, by: User, now: datetime) -> None:
    delete_row(own, by=by, now=now, is_figure=False)
    note_change(document)
