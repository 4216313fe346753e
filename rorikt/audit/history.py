"""What the audit trail says of one row, in the words of its fields."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models

from rorikt.amounts import NOTHING, kroner
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User

NEWEST = 50


@dataclass(frozen=True)
class Happened:
    at: datetime
    by: User | None
    what: str


def history(row: models.Model) -> list[Happened]:
    """The newest first, at most fifty. A change that moved no field is left out."""
    entries = AuditEntry.objects.filter(subject=f"{row._meta.label_lower}:{row.pk}").select_related("by")[:NEWEST]
    told = (Happened(entry.at, entry.by, told_of(row, entry)) for entry in entries)
    return [one for one in told if one.what]


def told_of(row: models.Model, entry: AuditEntry) -> str:
    """`bundet: 0,00 → 1 000,00; status: Planlagt → Pågår`, or the verb alone where there is nothing to compare."""
    before, after = entry.detail.get("before"), entry.detail.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return entry.action
    fields = {field.attname: field for field in row._meta.concrete_fields}
    return "; ".join(
        f"{fields[name].verbose_name}: {_printed(fields[name], before.get(name))} → {_printed(fields[name], value)}"
        for name, value in after.items()
        if name in fields and value != before.get(name)
    )


def _printed(field: "models.Field[Any, Any]", value: str | None) -> str:
    if value in (None, ""):
        return NOTHING
    if isinstance(field, models.DecimalField):
        return kroner(Decimal(str(value)))
    return str(dict(field.flatchoices).get(value, value))
