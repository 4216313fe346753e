"""A term or a building project stored."""

from datetime import datetime

from django.db import models

from rorikt.audit.rows import store_row
from rorikt.people.models import User


def save_shared(row: models.Model, *, by: User, now: datetime) -> None:
    """A definition or a building project: shared by all documents, so it makes none of them a draft."""
    store_row(row, by=by, now=now, is_figure=False)
