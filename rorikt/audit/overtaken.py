"""Two who write the same: the second is told of what the first has stored, and chooses.

Who writes has seen what was stored, and sends its `stamp` along. Every change is checked under the lock of its row.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from rorikt.audit.models import AuditEntry

Values = Mapping[str, str]
LOOKED_AT = 20


@dataclass
class Overtaken(Exception):
    """Somebody else has stored something since. `by` is empty where the trail does not tell who."""

    stored: Values
    by: str = ""
    at: datetime | None = None

    @property
    def stamp(self) -> str:
        return stamp(self.stored)

    @property
    def more(self) -> dict[str, Any]:
        """What the browser is told besides, where there is more to choose between than the two."""
        return {}


def stamp(values: Values) -> str:
    """What values are known by; the same values always have the same."""
    return hashlib.sha256(json.dumps(dict(values), sort_keys=True).encode()).hexdigest()[:16]


def is_news(given: Values, stored: Values, seen: str, *, of: Model | None) -> bool:
    """Whether `given` is to be stored: False where it stands there already.

    Raises Overtaken where `seen` is not the stamp of what is `stored`. `of` is the row, whose trail tells who it was.
    """
    if dict(given) == dict(stored):
        return False
    if stamp(stored) != seen:
        raise Overtaken(stored, *_last_change(of, stored))
    return True


def _last_change(row: Model | None, names: Values) -> tuple[str, datetime | None]:
    """Who changed one of these fields last, and when."""
    if row is None:
        return "", None
    of_row = AuditEntry.objects.changes().filter(subject=f"{row._meta.label_lower}:{row.pk}").select_related("by")
    for entry in of_row[:LOOKED_AT]:
        if names.keys() & (entry.detail.get("after") or {}).keys():
            return (entry.by.name if entry.by else "", entry.at)
    return "", None
