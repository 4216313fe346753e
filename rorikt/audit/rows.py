"""A row stored, moved or deleted together with what the audit trail says of it: the values before and after.

`is_figure` is false for a row that no approved figure rests on: it waits for nobody who approves, see snapshot.py.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from rorikt.audit import seen, trail
from rorikt.people.models import User
from rorikt.slugs import slug
from rorikt.snapshot import moves_figures

Check = Callable[[models.Model | None], None]


def store_row(
    row: models.Model,
    *,
    by: User,
    now: datetime,
    check: Check | None = None,
    many: Mapping[str, Iterable[models.Model]] | None = None,
    only: Iterable[str] | None = None,
    is_figure: bool = True,
) -> None:
    """Add or change a row that stands for itself. Raises ValidationError if it breaks a constraint, or where another
    has changed what the person saw of it.

    `check` is called with the row as it is stored, locked until the transaction ends, `None` for a new one; it raises
    ValidationError for what this kind of row may not be. `many` are the rows of its many-to-many fields, by name.
    `only` are the fields that are stored of a row whose others somebody else writes, all where it is not given.
    """
    store = moves_figures(_store_row) if is_figure else transaction.atomic(_store_row)
    store(row, by, now, check, many or {}, only)


def delete_row(row: models.Model, *, by: User, now: datetime, is_figure: bool = True) -> None:
    """Delete a row and what is meaningless without it. Raises ValidationError if something else uses it."""
    delete = moves_figures(_delete_row) if is_figure else transaction.atomic(_delete_row)
    delete(row, by, now)


@transaction.atomic
def move_row(siblings: "models.QuerySet[Any]", row: models.Model, step: int, *, by: User, now: datetime) -> bool:
    """Give a row the place `step` further on among its own, and number them all from 1. False where nothing moves.

    `siblings` are those with the same parent, itself among them. Two who move at once come one after the other.
    """
    ordered = list(locked(siblings).order_by("position", "pk"))
    place = ordered.index(row)
    if not step or not 0 <= place + step < len(ordered):
        return False
    before = ordered[place].position
    ordered.insert(place + step, ordered.pop(place))
    for position, one in enumerate(ordered, start=1):
        one.position = position
    siblings.model._default_manager.bulk_update(ordered, ["position"])
    after = place + step + 1
    trail.record(f"flyttet {_kind(row)}", row, by=by, now=now, before={"position": before}, after={"position": after})
    return True


def locked(chosen: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Rows kept from others until the transaction ends: they alone, in the order of their keys.

    The order of a kind may go by rows that are not always there, and PostgreSQL locks nothing across such a join.
    """
    return chosen.select_for_update(of=("self",)).order_by("pk")


def set_slug(row: Any) -> None:
    """The slug as tokens spell it, of the title where none was typed. Raises ValidationError if nothing is left."""
    longest = row._meta.get_field("slug").max_length
    row.slug = slug(row.slug or row.title)[:longest].strip("-")
    if not row.slug:
        raise ValidationError({"slug": "Skriv et kortnavn med små bokstaver, tall og bindestrek."})


def values_of(row: models.Model) -> dict[str, Any]:
    """The stored values of a row as text, data as data; foreign keys as primary keys, many-to-many as lists of them.

    Without those that are nobody else's to know: a model names them in `PRIVATE`.
    """
    private = getattr(row, "PRIVATE", ())
    fields = [field for field in row._meta.concrete_fields if field.attname not in private]
    values = {field.attname: _told(field, getattr(row, field.attname)) for field in fields}
    return values | {field.name: _keys(getattr(row, field.name)) for field in row._meta.many_to_many}


def _store_row(
    row: models.Model,
    by: User,
    now: datetime,
    check: Check | None,
    many: Mapping[str, Iterable[models.Model]],
    only: Iterable[str] | None,
) -> None:
    row.full_clean()
    is_new = row._state.adding  # a key that is typed is there before the row is
    stored = None if is_new else locked(type(row)._default_manager.filter(pk=row.pk)).first()
    if not is_new and stored is None:
        raise ValidationError("Raden er slettet av en annen i mellomtiden. Legg den inn på nytt.")
    if stored is not None:
        seen.check(row, stored)
    if check:
        check(stored)
    before = stored and values_of(stored)
    try:
        with transaction.atomic():
            row.save(update_fields=only)
    except IntegrityError:
        row.full_clean()  # what somebody else has stored since it was checked is told at its field
        raise
    for name, related in many.items():
        getattr(row, name).set(related)
    verb = "endret" if before else "la til"
    trail.record(f"{verb} {_kind(row)}", row, by=by, now=now, before=before, after=values_of(row))


def _delete_row(row: models.Model, by: User, now: datetime) -> None:
    before, pk = _values_with_children(row), row.pk
    try:
        row.delete()
    except ProtectedError as error:
        raise ValidationError(
            "Dette er i bruk av et dokument, en kontokobling eller rammen, og kan derfor ikke slettes."
        ) from error
    row.pk = pk
    trail.record(f"slettet {_kind(row)}", row, by=by, now=now, before=before, after=None)


def _values_with_children(row: models.Model) -> dict[str, Any]:
    """With the values of the rows that the database deletes together with this one, however far below."""
    children = {
        relation.get_accessor_name() or relation.name: [
            _values_with_children(child)
            for child in relation.related_model._default_manager.filter(**{relation.field.name: row})
        ]
        for relation in row._meta.related_objects
        if relation.on_delete is models.CASCADE
    }
    return {**values_of(row), **children}


def _told(field: "models.Field[Any, Any]", value: Any) -> Any:
    return value if value is None or isinstance(field, models.JSONField) else str(value)


def _keys(related: Any) -> list[str]:
    return sorted(str(pk) for pk in related.values_list("pk", flat=True))


def _kind(row: models.Model) -> str:
    return str(row._meta.verbose_name)
