"""A term or a building project stored."""

from datetime import datetime

from django.db import models, transaction

from rorikt.audit import trail
from rorikt.people.models import User


@transaction.atomic
def save_shared(row: models.Model, *, by: User, now: datetime, changed: list[str]) -> None:
    """A definition or a building project: shared by all documents, so it makes none of them a draft."""
    action = f"{'endret' if row.pk else 'la til'} {row._meta.verbose_name}"
    row.save()
    trail.record(action, row, by=by, now=now, name=str(row), fields=changed)
