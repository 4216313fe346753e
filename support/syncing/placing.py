"""From what Pureservice said to tickets here, by the mappings that an administrator has decided. Nothing is guessed.

A ticket with a value that nobody has mapped waits, and says for what. One that already stands here stays as it was
until then.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from support.pureservice.models import (
    CategoryMapping,
    CompanyMapping,
    PriorityMapping,
    SourceTicket,
    TeamMapping,
    TicketObservation,
    TypeMapping,
)
from support.pureservice.service import Name, Names
from support.sla.policies import NO_HISTORY, History, Rules, load_rules
from support.syncing.observed import history_of, reopenings
from support.tickets.measurement import histories, measure
from support.tickets.models import CriticalEvent, PriorityStep, Team, Ticket, TicketPause

Waits = SourceTicket.Waits
Path = tuple[int, int, int]
IGNORED = TypeMapping.Meaning.IGNORED
BATCH = 500
NOTHING = {
    "types": "Uten type",
    "priorities": "Uten prioritet",
    "companies": "Uten firma",
    "categories": "Uten kategori",
}
# A ticket that came by file is the same one when it was created in the same minute.
SAME_MOMENT = timedelta(minutes=1)


@dataclass
class Mappings:
    """What each value means here. Undecided values are left out; a category counts for the paths below it."""

    kinds: dict[int, str]
    priorities: dict[int, str]
    categories: dict[Path, int]
    municipalities: dict[int, str | None]
    teams: dict[int, int]

    def category(self, path: Path) -> int | None:
        first, second, _ = path
        paths = (path, (first, second, 0), (first, 0, 0))
        return next((self.categories[above] for above in paths if above in self.categories), None)


def load_mappings() -> Mappings:
    decided = CategoryMapping.objects.exclude(category=None)
    return Mappings(
        kinds=dict(TypeMapping.objects.exclude(meaning="").values_list("foreign_id", "meaning")),
        priorities=dict(PriorityMapping.objects.exclude(priority="").values_list("foreign_id", "priority")),
        categories={mapping.path: mapping.category_id for mapping in decided if mapping.category_id},
        municipalities=dict(
            CompanyMapping.objects.filter(is_decided=True).values_list("foreign_id", "municipality_id")
        ),
        teams=dict(TeamMapping.objects.values_list("foreign_id", "team_id")),
    )


def collect_values(sources: Iterable[SourceTicket], names: Names) -> None:
    """Add a row for every value that the tickets have and the mapping pages do not show yet."""
    tickets = list(sources)
    _collect(TypeMapping, {ticket.type_id for ticket in tickets}, names.types, NOTHING["types"])
    _collect(PriorityMapping, {ticket.priority_id for ticket in tickets}, names.priorities, NOTHING["priorities"])
    _collect_paths({ticket.path for ticket in tickets}, names.categories)
    _collect_teams({ticket.team_id for ticket in tickets} - {0}, names.teams)
    companies = {ticket.company_id for ticket in tickets}
    for mapping in _collect(CompanyMapping, companies, names.companies, NOTHING["companies"]):
        if mapping.foreign_id in names.companies:
            CompanyMapping.objects.filter(pk=mapping.pk).update(
                organisation_number=names.companies[mapping.foreign_id].extra
            )


def _collect(model: Any, ids: set[int], names: dict[int, Name], nothing: str) -> list[Any]:
    """The rows that were missing. A name that has been changed in Pureservice is changed here too."""
    known = {mapping.foreign_id: mapping for mapping in model.objects.filter(foreign_id__in=ids)}
    for identity in ids & known.keys() & names.keys():
        if known[identity].name != names[identity].name:
            model.objects.filter(foreign_id=identity).update(name=names[identity].name)
    missing = [model(foreign_id=identity, name=_named(identity, names, nothing)) for identity in ids - known.keys()]
    return list(model.objects.bulk_create(missing))


def _collect_teams(ids: set[int], names: dict[int, Name]) -> None:
    known = set(TeamMapping.objects.filter(foreign_id__in=ids).values_list("foreign_id", flat=True))
    for identity in sorted(ids - known):
        name = names[identity].name if identity in names else f"Team {identity}"
        team, _ = Team.objects.get_or_create(name=name)
        TeamMapping.objects.create(foreign_id=identity, name=name, team=team)


def _collect_paths(paths: set[Path], names: dict[int, Name]) -> None:
    """Also the paths above those of the tickets, since they can be mapped for all that is below."""
    wanted = {above for path in paths for above in (path, (path[0], path[1], 0), (path[0], 0, 0))}
    known = {mapping.path: mapping for mapping in CategoryMapping.objects.filter(level1__in={p[0] for p in wanted})}
    for path in wanted:
        name = " / ".join(_named(identity, names, "") for identity in path if identity) or NOTHING["categories"]
        if path not in known:
            CategoryMapping.objects.create(level1=path[0], level2=path[1], level3=path[2], name=name)
        elif known[path].name != name and all(identity in names for identity in path if identity):
            CategoryMapping.objects.filter(pk=known[path].pk).update(name=name)


def _named(identity: int, names: dict[int, Name], nothing: str) -> str:
    return names[identity].name if identity in names else f"Nr. {identity}" if identity else nothing


Seen = Mapping[int, Sequence[TicketObservation]]


def observations_of(sources: Iterable[SourceTicket]) -> dict[int, list[TicketObservation]]:
    """What was seen of each, oldest first, by foreign id; one query."""
    stored = {source.pk: source.foreign_id for source in sources if source.pk}
    seen: dict[int, list[TicketObservation]] = defaultdict(list)
    for observation in TicketObservation.objects.filter(source__in=stored).order_by("seen_at", "pk"):
        seen[stored[observation.source_id]].append(observation)
    return seen


def place(sources: Sequence[SourceTicket], seen: Seen, mappings: Mappings, rules: Rules | None) -> int:
    """Make, change or remove the tickets of these rows, all stored; the number of tickets that were touched.

    `seen` are the observations of each by foreign id. `waits_for`, `ticket` and `has_other_history` of the rows are
    set, and stored of those that are. A number that one row lets go is free for the others. Runs in the caller's
    transaction.
    """
    before = {source.pk: _placing(source) for source in sources if source.pk}
    remove: list[SourceTicket] = []
    wanted: list[tuple[SourceTicket, dict[str, Any]]] = []
    for source in sources:
        values = _values(source, seen.get(source.foreign_id, ()), mappings)
        if isinstance(values, Waits):
            source.waits_for = values
        elif values is None:
            source.waits_for = ""
            remove.append(source)
        else:
            wanted.append((source, values))
    touched = _remove(remove)
    while wanted:
        taken = _tickets_with_the_numbers(wanted)
        placed = [(source, values) for source, values in wanted if _take_number(source, values, taken)]
        touched += _store(placed, seen, mappings, rules)
        # The tickets just stored may have let a number go.
        wanted = [(source, values) for source, values in wanted if source.waits_for] if placed else []
    moved = [source for source in sources if source.pk and before[source.pk] != _placing(source)]
    SourceTicket.objects.bulk_update(moved, ["waits_for", "ticket", "has_other_history"])
    return touched


def _placing(source: SourceTicket) -> tuple[Any, ...]:
    return source.waits_for, source.ticket_id, source.has_other_history


def _values(
    source: SourceTicket, seen: Sequence[TicketObservation], mappings: Mappings
) -> dict[str, Any] | Waits | None:
    """The fields of the ticket, what it waits for, or `None` for one that is not to stand here."""
    if source.deleted_at or mappings.kinds.get(source.type_id) == IGNORED:
        return None
    category = mappings.category(source.path)
    needs = (
        (Waits.DATA, not source.problem),
        (Waits.TYPE, source.type_id in mappings.kinds),
        (Waits.STATUS, source.core_status is not None),
        (Waits.PRIORITY, source.priority_id in mappings.priorities),
        (Waits.CATEGORY, category is not None),
        (Waits.COMPANY, source.company_id in mappings.municipalities),
    )
    for reason, is_met in needs:
        if not is_met:
            return reason
    return {
        "number": source.number,
        "kind": mappings.kinds[source.type_id],
        "priority": mappings.priorities[source.priority_id],
        "category_id": category,
        "municipality_id": mappings.municipalities[source.company_id],
        "team_id": mappings.teams.get(source.team_id),
        "created_at": source.created_at,
        "responded_at": source.responded_at,
        "resolved_at": source.ended_at,
        "closed_at": None if source.is_open else source.closed_at,
        "is_resolved_by_closing": source.ended_at is not None and source.resolved_at is None,
        "reopenings": max(source.reopened_count, reopenings(seen)),
    }


def _tickets_with_the_numbers(wanted: Sequence[tuple[SourceTicket, dict[str, Any]]]) -> dict[int, Ticket]:
    tickets = Ticket.objects.filter(number__in=[values["number"] for _, values in wanted]).select_related("source")
    return {ticket.number: ticket for ticket in tickets}


def _take_number(source: SourceTicket, values: dict[str, Any], taken: dict[int, Ticket]) -> bool:
    """Give the row its own ticket, a new one, or the same one that came by file or under an id that is gone; not where
    the number is another's."""
    ticket = source.ticket
    holder = taken.get(values["number"])
    if holder is not None and (ticket is None or holder.pk != ticket.pk):
        owner = getattr(holder, "source", None)
        is_free = owner is None or owner.deleted_at is not None
        if ticket is not None or not is_free or abs(holder.created_at - values["created_at"]) >= SAME_MOMENT:
            source.waits_for = Waits.NUMBER
            return False
        ticket = holder
        source.has_other_history = ticket.pauses.exists() or ticket.priority_steps.exists()
        if owner is not None:
            source.has_other_history = owner.has_other_history
            SourceTicket.objects.filter(pk=owner.pk).update(ticket=None)
    ticket = ticket or Ticket()
    source.ticket, source.waits_for = ticket, ""
    taken[values["number"]] = ticket
    ticket.source = source
    return True


def _fill(ticket: Ticket, values: dict[str, Any]) -> bool:
    """Put the values on the ticket; whether that changed it."""
    changed = {name: value for name, value in values.items() if getattr(ticket, name) != value}
    for name, value in changed.items():
        setattr(ticket, name, value)
    return bool(changed) or ticket.pk is None


def _store(
    placed: Sequence[tuple[SourceTicket, dict[str, Any]]], seen: Seen, mappings: Mappings, rules: Rules | None
) -> int:
    """Measure and store the tickets that changed, themselves or in their history."""
    tickets = {source.foreign_id: source.ticket for source, _ in placed if source.ticket}
    changed = [ticket for source, values in placed if (ticket := source.ticket) and _fill(ticket, values)]
    stored = histories(tickets.values())
    given: dict[int, History] = {}
    renewed: list[Ticket] = []
    for source, _ in placed:
        ticket = tickets[source.foreign_id]
        own = stored.get(ticket.pk, NO_HISTORY)
        history = own
        if not source.has_other_history:
            history = history_of(source, seen.get(source.foreign_id, ()), mappings.priorities)
        given[ticket.number] = history
        if (list(own.pauses), list(own.priorities)) != (list(history.pauses), list(history.priorities)):
            renewed.append(ticket)
    save = list({ticket.number: ticket for ticket in [*changed, *renewed]}.values())
    measure(save, rules, given)
    new = [ticket for ticket in save if ticket.pk is None]
    fields = [field.name for field in Ticket._meta.concrete_fields if not field.primary_key]
    Ticket.objects.bulk_update([ticket for ticket in save if ticket.pk is not None], fields)
    Ticket.objects.bulk_create(new)
    for ticket in new:
        ticket.source.ticket = ticket  # now that it has a key
    _store_histories(renewed, given)
    return len(save)


def _store_histories(tickets: list[Ticket], given: Mapping[int, History]) -> None:
    TicketPause.objects.filter(ticket__in=tickets).delete()
    PriorityStep.objects.filter(ticket__in=tickets).delete()
    TicketPause.objects.bulk_create(
        TicketPause(ticket=ticket, started_at=pause.started_at, ended_at=pause.ended_at, why=pause.why)
        for ticket in tickets
        for pause in given[ticket.number].pauses
    )
    PriorityStep.objects.bulk_create(
        PriorityStep(ticket=ticket, changed_at=changed_at, priority=priority)
        for ticket in tickets
        for changed_at, priority in given[ticket.number].priorities
    )


def _remove(sources: Iterable[SourceTicket]) -> int:
    """Remove the tickets of these rows, but not one that somebody has written an account of."""
    with_ticket = [source for source in sources if source.ticket_id]
    described = set(
        CriticalEvent.objects.filter(ticket__in=[source.ticket_id for source in with_ticket]).values_list(
            "ticket_id", flat=True
        )
    )
    free = [source for source in with_ticket if source.ticket_id not in described]
    Ticket.objects.filter(pk__in=[source.ticket_id for source in free]).delete()
    for source in free:
        source.ticket = None
    return len(free)


def place_again(progress: Callable[[str, int], None]) -> int:
    """After a change of mappings: every row again; the number of tickets touched."""
    return place_stored(SourceTicket.objects.present(), progress) + place_waiting(waits_for=Waits.NUMBER)


def place_waiting(**chosen: Any) -> int:
    """Those that wait, all or some, looked at again: what they waited for may be there now."""
    return place_stored(SourceTicket.objects.waiting().filter(**chosen), lambda stage, percent: None)


def place_stored(rows: QuerySet[SourceTicket], progress: Callable[[str, int], None]) -> int:
    """A batch at a time, by the mappings as they are now; the number of tickets touched."""
    mappings, rules = load_mappings(), load_rules()
    rows = rows.order_by("foreign_id").select_related("ticket")
    total, done, touched = rows.count(), 0, 0
    for sources in _batches(rows):
        with transaction.atomic():
            touched += place(sources, observations_of(sources), mappings, rules)
        done += len(sources)
        progress(f"Kobler saker: {done} av {total}", 100 * done // max(total, 1))
    return touched


def _batches(rows: QuerySet[SourceTicket]) -> Iterator[list[SourceTicket]]:
    last = 0
    while batch := list(rows.filter(foreign_id__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].foreign_id
