"""The audit trail: who did what when. Each row carries the hash of the row before, so a changed or lost row shows.

The database refuses to change or delete a row (append_only.py), and the end of the trail is signed (heads.py);
`manage.py verify_audit` checks both.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction

from rorikt.audit.heads import sign_quietly
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User

FIRST = "0" * 64
# One number for the whole trail: writers queue up here, so that no two rows follow the same row.
LOCK = 7_204_001
# After these the end of the trail is signed at once: approved, sent, settled, decided, adjourned. The rest each hour.
SIGNED = frozenset({"godkjente", "sendte", "fastsatte", "avgjorde", "avsluttet", "hevet"})
# What a row of the trail begins with: what somebody did. «endret kontokobling», «la til møte».
VERBS = frozenset(
    {
        "angret",
        "avbrøt",
        "avgjorde",
        "avlyste",
        "avslo",
        "avsluttet",
        "begrunnet",
        "bekreftet",
        "byttet",
        "endret",
        "fant",
        "fastsatte",
        "fjernet",
        "flyttet",
        "forkastet",
        "førte",
        "gjenåpnet",
        "godkjente",
        "hevet",
        "importerte",
        "inviterte",
        "kalte",
        "klarerte",
        "koblet",
        "kontrollerte",
        "kvalitetssikret",
        "la",
        "laget",
        "logget",
        "lastet",
        "leste",
        "merket",
        "mislyktes",
        "målte",
        "nullstilte",
        "oppga",
        "regnet",
        "satte",
        "sendte",
        "slettet",
        "synkroniserte",
        "tok",
        "trakk",
        "ventet",
        "åpnet",
    }
)


def record(action: str, subject: models.Model, *, by: User | None, now: datetime, **detail: Any) -> AuditEntry:
    """Add a row in the caller's transaction. `detail` holds plain JSON values; `before` and `after` are what changed.

    `action` is a verb of VERBS and what it was done to, in the words of the pages. Raises ValueError for another.
    """
    verb = action.split(" ")[0]
    if verb not in VERBS or "_" in action:
        raise ValueError(f"{action!r} does not begin with a verb of the trail, or is not in words")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditEntry.objects.order_by("-pk").first()
    entry = AuditEntry(
        at=now,
        by=by,
        action=action,
        subject=f"{subject._meta.label_lower}:{subject.pk}",
        detail=json.loads(json.dumps(detail, default=str)),
        previous_hash=last.hash if last else FIRST,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    if verb in SIGNED:
        transaction.on_commit(sign_quietly, robust=True)
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over everything the row says and the hash of the row before."""
    at = entry.at.astimezone(UTC).isoformat()
    parts = [entry.previous_hash, at, entry.by_id, entry.action, entry.subject, entry.detail]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def broken_entries() -> list[int]:
    """Primary keys of rows whose hash or predecessor does not fit; empty for a whole chain."""
    broken, previous = [], FIRST
    for entry in AuditEntry.objects.order_by("pk").iterator():
        if entry.previous_hash != previous or entry.hash != entry_hash(entry):
            broken.append(entry.pk)
        previous = entry.hash
    return broken
