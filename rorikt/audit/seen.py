"""What a person saw of a row before they changed it, so that nobody stores over what another has stored meanwhile."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

OVERTAKEN = "overtaken"  # the code of the error
_ATTRIBUTE = "_marks_seen"


def marks_of(row: models.Model, names: Iterable[str]) -> dict[str, str]:
    """A mark of what each of these fields holds, by name; of a many-to-many field, of the rows it holds."""
    fields = {field.name: field for field in (*row._meta.concrete_fields, *row._meta.many_to_many)}
    return {name: _mark(fields[name].value_from_object(row)) for name in names if name in fields}


def remember(row: models.Model, marks: Mapping[str, str]) -> None:
    """What the person saw; `check` compares it with what is stored when the row is."""
    setattr(row, _ATTRIBUTE, dict(marks))


def check(row: models.Model, stored: models.Model) -> None:
    """Raises ValidationError where another has changed a field of those that the person saw. Nothing is known of a row
    that no form has shown."""
    seen: dict[str, str] = getattr(row, _ATTRIBUTE, {})
    now = marks_of(stored, seen)
    changed = [name for name in now if now[name] != seen[name]]
    if changed:
        told = "; ".join(_told(stored, name) for name in changed).replace("%", "%%")  # it is a pattern
        raise ValidationError(
            f"En annen har endret dette mens du skrev: {told}. Lagre på nytt hvis det du har skrevet skal gjelde.",
            code=OVERTAKEN,
            params={"marks": now},
        )


def _mark(value: Any) -> str:
    if isinstance(value, list):
        value = sorted(str(getattr(one, "pk", one)) for one in value)
    return hashlib.sha256(str(value).encode()).hexdigest()[:12]


def _told(stored: models.Model, name: str) -> str:
    """«møtedato» er nå «2024-02-14»."""
    field = stored._meta.get_field(name)
    label = getattr(field, "verbose_name", name)
    if field.many_to_many or isinstance(field, models.TextField):
        return f"«{label}» er en annen nå"
    shown = getattr(stored, f"get_{name}_display", lambda: getattr(stored, name))()
    return f"«{label}» er nå {f'«{shown}»' if shown not in (None, '') else 'tom'}"
