"""The rows of registers as search finds them: each for those who may read it in its register, and nobody else."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db.models import Count, Max, Q

from meetings.agenda.models import AgendaItem
from meetings.registers.models import Register, RegisterColumn, RegisterRow, RegisterState
from meetings.registers.sheet import Sheet
from meetings.search import offering
from meetings.search.models import Reach
from meetings.search.offering import Offered
from rorikt.cases.closed import closed_to
from rorikt.people.models import Municipality

Readers = Register.Readers


def registers() -> Iterator[offering.Register]:
    """One for each register, so that what is written in it has only that one read again. A few queries for all."""
    rows = {
        told["register"]: told
        for told in RegisterRow.objects.order_by()
        .values("register")
        .annotate(
            count=Count("pk"),
            standing=Count("pk", filter=Q(removed_at=None)),
            changed=Max("changed_at"),
            removed=Max("removed_at"),
        )
    }
    columns: dict[int, list[Any]] = defaultdict(list)
    referred: dict[int, set[int]] = defaultdict(set)
    for told in (
        RegisterColumn.objects.standing()
        .order_by("position", "pk")
        .values_list("register", "pk", "position", "title", "kind", "decimals", "refers_to")
    ):
        columns[told[0]].append(told)
        if told[-1]:
            referred[told[0]].add(told[-1])
    for pk, *label in RegisterState.objects.order_by("pk").values_list("column__register", "pk", "label"):
        columns[pk].append(label)
    common = [sorted(closed_to(None)), *Municipality.objects.order_by("pk").values_list("name", flat=True)]
    known = {register.pk: register for register in Register.objects.all()}
    for register in known.values():
        rests_on = [
            [rows.get(pk), known[pk].exemption_basis, known[pk].is_own_rows_only]
            for pk in sorted({register.pk, *referred[register.pk]})
        ]
        own = [register.title, register.readers, reach_of(register, is_exempt=False).value]
        state = hashlib.sha256(repr([own, rests_on, columns[register.pk], common]).encode()).hexdigest()
        yield offering.Register(f"register-{register.pk}", partial(str, state), partial(rows_of, register))


def rows_of(register: Register) -> Iterable[Offered]:
    sheet = Sheet(register)  # of other registers, it has the words that all may read
    closed = closed_to(None)
    items = dict(AgendaItem.objects.values_list("reference", "pk"))
    for row in register.rows.standing().with_cells():
        is_exempt = bool(row.exemption_basis or register.exemption_basis or row.case_id in closed)
        yield Offered(
            name=str(row.uuid),
            title=f"{register.title}: {row}",
            text=". ".join(f"{label}: {text}" for label, text in sheet.texts(row).items()),
            url=row.get_absolute_url(),
            since=row.changed_at,
            case=items.get(row.case_id or 0),
            reach=reach_of(register, is_exempt=is_exempt),
        )


def reach_of(register: Register, *, is_exempt: bool) -> Reach:
    """Search knows who sees what is exempt, which are the staff and the council, and who sees drafts, the staff alone.

    Whose rows are whose it does not know: of a register in which each municipality sees its own, only the staff find
    any, and the others look there.
    """
    if register.readers == Readers.STAFF or register.is_own_rows_only:
        return Reach.of(is_exempt=is_exempt, is_draft=True)
    return Reach.of(is_exempt=is_exempt or register.readers == Readers.COUNCIL, is_draft=False)
