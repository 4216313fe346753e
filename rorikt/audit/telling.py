"""What an entry of the trail tells in full, for who reads the whole trail: every value that it holds, in Norwegian."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from rorikt.amounts import NOTHING, kroner
from rorikt.audit import history
from rorikt.audit.history import Names
from rorikt.audit.models import AuditEntry

# What a verb tells beside the fields of its row.
WORDS = {
    "added": "lagt til",
    "agenda": "saksliste",
    "amount": "beløp",
    "booked": "ført",
    "case_number": "saksnummer",  # in entries from before money pointed at the case
    "changed": "endret",
    "counted_on": "telt",
    "count": "antall",
    "created_before": "opprettet før",
    "decision": "vedtak",
    "decided_on": "vedtatt",
    "definitions": "definisjoner",  # in entries from when they were chosen for each document
    "expires_at": "gjelder til",
    "factor": "faktor",
    "gone": "borte",
    "how": "hvordan",
    "key": "nøkkel",
    "kind": "type",
    "made_at": "laget",
    "mentioned": "nevnt",
    "municipality": "kommune",
    "name": "navn",
    "number": "nummer",
    "outcome": "utfall",
    "chain": "rekke av signerte ender",
    "faults": "avvik",
    "first": "det første som ble funnet",
    "packet": "møtepakke",
    "parts": "andeler",
    "period": "periode",
    "read_as": "lest som",
    "reason": "grunn",
    "place": "fra",
    "recipients": "mottakere",
    "register": "register",
    "rows": "rader",
    "run": "fordeling",
    "seal": "segl",
    "section": "avsnitt",
    "sent_on": "sendt",
    "sha256": "kontrollsum",
    "seconds": "sekunder",
    "sequence": "signert ende nummer",
    "signed_with": "nøkkel",
    "shares": "andeler",
    "source": "kilde",
    "steps": "trinn",
    "tickets": "saker",
    "total": "sum",
    "vat": "merverdiavgift",
    "version": "versjon",
    "what": "hva som skjedde",
    "year": "år",
}
NOT_TOLD = {"before", "after", "fields"}
AMOUNT = re.compile(r"-?\d+\.\d\d")
Kind = type[models.Model]


def tell_all(entries: Iterable[AuditEntry]) -> None:
    """Give each entry its `told`. The queries are as many as the kinds and the rows they refer to, not the entries."""
    by_kind: dict[str, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.subject.partition(":")[0]].append(entry)
    for label, of_kind in by_kind.items():
        try:
            kind = apps.get_model(label)
        except (LookupError, ValueError):  # of a kind that the product no longer has
            kind = AuditEntry
        names = history.names_of_related(kind, of_kind)
        for entry in of_kind:
            setattr(entry, "told", "; ".join(_told(kind, entry, names)))  # noqa: B010


def _told(kind: Kind, entry: AuditEntry, names: Names) -> Iterator[str]:
    before, after = entry.detail.get("before"), entry.detail.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        if moved := history.told_of(kind, entry, names, otherwise=""):
            yield moved
        of_row = {name for name in before | after if name in history.fields_of(kind)}
        for name in sorted((before | after).keys() - of_row):
            if before.get(name) != after.get(name):
                yield f"{_word(kind, name)}: {_plain(before.get(name))} → {_plain(after.get(name))}"
    elif isinstance(before, list) or isinstance(after, list):
        yield f"{_plain(before)} → {_plain(after)}"
    else:
        yield from _values(kind, before or after or {}, names)
    told = after or before if isinstance(after or before, dict) else {}
    beside = {name: value for name, value in entry.detail.items() if name not in NOT_TOLD and value != told.get(name)}
    yield from _values(kind, beside, names)


def _values(kind: Kind, values: dict[str, Any], names: Names) -> Iterator[str]:
    """What a new row began with, or a deleted one ended with."""
    fields = history.fields_of(kind)
    given = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    for name, field in fields.items():
        if name in given and history.has_word(field) and not isinstance(field, models.JSONField):
            yield f"{field.verbose_name}: {_cut(history.printed(field, given[name], names.get(name, {})))}"
    for name in sorted(given.keys() - fields):
        yield f"{_word(kind, name)}: {_beside(kind, name, given[name])}"


def _beside(kind: Kind, name: str, value: Any) -> str:
    """A row that was stored with this one is told in the words of its own fields, without those it refers to."""
    other = next((field.related_model for field in kind._meta.concrete_fields if field.name == name), None)
    if other is None or not isinstance(value, dict):
        return _plain(value)
    referring = {
        one for field in other._meta.concrete_fields if field.is_relation for one in (field.name, field.attname)
    }
    return ", ".join(_values(other, {one: told for one, told in value.items() if one not in referring}, {}))


def _word(kind: Kind, name: str) -> str:
    """A name that is in no list is a year or the number of a municipality."""
    below = {one.get_accessor_name() or one.name: one.related_model for one in kind._meta.related_objects}
    return str(below[name]._meta.verbose_name_plural) if name in below else WORDS.get(name, name)


def _plain(value: Any) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, list):
        return f"{len(value)} rader" if isinstance(value[0], dict) else ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(told)}" for name, told in value.items())
    text = str(value)
    return kroner(Decimal(text)) if AMOUNT.fullmatch(text) else _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= history.LONGEST else f"{text[: history.LONGEST]}…"
