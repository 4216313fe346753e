"""What the trail says of a register: of itself, its columns and their states, in the words of their fields."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from meetings.registers.models import Register, RegisterColumn, RegisterState
from rorikt.audit.history import Happened, Row, names_of_related, told_of
from rorikt.audit.models import AuditEntry

NEWEST = 50


def history_of(register: Register) -> list[Happened]:
    """The newest first, at most fifty; states that are deleted too. What is done to its rows stands on their pages."""
    columns = {column.pk: column for column in register.columns.all()}
    states = {state.pk: state for state in RegisterState.objects.filter(column__in=columns)}
    named: dict[str, str] = {f"meetings.register:{register.pk}": ""}
    named |= {f"meetings.registercolumn:{pk}": f"kolonnen «{column}»" for pk, column in columns.items()}
    named |= {f"meetings.registerstate:{pk}": f"statusen «{state}»" for pk, state in states.items()}
    for gone in AuditEntry.objects.filter(
        action="slettet status i register", detail__before__column_id__in=[str(pk) for pk in columns]
    ):
        named[gone.subject] = f"statusen «{gone.detail['before']['label']}»"
    entries = list(AuditEntry.objects.changes().filter(subject__in=named).select_related("by")[:NEWEST])
    told = dict(_told(entries))
    return [
        Happened(entry.at, entry.by, f"{_begin(named[entry.subject])}{told[entry.pk]}")
        for entry in entries
        if told[entry.pk]
    ]


def _told(entries: Iterable[AuditEntry]) -> Iterator[tuple[int, str]]:
    by_kind: dict[str, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.subject.partition(":")[0]].append(entry)
    kinds: tuple[Row, ...] = (Register, RegisterColumn, RegisterState)
    for kind in kinds:
        of_kind = by_kind.get(kind._meta.label_lower, [])
        names = names_of_related(kind, of_kind)
        yield from ((entry.pk, told_of(kind, entry, names)) for entry in of_kind)


def _begin(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}: " if name else ""
