"""Drafts placed among the tickets that are there: their numbers, categories and teams, and what is changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Max

from rorikt.calendar import local_day, start_of
from rorikt.imports.bulk import insert
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import Findings
from support.files.log import steps
from support.files.meanings import NO_CATEGORY, NONE
from support.files.ticket_fields import TicketDraft
from support.imports.models import ImportedTicket
from support.measuring import in_bulk
from support.pureservice.models import SourceTicket
from support.sla.judging import Pause, Waiting
from support.sla.policies import NO_HISTORY, History, Rules
from support.tickets.measurement import histories, measure
from support.tickets.models import Category, PriorityStep, Team, Ticket, TicketPause

Item = TypeVar("Item")
BATCH = 2_000
CHANGED_BATCH = 500
# Numbers given to tickets whose own is taken begin here, above those of any system we know.
OWN_NUMBERS = 9_000_000_000
SAME_MOMENT = timedelta(minutes=1)
NEW, CHANGED, UNCHANGED, HELD = "new", "changed", "unchanged", "held"


class Placed(NamedTuple):
    """Where a draft goes: to which ticket, or to a new one with `number`. `held` belongs to another source."""

    status: str
    draft: TicketDraft
    number: int
    ticket: int | None = None
    own: int | None = None


class Taken(ValueError):
    """Another ticket has the number."""


def place_all(imported: ImportedFile, drafts: Iterable[TicketDraft], findings: Findings) -> Iterator[Placed]:
    """Each draft beside what is stored; one whose number is taken by another ticket is an error."""
    if imported.source is None:
        raise ValidationError("Gi kilden et navn før filen leses.")
    numbers = _Numbers(renumbers=bool(imported.options.get("renumber")))
    title, tickets_of = imported.mapping.get("number", ""), imported.options.get("tickets_of")
    for batch in in_batches(drafts, BATCH):
        own = {
            row.source_number: row
            for row in ImportedTicket.objects.filter(
                source=tickets_of or imported.source_id, source_number__in=[draft.source_number for draft in batch]
            ).select_related("ticket__source")
        }
        stored = histories(row.ticket for row in own.values()) if tickets_of else {}
        numbers.look_up(batch)
        for draft in batch:
            if row := own.get(draft.source_number):
                is_same = row.fingerprint == draft.fingerprint
                if tickets_of:
                    is_same = stored.get(row.ticket_id, NO_HISTORY) == _history(draft, row.ticket)
                status = UNCHANGED if is_same else CHANGED
                if hasattr(row.ticket, "source"):
                    status = HELD  # Pureservice has taken it over, and knows it better
                yield Placed(status, draft, row.ticket.number, row.ticket_id, row.pk)
                continue
            if tickets_of:
                findings.error(
                    draft.line, title, f"Sak {draft.source_number} er ikke importert. Importer sakene først."
                )
                continue
            try:
                yield numbers.place(draft)
            except Taken as error:
                findings.error(draft.line, title, str(error))


def _history(draft: TicketDraft, ticket: Ticket) -> History:
    """What a file with nothing but histories says of a ticket."""
    pauses = [Pause(start, end, Waiting(why)) for start, end, why in draft.pauses]
    return History(pauses, list(steps(ticket.created_at, draft.steps)))


def measurable_by(rules: Rules | None) -> Callable[[TicketDraft], bool]:
    """Whether any target holds for a ticket."""

    @cache
    def has_target(priority: str, day: date, kind: str) -> bool:
        return rules is not None and start_of(day) >= rules.clock.begins and bool(rules.policy(priority, day, kind))

    return lambda draft: has_target(draft.priority, local_day(draft.created_at), draft.kind)


class _Numbers:
    """Which number a ticket that the source has not brought before gets."""

    def __init__(self, *, renumbers: bool) -> None:
        self._renumbers = renumbers
        self._given: set[int] = set()
        self._stored: dict[int, tuple[int, datetime, bool]] = {}
        self._next = 0

    def look_up(self, drafts: Sequence[TicketDraft]) -> None:
        wanted = [draft.wanted_number for draft in drafts if draft.wanted_number]
        found = Ticket.objects.filter(number__in=wanted).values_list("number", "pk", "created_at")
        keys = [pk for _, pk, _ in found]
        owned = set(SourceTicket.objects.filter(ticket__in=keys).values_list("ticket_id", flat=True))
        owned |= set(ImportedTicket.objects.filter(ticket__in=keys).values_list("ticket_id", flat=True))
        self._stored = {number: (pk, created_at, pk in owned) for number, pk, created_at in found}

    def place(self, draft: TicketDraft) -> Placed:
        """Raises Taken where another ticket has the number, and none is to be given."""
        wanted, whole = draft.wanted_number, draft.whole_number
        if wanted and wanted not in self._given and wanted not in self._stored:
            self._given.add(wanted)
            return Placed(NEW, draft, wanted)
        if whole and whole in self._stored:
            ticket, created_at, is_owned = self._stored[whole]
            if abs(created_at - draft.created_at) < SAME_MOMENT:
                return Placed(HELD if is_owned else CHANGED, draft, whole, ticket)
            if not self._renumbers:
                raise Taken(f"Sak {whole} finnes fra før, og er opprettet på et annet tidspunkt. Er nummeret fra et "
                            "annet system, kryss av for nye numre under «Endre kolonnene».")  # fmt: skip
        return Placed(NEW, draft, self._new_number())

    def _new_number(self) -> int:
        if not self._next:
            highest = Ticket.objects.aggregate(highest=Max("number"))["highest"] or 0
            self._next = max(highest, OWN_NUMBERS)
        self._next += 1
        while self._next in self._given:
            self._next += 1
        self._given.add(self._next)
        return self._next


class Categories:
    """Keys of categories by decision; those that are new are made, with the levels above them."""

    def __init__(self) -> None:
        self._keys: dict[str, int] = {}

    def key(self, decision: str) -> int:
        if decision not in self._keys:
            name = NO_CATEGORY if decision == NONE else decision.removeprefix("new:")
            is_stored = decision.isdecimal()
            self._keys[decision] = int(decision) if is_stored else self._named(name or NO_CATEGORY).pk
        return self._keys[decision]

    def _named(self, name: str) -> Category:
        above, _, _ = name.rpartition(" / ")
        found = Category.objects.filter(name=name).first()
        return found or Category.objects.create(name=name, parent=self._named(above) if above else None)


class Teams:
    def __init__(self) -> None:
        self._keys: dict[str, int | None] = {NONE: None}

    def key(self, decision: str) -> int | None:
        if decision not in self._keys:
            name = decision.removeprefix("new:")[:120]
            self._keys[decision] = (
                int(decision) if decision.isdecimal() else Team.objects.get_or_create(name=name)[0].pk
            )
        return self._keys[decision]


def new_ticket_of(placed: Placed, categories: Categories, teams: Teams) -> in_bulk.NewTicket:
    draft = placed.draft
    return in_bulk.NewTicket(
        placed.number, draft.kind, draft.priority, categories.key(draft.category), draft.municipality,
        teams.key(draft.team), draft.created_at, draft.responded_at, draft.resolved_at, draft.closed_at,
        draft.reopenings, draft.pauses, draft.steps,
    )  # fmt: skip


def note_origins(imported: ImportedFile, stored: Sequence[tuple[str, str, int]]) -> None:
    """`stored` are number at the source, fingerprint and number here of tickets that have just been stored."""
    for batch in in_batches(stored, BATCH):
        keys = dict(Ticket.objects.filter(number__in=[number for _, _, number in batch]).values_list("number", "pk"))
        insert(
            ImportedTicket,
            ["ticket_id", "source_id", "source_number", "fingerprint", "imported_id"],
            [(keys[number], imported.source_id, own, mark, imported.pk) for own, mark, number in batch],
        )


def change_ticket(
    imported: ImportedFile, batch: Sequence[Placed], categories: Categories, teams: Teams, rules: Any
) -> None:
    """Set what the file says on stored tickets, with their histories, and measure them again."""
    tickets = Ticket.objects.in_bulk([placed.ticket for placed in batch])
    only_history = bool(imported.options.get("tickets_of"))
    has_history = only_history or bool(imported.mapping.get("pause_start") or imported.mapping.get("event_at"))
    stored = {} if has_history else histories(tickets.values())
    given: dict[int, History] = {}
    for placed in batch:
        assert placed.ticket is not None
        ticket, draft = tickets[placed.ticket], placed.draft
        if only_history:
            given[ticket.number] = _history(draft, ticket)
            ticket.reopenings = max(ticket.reopenings, draft.reopenings)
            continue
        ticket.kind, ticket.priority = draft.kind, draft.priority
        ticket.category_id, ticket.team_id = categories.key(draft.category), teams.key(draft.team)
        ticket.municipality_id = draft.municipality
        ticket.created_at, ticket.responded_at = draft.created_at, draft.responded_at
        ticket.resolved_at, ticket.closed_at = draft.resolved_at or draft.closed_at, draft.closed_at
        ticket.is_resolved_by_closing = draft.resolved_at is None and draft.closed_at is not None
        ticket.reopenings = draft.reopenings
        given[ticket.number] = stored.get(ticket.pk, NO_HISTORY)
        if has_history:
            given[ticket.number] = History(
                [Pause(start, end, Waiting(why)) for start, end, why in draft.pauses], draft.steps
            )
    measure(tickets.values(), rules, given)
    save_tickets(list(tickets.values()), given)
    if only_history:
        return
    marks = {placed.own: placed.draft.fingerprint for placed in batch if placed.own}
    origins = ImportedTicket.objects.in_bulk(list(marks))
    for key, origin in origins.items():
        origin.fingerprint, origin.imported = marks[key], imported
    ImportedTicket.objects.bulk_update(origins.values(), ["fingerprint", "imported"])
    ImportedTicket.objects.bulk_create(
        ImportedTicket(
            ticket_id=placed.ticket, source=imported.source, source_number=placed.draft.source_number,
            fingerprint=placed.draft.fingerprint, imported=imported,
        )
        for placed in batch if placed.ticket and not placed.own
    )  # fmt: skip


def save_tickets(tickets: Sequence[Ticket], given: Mapping[int, History]) -> None:
    """All of the tickets, with the histories given by their numbers in the place of those they had."""
    _save(tickets)
    TicketPause.objects.filter(ticket__in=tickets).delete()
    PriorityStep.objects.filter(ticket__in=tickets).delete()
    insert(
        TicketPause,
        ["ticket_id", "started_at", "ended_at", "why"],
        [
            (ticket.pk, pause.started_at, pause.ended_at, str(pause.why))
            for ticket in tickets
            for pause in given[ticket.number].pauses
        ],
    )
    insert(
        PriorityStep,
        ["ticket_id", "changed_at", "priority"],
        [(ticket.pk, *step) for ticket in tickets for step in given[ticket.number].priorities],
    )


def _save(tickets: Iterable[Ticket]) -> None:
    """Every field of each: twenty times as fast as `bulk_update` with its choice of a value for each row."""
    fields = [field for field in Ticket._meta.concrete_fields if not field.primary_key]
    sets = ", ".join(f"{connection.ops.quote_name(str(field.column))} = %s" for field in fields)
    rows = [
        [*(field.get_db_prep_save(getattr(ticket, field.attname), connection) for field in fields), ticket.pk]
        for ticket in tickets
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE support_ticket SET {sets} WHERE id = %s", rows)


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
