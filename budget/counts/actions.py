"""What typing and importing counts does. A count that an import replaces is kept, and holds again when it is undone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from budget.counts import counts_file
from budget.counts.counts_file import CountLine, not_a_member
from budget.services.models import Customer, Service, ServiceCount
from budget.services.service_year import memberships_of
from rorikt.audit import trail
from rorikt.imports.bulk import insert
from rorikt.imports.imported_files import ImportKind, summary_of
from rorikt.imports.models import ImportedFile
from rorikt.jobs.queue import Progress
from rorikt.people.models import Municipality, User
from rorikt.snapshot import moves_figures

Counted = tuple[str | None, int | None]  # number of the municipality, primary key of the customer
CHUNK = 500
COUNT_FIELDS = ("service_id", "municipality_id", "customer_id", "counted_on", "count", "source", "imported_id")


@moves_figures
def store_counts(
    service: Service,
    day: date,
    counts: Mapping[Counted, int | None],
    *,
    source: str,
    seen: Mapping[Counted, int | None],
    by: User,
    now: datetime,
) -> int:
    """Set or take away counts of a day; how many are others now. `seen` are those that the person was shown.

    Raises ValidationError where the service is not counted, one is no member that day, or another has changed them.
    """
    if service.is_fixed or service.counts_inhabitants:
        raise ValidationError("Tjenesten telles ikke her.")
    stored = stored_counts(service, day)
    if any((stored[who].count if who in stored else None) != seen.get(who) for who in counts):
        raise ValidationError("En annen har endret antall mens du skrev. Last siden på nytt, og se over tallene.")
    _check_members(day, [number for (number, _), count in counts.items() if number and count is not None])
    names, before, after = _names(), dict[str, int | None](), dict[str, int | None]()
    for who, count in counts.items():
        row = stored.get(who)
        is_same = count == (row.count if row else None)
        if is_same:
            continue
        before[names[who]], after[names[who]] = row.count if row else None, count
        if count is None and row:
            row.delete()
            continue
        changed = row or ServiceCount(service=service, municipality_id=who[0], customer_id=who[1], counted_on=day)
        changed.count, changed.source, changed.imported = count or 0, source, None
        changed.full_clean()
        changed.save()
    if after:
        trail.record(
            "endret antall av tjeneste", service, by=by, now=now, before=before, after=after, counted_on=day,
            source=source,
        )  # fmt: skip
    return len(after)


def stored_counts(service: Service, day: date) -> dict[Counted, ServiceCount]:
    """Those that count."""
    rows = ServiceCount.objects.filter(service=service, counted_on=day, replaced_by__isnull=True)
    return {(row.municipality_id, row.customer_id): row for row in rows}


# Import


def preview(imported: ImportedFile, progress: Progress) -> dict[str, Any]:
    """What the page of the file shows: for each service and day how many are counted, and how many are replaced."""
    reading = counts_file.read(imported, progress)
    replaced = _to_be_replaced(reading.counts)
    totals: Counter[tuple[int, str]] = Counter()
    rows: Counter[tuple[int, str]] = Counter()
    for count in reading.counts:
        key = count.service, count.day.isoformat()
        totals[key] += count.count
        rows[key] += 1
    return {
        "row_count": len(reading.counts),
        "replaced": len(replaced),
        "totals": [[*key, rows[key], totals[key]] for key in sorted(totals)],
        **summary_of(reading.findings),
    }


@contextmanager
def prepare(imported: ImportedFile, progress: Progress) -> Iterator[list[CountLine]]:
    reading = counts_file.read(imported, progress)
    if reading.findings.error_count or len(reading.counts) != imported.row_count:
        raise ValidationError(
            "Filen leses ikke likt som da du så på den: tjenester, kunder eller medlemskap er endret. Les den på nytt."
        )
    yield reading.counts


def store(imported: ImportedFile, prepared: list[CountLine], by: User, now: datetime) -> None:
    replaced = list(_to_be_replaced(prepared).values())
    for start in range(0, len(replaced), CHUNK):
        ServiceCount.objects.filter(pk__in=replaced[start : start + CHUNK]).update(replaced_by=imported)
    source = imported.original_name
    insert(
        ServiceCount,
        COUNT_FIELDS,
        ((one.service, one.municipality, one.customer, one.day, one.count, source, imported.pk) for one in prepared),
    )


def remove(imported: ImportedFile, by: User, now: datetime) -> None:
    """Raises ValidationError where a later import has replaced some of it. What was typed since then stays."""
    own = ServiceCount.objects.filter(imported=imported)
    if later := own.filter(replaced_by__isnull=False).select_related("replaced_by").first():
        raise ValidationError(f"Antallene er erstattet av «{later.replaced_by}». Angre den importen først.")
    own.delete()
    counting = {
        _key(row): True
        for row in ServiceCount.objects.filter(
            replaced_by__isnull=True,
            service__in=ServiceCount.objects.filter(replaced_by=imported).values("service"),
        )
    }
    restored = [row.pk for row in ServiceCount.objects.filter(replaced_by=imported) if _key(row) not in counting]
    for start in range(0, len(restored), CHUNK):
        ServiceCount.objects.filter(pk__in=restored[start : start + CHUNK]).update(replaced_by=None)


COUNTS_KIND = ImportKind(
    name=counts_file.KIND,
    permission="budget.change_budget",
    preview=preview,
    prepare=prepare,
    store=store,
    remove=remove,
    address="budget:count-import",
    faults=counts_file.faults,
)


# Parts


def _check_members(day: date, numbers: Sequence[str]) -> None:
    periods = memberships_of(numbers)
    names = dict(Municipality.objects.filter(pk__in=numbers).values_list("number", "name"))
    faults = {
        field_of((number, None)): why
        for number in numbers
        if (why := not_a_member(names[number], day, periods.get(number, [])))
    }
    if faults:
        raise ValidationError(faults)


def field_of(who: Counted) -> str:
    """The name of the field of a form that a count is typed in."""
    number, customer = who
    return f"customer_{customer}" if customer else f"count_{number}"


def _names() -> dict[Counted, str]:
    """What the trail calls each: a municipality by its number, a customer by its name."""
    names: dict[Counted, str] = {(number, None): number for number in Municipality.objects.values_list("pk", flat=True)}
    for pk, municipality, name in Customer.objects.values_list("pk", "municipality", "name"):
        names[municipality, pk] = name
    return names


def _to_be_replaced(counts: Sequence[CountLine]) -> dict[Any, int]:
    """The primary keys of stored counts of the same day and of the same municipality or customer."""
    wanted = {count.key for count in counts}
    found = {}
    services, days = {count.service for count in counts}, {count.day for count in counts}
    if not counts:
        return {}
    rows = ServiceCount.objects.filter(
        service__in=services, counted_on__range=(min(days), max(days)), replaced_by__isnull=True
    ).order_by()
    for pk, *parts in rows.values_list("pk", "service", "municipality", "customer", "counted_on"):
        service, municipality, customer, day = parts
        key = service, None if customer else municipality, customer, day
        if key in wanted:
            found[key] = pk
    return found


def _key(row: ServiceCount) -> tuple[int, str | None, int | None, date]:
    return row.service_id, None if row.customer_id else row.municipality_id, row.customer_id, row.counted_on
