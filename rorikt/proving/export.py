"""A period of the trail as a file: what was done in words, and what the hash of each row is made of.

Lines of JSON are for who would check the chain without this product, with the program in docs/audit.md. What a hash is
of stands in each row as it was hashed, so nothing is left out or shortened there.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from rorikt.audit import heads
from rorikt.audit.models import AuditEntry
from rorikt.audit.telling import tell_all
from rorikt.tables.export import TableSheet

AT_ONCE = 1000
HEADER = ("Nummer", "Tidspunkt", "Hvem", "Handling", "Gjelder", "Hva", "Detaljer", "Forrige kontrollsum", "Kontrollsum")


def entries(first: date, last: date) -> "QuerySet[AuditEntry]":
    """Both days counted in. All rows between the first and the last of them, whatever moment they tell of: in order,
    as the chain has them."""
    zone = timezone.get_current_timezone()
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    within = AuditEntry.objects.filter(at__gte=begin, at__lt=end).aggregate(first=Min("pk"), last=Max("pk"))
    found: QuerySet[AuditEntry] = AuditEntry.objects.filter(pk__gte=within["first"] or 0, pk__lte=within["last"] or 0)
    return found.select_related("by").order_by("pk")


def lines(found: "QuerySet[AuditEntry]", first: date, last: date) -> Iterator[str]:
    """What it is of, each row, and at the end the last signed end of the whole trail."""
    yield _line({"trail": 1, "first": first.isoformat(), "last": last.isoformat()})
    for entry in found.iterator(chunk_size=AT_ONCE):
        yield _line(
            {
                "number": entry.pk,
                "at": entry.at.astimezone(UTC).isoformat(),
                "by": entry.by_id,
                "by_name": entry.by.name if entry.by else "",
                "action": entry.action,
                "subject": entry.subject,
                "detail": entry.detail,
                "previous_hash": entry.previous_hash,
                "hash": entry.hash,
            }
        )
    head = heads.last_head()
    yield _line({"signed_end": asdict(head) if head else None})


def sheet(found: "QuerySet[AuditEntry]") -> TableSheet:
    return TableSheet("Endringslogg", HEADER, _cells(found))


def _cells(found: "QuerySet[AuditEntry]") -> Iterator[tuple[Any, ...]]:
    waiting = found.iterator(chunk_size=AT_ONCE)
    while some := list(islice(waiting, AT_ONCE)):
        tell_all(some)
        for entry in some:
            at = entry.at.astimezone(UTC).isoformat()
            told = getattr(entry, "told")  # noqa: B009
            detail = json.dumps(entry.detail, sort_keys=True, ensure_ascii=False)
            by = entry.by.name if entry.by else ""
            hashes = (entry.previous_hash, entry.hash)
            yield (entry.pk, at, by, entry.action, entry.subject, told, detail, *hashes)


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"
