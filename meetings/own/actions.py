"""A document's own figure or table stored or deleted. A change after approval makes it a draft again."""

from datetime import datetime

from django.db import models, transaction

from meetings.documents.models import Document
from meetings.documents.writing import note_change
from rorikt.audit import trail
from rorikt.people.models import User


@transaction.atomic
def save_own(own: models.Model, document: Document, *, by: User, now: datetime) -> None:
    """A manual figure or a manual table of the document."""
    action = f"{'endret' if own.pk else 'la til'} {own._meta.verbose_name}"
    own.save()
    note_change(document)
    trail.record(action, own, by=by, now=now, document=document.pk, name=str(own))


@transaction.atomic
def delete_own(own: models.Model, document: Document, *, by: User, now: datetime) -> None:
    note_change(document)
    trail.record(f"slettet {own._meta.verbose_name}", own, by=by, now=now, document=document.pk, name=str(own))
    own.delete()
