"""A row stored or deleted together with what the audit trail says of it: the values that stood and those that stand."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError

from rorikt.audit import trail
from rorikt.people.models import User
from rorikt.slugs import slug
from rorikt.snapshot import moves_figures


@moves_figures
def store_row(
    row: models.Model, *, by: User, now: datetime, check: Callable[[models.Model | None], None] | None = None
) -> None:
    """Add or change a row that stands for itself. Raises ValidationError if it breaks a constraint.

    `check` is called with the row as it is stored, locked until the transaction ends, `None` for a new one; it raises
    ValidationError for what this kind of row may not be.
    """
    row.full_clean()
    stored = None if row.pk is None else type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if row.pk is not None and stored is None:
        raise ValidationError("Raden er slettet av en annen i mellomtiden. Legg den inn på nytt.")
    if check:
        check(stored)
    before = stored and values_of(stored)
    row.save()
    verb = "endret" if before else "la til"
    trail.record(f"{verb} {_kind(row)}", row, by=by, now=now, before=before, after=values_of(row))


@moves_figures
def delete_row(row: models.Model, *, by: User, now: datetime) -> None:
    """Delete a row and what is meaningless without it. Raises ValidationError if something else uses it."""
    before, pk = _values_with_children(row), row.pk
    try:
        row.delete()
    except ProtectedError as error:
        raise ValidationError(
            "Dette er i bruk av et dokument, en kontokobling eller rammen, og kan derfor ikke slettes."
        ) from error
    row.pk = pk
    trail.record(f"slettet {_kind(row)}", row, by=by, now=now, before=before, after=None)


def set_slug(row: Any) -> None:
    """The slug as tokens spell it, of the title where none was typed. Raises ValidationError if nothing is left."""
    longest = row._meta.get_field("slug").max_length
    row.slug = slug(row.slug or row.title)[:longest].strip("-")
    if not row.slug:
        raise ValidationError({"slug": "Skriv et kortnavn med små bokstaver, tall og bindestrek."})


def values_of(row: models.Model) -> dict[str, Any]:
    """The stored values of a row as text; foreign keys as primary keys."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value if value is None else str(value) for name, value in values.items()}


def _values_with_children(row: models.Model) -> dict[str, Any]:
    """With the values of the rows that the database deletes together with this one."""
    children = {
        name: [values_of(child) for child in getattr(row, name).all()]
        for relation in row._meta.related_objects
        if relation.on_delete is models.CASCADE and (name := relation.get_accessor_name())
    }
    return {**values_of(row), **children}


def _kind(row: models.Model) -> str:
    return str(row._meta.verbose_name)
