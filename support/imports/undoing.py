"""An import of tickets taken back: those it brought are deleted, those it changed are what they were.

What was changed is kept when it is changed (`keep`), and given back in `take_back`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from rorikt.amounts import number
from rorikt.children.limited_reading import plain, restored
from rorikt.imports.models import ImportedFile
from support.imports.changing import BATCH, CHANGED, UNCHANGED, in_batches, save_tickets
from support.imports.models import ChangedTicket, ImportedTicket
from support.measuring import touches
from support.pureservice.models import SourceTicket
from support.sla.judging import Pause, Waiting
from support.sla.policies import NO_HISTORY, History, load_rules
from support.tickets.measurement import histories, measure
from support.tickets.models import CriticalEvent, PriorityStep, Ticket, TicketPause

FIELDS = (
    "kind", "priority", "category_id", "municipality_id", "team_id", "created_at", "responded_at", "resolved_at",
    "closed_at", "is_resolved_by_closing", "reopenings",
)  # fmt: skip


def keep(imported: ImportedFile, tickets: Mapping[int, Ticket]) -> None:
    """What these tickets are, before the file changes them."""
    stored = histories(tickets.values())
    origins = {origin.ticket_id: origin for origin in ImportedTicket.objects.filter(ticket__in=tickets)}
    ChangedTicket.objects.bulk_create(
        [
            ChangedTicket(
                imported=imported,
                ticket=ticket,
                previous_id=origins[key].imported_id if key in origins else None,
                before=_before(ticket, stored.get(key, NO_HISTORY), origins.get(key)),
            )
            for key, ticket in tickets.items()
        ],
        ignore_conflicts=True,
    )  # two rows of a file may be one ticket here, as 7 and 07 are


def take_back(imported: ImportedFile) -> None:
    """Raises ValidationError where something later rests on what the file brought or changed."""
    changed = ChangedTicket.objects.filter(imported=imported)
    own = ImportedTicket.objects.filter(imported=imported)
    brought = own.exclude(ticket__in=changed.values("ticket"))
    _check(imported, changed.exists(), brought)
    for batch in in_batches(list(brought.values_list("ticket", flat=True)), BATCH):
        for kind, link in (
            (TicketPause, "ticket"),
            (PriorityStep, "ticket"),
            (ImportedTicket, "ticket"),
            (Ticket, "pk"),
        ):
            kind.objects.filter(**{f"{link}__in": batch})._raw_delete(using=imported._state.db)
    rules = load_rules()
    for rows in in_batches(list(changed.select_related("ticket")), BATCH):
        _give_back(rows, rules)
    changed.delete()
    touches.compact()


def _check(imported: ImportedFile, has_changed: bool, brought: Any) -> None:
    if imported.summary.get(CHANGED) and not has_changed:
        raise ValidationError(
            "Importen kan ikke angres. Den rettet saker uten at det som sto før, ble tatt vare på "
            f"({number(imported.summary[CHANGED])} i alt). Importer en rettet fil fra samme kilde i stedet."
        )
    own = ChangedTicket.objects.filter(imported=imported).values("ticket")
    later = ChangedTicket.objects.filter(imported__confirmed_at__gt=imported.confirmed_at)
    if other := later.filter(Q(previous=imported) | Q(ticket__in=own)).select_related("imported").last():
        raise ValidationError(f"«{other.imported}» har senere rettet noen av sakene. Angre den importen først.")
    if told := _told_again(imported):
        raise ValidationError(f"«{told}» er importert senere og har de samme sakene. Angre den importen først.")
    tickets = brought.values("ticket")
    if SourceTicket.objects.filter(Q(ticket__in=tickets) | Q(ticket__in=own)).exists():
        raise ValidationError("Noen av sakene er senere overtatt av Pureservice. Importen kan ikke angres.")
    if event := CriticalEvent.objects.filter(ticket__in=tickets).select_related("ticket").first():
        raise ValidationError(
            f"Sak {event.ticket.number} er beskrevet som kritisk hendelse. Ta bort beskrivelsen først."
        )


def _told_again(imported: ImportedFile) -> ImportedFile | None:
    """A later file with tickets of the source that were there already: it rests on them, and is not read again."""
    same = Q(source=imported.source_id) | Q(options__tickets_of=str(imported.source_id))
    later = ImportedFile.objects.filter(same, kind=imported.kind, state=ImportedFile.State.CONFIRMED)
    return later.filter(confirmed_at__gt=imported.confirmed_at, **{f"summary__{UNCHANGED}__gt": 0}).first()


def _before(ticket: Ticket, history: History, origin: ImportedTicket | None) -> dict[str, Any]:
    found: dict[str, Any] = plain(
        {
            "fields": {name: getattr(ticket, name) for name in FIELDS},
            "pauses": [[pause.started_at, pause.ended_at, str(pause.why)] for pause in history.pauses],
            "steps": list(history.priorities),
            "fingerprint": origin.fingerprint if origin else None,
        }
    )
    return found


def _give_back(rows: Sequence[ChangedTicket], rules: Any) -> None:
    given: dict[int, History] = {}
    before = {row.ticket_id: restored(row.before) for row in rows}
    for row in rows:
        ticket, was = row.ticket, before[row.ticket_id]
        for name, value in was["fields"].items():
            setattr(ticket, name, value)
        given[ticket.number] = History(
            [Pause(start, end, Waiting(why)) for start, end, why in was["pauses"]],
            [(at, priority) for at, priority in was["steps"]],
        )
    tickets = [row.ticket for row in rows]
    measure(tickets, rules, given)
    save_tickets(tickets, given)
    _give_back_origins(rows, before)


def _give_back_origins(rows: Iterable[ChangedTicket], before: Mapping[int, Mapping[str, Any]]) -> None:
    origins = ImportedTicket.objects.in_bulk([row.ticket_id for row in rows], field_name="ticket_id")
    known = [row for row in rows if row.previous_id]
    for row in known:
        origin = origins[row.ticket_id]
        origin.imported_id, origin.fingerprint = row.previous_id or 0, before[row.ticket_id]["fingerprint"]
    ImportedTicket.objects.bulk_update([origins[row.ticket_id] for row in known], ["imported", "fingerprint"])
    ImportedTicket.objects.filter(ticket__in=[row.ticket_id for row in rows if not row.previous_id]).delete()
