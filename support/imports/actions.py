"""What an import of tickets does to the stored ones: new, changed, and those that belong to another source.

A ticket is found again by its number in the source. Changed ones are measured anew, those that are the same are not
touched, and those that the file does not tell of stay.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from rorikt.audit import trail
from rorikt.calendar import start_of
from rorikt.imports import imported_files
from rorikt.imports.bulk import Spool
from rorikt.imports.imported_files import ImportKind, layout_of, path_of, summary_of
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import Findings
from rorikt.jobs.queue import Progress
from rorikt.people.models import User
from rorikt.storing import keeping
from support.files import ticket_fields
from support.files.meanings import NAMES, Meanings, load
from support.files.reading import read
from support.files.ticket_fields import TicketDraft, TicketsRead
from support.imports.changing import (
    CHANGED,
    CHANGED_BATCH,
    HELD,
    NEW,
    UNCHANGED,
    Categories,
    Placed,
    Teams,
    change_ticket,
    in_batches,
    measurable_by,
    new_ticket_of,
    note_origins,
    place_all,
)
from support.imports.undoing import keep, take_back
from support.measuring import in_bulk, touches
from support.sla.policies import load_rules
from support.tickets.models import Ticket


@dataclass(frozen=True)
class Prepared:
    """A whole file, read and converted, waiting to be stored."""

    drafts: Spool
    reading: TicketsRead


# The kind of import


def preview(imported: ImportedFile, progress: Progress) -> dict[str, Any]:
    """What the page of the file shows."""
    meanings = load(imported.options, imported.mapping)
    with Spool() as drafts:
        reading = _read(imported, meanings, progress, drafts)
        progress("Sammenligner med sakene som finnes", 85)
        counts: Counter[str] = Counter()
        unmeasured, is_measured = 0, measurable_by(load_rules())
        for placed in place_all(imported, _as_drafts(drafts), reading.findings):
            counts[placed.status] += 1
            unmeasured += not imported.options.get("tickets_of") and not is_measured(placed.draft)
    return {
        "row_count": reading.row_count,
        "ticket_count": reading.ticket_count,
        **{status: counts[status] for status in (NEW, CHANGED, UNCHANGED, HELD)},
        "ignored": reading.ignored_count,
        "undecided": reading.undecided_count,
        "wrong_order": reading.wrong_order_count,
        "unmeasured": unmeasured,
        "empty_marks": reading.empty_marks,
        "twice": reading.twice_count,
        "example": [reading.example[0], reading.example[1].isoformat()] if reading.example else [],
        "is_order_open": bool(reading.example) and not reading.has_proof,
        "months": [[month, priority, count] for (month, priority), count in sorted(reading.months.items())],
        "values": {
            name: [
                [value, count, meanings.decided[name].get(value) or ""]
                for value, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
            ]
            for name, counted in meanings.counts.items()
        },
        **summary_of(reading.findings),
    }


@contextmanager
def prepare(imported: ImportedFile, progress: Progress) -> Iterator[Prepared]:
    meanings = load(imported.options, imported.mapping)
    with Spool() as drafts:
        reading = _read(imported, meanings, progress, drafts)
        if reading.findings.error_count or reading.undecided_count or reading.row_count != imported.row_count:
            raise ValidationError("Filen ble lest annerledes enn i forhåndsvisningen. Les den på nytt.")
        yield Prepared(drafts, reading)


def _read(imported: ImportedFile, meanings: Meanings, progress: Progress, drafts: Spool) -> TicketsRead:
    """Every ticket of the file into `drafts`."""
    return read(
        path_of(imported),
        layout_of(imported),
        imported.mapping,
        imported.options,
        meanings,
        progress,
        drafts.append,
        imported.uploaded_at,
    )


def store(imported: ImportedFile, prepared: Prepared, by: User, now: datetime) -> None:
    """Raises ValidationError if a number has been taken since the preview."""
    findings, rules = Findings(), load_rules()
    categories, teams = Categories(), Teams()
    changed: list[Placed] = []
    stored: list[tuple[str, str, int]] = []

    def new() -> Iterator[in_bulk.NewTicket]:
        for placed in place_all(imported, _as_drafts(prepared.drafts), findings):
            if placed.status == CHANGED:
                changed.append(placed)
            elif placed.status == NEW:
                stored.append((placed.draft.source_number, placed.draft.fingerprint, placed.number))
                yield new_ticket_of(placed, categories, teams)

    count = in_bulk.store(new(), rules)
    note_origins(imported, stored)
    for batch in in_batches(changed, CHANGED_BATCH):
        keep(imported, Ticket.objects.in_bulk([placed.ticket for placed in batch]))
        change_ticket(imported, batch, categories, teams, rules)
    if findings.error_count:
        raise ValidationError(findings.errors[0].reason)
    imported.summary = {**imported.summary, NEW: count, CHANGED: len(changed)}
    imported.save(update_fields=["summary"])
    touches.compact()


def remove(imported: ImportedFile, by: User, now: datetime) -> None:
    """Raises ValidationError where something later rests on what the file brought."""
    take_back(imported)


# Verbs


@transaction.atomic
def decide(
    imported: ImportedFile,
    *,
    values: Mapping[str, Mapping[str, str]],
    twice: str,
    by: User,
    now: datetime,
) -> None:
    """Store what the words of the source mean, for this file and the next; `twice` is for this file alone."""
    stored = imported.options.get("values", {})
    merged = {
        name: {**stored.get(name, {}), **values.get(name, {})} for name in NAMES
        if name in stored or name in values
    }  # fmt: skip
    options = {**imported.options, "values": merged}
    source = imported.source
    if source is not None:
        lasting = {name: value for name, value in options.items() if name != "twice"}
        source = imported_files.save_source(
            kind=imported.kind, name=source.name, mapping=imported.mapping, options=lasting, by=by, now=now
        )
    options = {**options, "twice": twice} if twice else options
    imported_files.choose_mapping(imported, mapping=imported.mapping, options=options, source=source, by=by)


@transaction.atomic
@transaction.atomic
def forget_files(before: date, *, by: User | None, now: datetime, dry_run: bool = False) -> int:
    """Delete the bytes of files uploaded before a day; how many. What was imported stays, and so does their hash."""
    files = ImportedFile.objects.filter(kind=ticket_fields.KIND)
    kept = set(files.filter(uploaded_at__gte=start_of(before)).values_list("file", flat=True))
    old = [
        (file, path)
        for file in files.filter(uploaded_at__lt=start_of(before))
        if (path := str(file.file.name)) not in kept and keeping.exists(path)
    ]
    paths = {path for _, path in old}
    if dry_run:
        return len(paths)
    for file, _ in old:
        trail.record("slettet innholdet i saksfil", file, by=by, now=now, name=file.original_name, sha256=file.sha256)
    for path in paths:
        transaction.on_commit(partial(keeping.forget, path))
    return len(paths)


def open_question(imported: ImportedFile) -> str:
    """What has to be decided before the file can be imported; empty where there is nothing."""
    questions = []
    if imported.summary.get("twice") and not imported.options.get("twice"):
        questions.append("Filen har klokkeslett som finnes to ganger. Velg hvilket som er ment.")
    if any(not decision for rows in imported.summary.get("values", {}).values() for _, _, decision in rows):
        questions.append("Noen verdier i filen er ikke avklart. Velg hva de betyr, eller at de ikke skal være med.")
    return " ".join(questions)


# Parts


def _as_drafts(spool: Spool) -> Iterator[TicketDraft]:
    return (TicketDraft(*row) for row in spool)


KIND = ImportKind(
    name=ticket_fields.KIND,
    permission="support.import_tickets",
    preview=preview,
    prepare=prepare,
    store=store,
    remove=remove,
    address="support:ticket-import",
    faults=ticket_fields.faults,
    question=open_question,
)
