"""What the audit trail says of one row, in the words of its fields."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.html import strip_tags

from rorikt.amounts import NOTHING, kroner, short_date, short_moment
from rorikt.audit.models import READ, AuditEntry
from rorikt.people.models import User

NEWEST = 50
LONGEST = 80  # characters of a text
Field = models.Field[Any, Any]
Row = models.Model | type[models.Model]


@dataclass(frozen=True)
class Happened:
    at: datetime
    by: User | None
    what: str


class History(list[Happened]):
    """What was changed, and beside it who has read what is exempt of the row: for the head and the administrator."""

    def __init__(self, changes: Iterable[Happened] = (), readings: Iterable[Happened] = ()) -> None:
        super().__init__(changes)
        self.readings = list(readings)


def history_for(user: User, who_may: str, row: models.Model) -> History:
    """For those who may change the row: the trail tells of drafts, and of titles that are exempt. Empty for others."""
    return History(history(row) if user.has_perm(who_may, row) else (), readings_for(user, row))


def history(row: models.Model) -> list[Happened]:
    """The newest first, at most fifty. A change that moved no field is left out."""
    entries = list(_of(row).changes()[:NEWEST])
    names = names_of_related(row, entries)
    told = (Happened(entry.at, entry.by, told_of(row, entry, names)) for entry in entries)
    return [one for one in told if one.what]


def readings_for(user: User, row: models.Model) -> list[Happened]:
    """Who read what is exempt of the row, and how, the newest first, at most fifty."""
    if not user.has_perm("rorikt.view_readings"):
        return []
    read = _of(row).filter(action=READ)[:NEWEST]
    return [Happened(entry.at, entry.by, f"leste {entry.detail.get('read_as', '')}") for entry in read]


def _of(row: models.Model) -> Any:
    return AuditEntry.objects.filter(subject=f"{row._meta.label_lower}:{row.pk}").select_related("by")


# What a primary key in the trail is called, by the name under which it is kept.
Names = Mapping[str, Mapping[str, str]]


def told_of(row: Row, entry: AuditEntry, names: Names, otherwise: str | None = None) -> str:
    """`bundet: 0,00 → 1 000,00; status: Planlagt → Pågår`; `otherwise`, or the verb, where nothing can be compared."""
    verb = entry.action if otherwise is None else otherwise
    before, after = entry.detail.get("before"), entry.detail.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return verb
    fields = fields_of(row)
    named = {name: field for name, field in fields.items() if has_word(field)}
    machines = fields.keys() - named.keys()
    moved = {name for name, value in after.items() if value != before.get(name) and name not in machines}
    # In the order of the fields: that of the keys is PostgreSQL's own.
    told = [
        _told(field, before.get(name), after[name], names.get(name, {}))
        for name, field in named.items()
        if name in moved
    ]
    # A text that is too long for the trail is only named in it.
    told += [
        f"{_word(named[name])}: endret"
        for name in entry.detail.get("fields", [])
        if name in named and name not in after and named[name].attname not in after
    ]
    return "; ".join(told) or (verb if moved else "")


def fields_of(row: Row) -> dict[str, Any]:
    """By the name that the trail keeps them under, see `rows.values_of`."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    return fields | {field.name: field for field in row._meta.many_to_many}


def has_word(field: Field) -> bool:
    """A field that nobody has given a Norwegian word is the machine's: a hash, a revision."""
    return not field.primary_key and (field.editable or _word(field) != field.name.replace("_", " "))


def _word(field: Field) -> str:
    return str(field.verbose_name)


def _told(field: Field, before: Any, after: Any, names: Mapping[str, str]) -> str:
    """A text too long to be read beside another, and one where only the markup changed, is told to be changed."""
    old, new = printed(field, before, names), printed(field, after, names)
    is_long = isinstance(field, models.JSONField) or (max(len(old), len(new)) > LONGEST and not field.is_relation)
    return f"{_word(field)}: endret" if is_long or old == new else f"{_word(field)}: {old} → {new}"


def printed(field: Field, value: Any, names: Mapping[str, str]) -> str:
    if value in (None, "", []):
        return NOTHING
    if field.is_relation:
        keys = value if isinstance(value, list) else [value]
        return ", ".join(names.get(key, "slettet") for key in keys)
    if isinstance(field, models.DecimalField):
        return kroner(Decimal(str(value)))
    if isinstance(field, models.BooleanField):
        return "ja" if str(value) == "True" else "nei"
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return short_moment(moment) if moment else value
    if isinstance(field, models.DateField):
        return short_date(date.fromisoformat(value))
    if isinstance(field, models.TimeField):
        return f"{time.fromisoformat(value):%H.%M}"
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return unescape(strip_tags(str(value)))


def names_of_related(row: Row, entries: Iterable[AuditEntry]) -> Names:
    """One query for each field that refers to other rows, however many entries name them."""
    keys: dict[str, set[str]] = defaultdict(set)
    related = {name: field.related_model for name, field in fields_of(row).items() if field.is_relation}
    for entry in entries:
        for values in (entry.detail.get("before"), entry.detail.get("after")):
            for name in related if isinstance(values, dict) else ():
                value = values.get(name)
                keys[name].update(value if isinstance(value, list) else [value] if value else [])
    return {name: _names(related[name], found) for name, found in keys.items() if found}


def _names(kind: Any, keys: Iterable[str]) -> dict[str, str]:
    """A kind whose rows are not named by what they hold names many of them at once: `names_of`."""
    rows = kind._default_manager.select_related().filter(pk__in=keys)
    names = kind.names_of(rows) if hasattr(kind, "names_of") else {one.pk: str(one) for one in rows}
    return {str(pk): name for pk, name in names.items()}
