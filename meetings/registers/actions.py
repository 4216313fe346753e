"""A term or a building project stored."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from meetings.registers.models import BuildingProject
from rorikt.audit.rows import locked, store_row
from rorikt.people.models import User


@transaction.atomic
def save_shared(row: models.Model, *, by: User, now: datetime) -> None:
    """A definition or a building project: shared by all documents, so it makes none of them a draft.

    What is said of a project carries the day it was written, so that no report passes an old comment off as new.
    """
    if isinstance(row, BuildingProject):
        stored = locked(BuildingProject.objects.filter(pk=row.pk)).first()
        if stored is None or (stored.comment, stored.status) != (row.comment, row.status):
            row.commented_on = timezone.localdate(now)
    store_row(row, by=by, now=now, is_figure=False)
