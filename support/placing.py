"""From what Pureservice said to tickets here, by the mappings that an administrator has decided. Nothing is guessed.

A ticket with a value that nobody has mapped waits, and says for what. One that already stands here stays as it was
until then.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from support.measurement import Rules, load_rules, measure
from support.models import (
    CategoryMapping,
    CompanyMapping,
    CriticalEvent,
    PriorityMapping,
    SourceTicket,
    Ticket,
    TypeMapping,
)
from support.pureservice import Name, Names

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
    )


def collect_values(sources: Iterable[SourceTicket], names: Names) -> None:
    """Add a row for every value that the tickets have and the mapping pages do not show yet."""
    tickets = list(sources)
    _collect(TypeMapping, {ticket.type_id for ticket in tickets}, names.types, NOTHING["types"])
    _collect(PriorityMapping, {ticket.priority_id for ticket in tickets}, names.priorities, NOTHING["priorities"])
    _collect_paths({ticket.path for ticket in tickets}, names.categories)
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


def place(sources: Sequence[SourceTicket], mappings: Mappings, rules: Rules | None) -> int:
    """Make, change or remove the tickets of these rows, all stored; the number of tickets that were touched.

    `waits_for` and `ticket` of the rows are set, and stored of those that are. Runs in the caller's transaction.
    """
    before = {source.pk: (source.waits_for, source.ticket_id) for source in sources if source.pk}
    remove: list[SourceTicket] = []
    save: list[Ticket] = []
    taken = _tickets_with_the_numbers(sources)
    for source in sources:
        values = _values(source, mappings)
        if isinstance(values, Waits):
            source.waits_for = values
        elif values is None:
            source.waits_for = ""
            remove.append(source)
        else:
            _fill(source, values, taken, save)
    removed = _remove(remove)
    _store(save, rules)
    stored = [source for source in sources if source.pk]
    changed = [source for source in stored if before[source.pk] != (source.waits_for, source.ticket_id)]
    SourceTicket.objects.bulk_update(changed, ["waits_for", "ticket"])
    return removed + len(save)


def _values(source: SourceTicket, mappings: Mappings) -> dict[str, Any] | Waits | None:
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
        "created_at": source.created_at,
        "resolved_at": source.ended_at,
    }


def _tickets_with_the_numbers(sources: Iterable[SourceTicket]) -> dict[int, Ticket]:
    numbers = [source.number for source in sources if source.number is not None]
    tickets = Ticket.objects.filter(number__in=numbers).select_related("source")
    return {ticket.number: ticket for ticket in tickets}


def _fill(source: SourceTicket, values: dict[str, Any], taken: dict[int, Ticket], save: list[Ticket]) -> None:
    """Put the values on the row's own ticket, on the one that came by file, or on a new one."""
    ticket = source.ticket
    holder = taken.get(values["number"])
    if holder is not None and (ticket is None or holder.pk != ticket.pk):
        owner = getattr(holder, "source", None)
        if ticket is not None or owner is not None or abs(holder.created_at - values["created_at"]) >= SAME_MOMENT:
            source.waits_for = Waits.NUMBER
            return
        ticket = holder
    ticket = ticket or Ticket()
    source.ticket, source.waits_for = ticket, ""
    taken[values["number"]] = ticket
    ticket.source = source
    if ticket.pk is None or any(getattr(ticket, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(ticket, name, value)
        save.append(ticket)


def _store(tickets: list[Ticket], rules: Rules | None) -> None:
    measure(tickets, rules)
    new = [ticket for ticket in tickets if ticket.pk is None]
    stored = [ticket for ticket in tickets if ticket.pk is not None]
    fields = [field.name for field in Ticket._meta.concrete_fields if not field.primary_key]
    Ticket.objects.bulk_update(stored, fields)
    Ticket.objects.bulk_create(new)
    for ticket in new:
        ticket.source.ticket = ticket  # now that it has a key


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
    """After a change of mappings: every row anew, a batch at a time; the number of tickets touched."""
    mappings, rules = load_mappings(), load_rules()
    rows = SourceTicket.objects.present().order_by("foreign_id").select_related("ticket")
    total, done, touched = rows.count(), 0, 0
    for sources in _batches(rows):
        with transaction.atomic():
            touched += place(sources, mappings, rules)
        done += len(sources)
        progress(f"Plasserer saker: {done} av {total}", 100 * done // max(total, 1))
    return touched


def _batches(rows: QuerySet[SourceTicket]) -> Iterator[list[SourceTicket]]:
    last = 0
    while batch := list(rows.filter(foreign_id__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].foreign_id
