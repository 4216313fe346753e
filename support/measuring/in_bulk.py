"""Many tickets at once: measured in columns, stored by the fastest way of the database, and measured again.

What `measurement` does with tickets at hand, with the same rules and the same outcome.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.db.models import Max, Min

from rorikt.calendar import start_of
from rorikt.imports.bulk import copy, insert
from support.measuring import touches
from support.measuring.reading import read_columns
from support.sla.clock import MICROSECOND, Micros, micros
from support.sla.judging import MISSING, VERDICTS, WAITINGS, Batch, PriorityChange, as_column, judge_all
from support.sla.models import Priority, SlaPolicy
from support.sla.policies import Rules
from support.tickets.models import PriorityStep, Ticket, TicketPause

KINDS, PRIORITIES = list(Ticket.Kind), list(Priority)
CHUNK = 20_000
SQLITE_CACHE_KB = 128_000
RECOMPUTE_CHUNK = 100_000
Codes = npt.NDArray[np.int64]
Progress = Callable[[str, int], None]


class NewTicket(NamedTuple):
    """A ticket to store, checked. Moments are aware; `pauses` and `steps` are in their order."""

    number: int
    kind: str
    priority: str
    category_id: int
    municipality_id: str | None
    team_id: int | None
    created_at: datetime
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopenings: int = 0
    pauses: Sequence[tuple[datetime, datetime | None, str]] = ()
    steps: Sequence[tuple[datetime, str]] = ()


@dataclass(frozen=True)
class Measured:
    """In columns. `policy` is the key of the policy, 0 for a ticket that is not measured; lengths may be `MISSING`."""

    policy: Codes
    due: Micros
    stopped: Micros
    used: Micros
    paused: Micros
    response: Micros
    verdict: npt.NDArray[np.int8]


def measure_columns(rules: Rules | None, batch: Batch, kind: Codes, priority: Codes, first: Codes) -> Measured:
    """`kind`, `priority` and `first` (the priority at the creation, -1 where it never changed) are places in lists."""
    size = len(batch.created)

    def missing() -> Micros:
        return np.full(size, MISSING, dtype=np.int64)

    found = Measured(
        np.zeros(size, np.int64), missing(), missing(), missing(), missing(), missing(), np.full(size, -1, np.int8)
    )
    if rules is None or not size:
        return found
    chosen = _policies(rules, batch.created, kind, priority, first)
    policies = {policy.pk: policy for of_one in rules.policies.values() for policy in of_one}
    for key in np.unique(chosen[chosen > 0]):
        policy, rows = policies[int(key)], np.flatnonzero(chosen == key)
        clock, own = rules.clock_of(policy), batch.take(rows)
        targets = _targets(rules, policy, own.created)
        judged = judge_all(clock, policy.terms(int(targets[0]) * MICROSECOND), own, targets)
        found.policy[rows], found.due[rows], found.stopped[rows] = key, judged.due, judged.stopped
        found.used[rows], found.verdict[rows] = judged.used, judged.verdict
        found.paused[rows] = np.where(judged.used == MISSING, MISSING, judged.paused)
        answered = np.flatnonzero((own.responded != MISSING) & (own.responded >= own.created))
        found.response[rows[answered]] = clock.positions(own.responded[answered]) - clock.positions(
            own.created[answered]
        )
    return found


def _policies(rules: Rules, created: Micros, kind: Codes, priority: Codes, first: Codes) -> Codes:
    """The key of each ticket's policy, as `measurement.policy_of` finds it."""
    chosen = _by_priority(rules, created, kind, priority)
    initial = [
        policy.pk
        for of_one in rules.policies.values()
        for policy in of_one
        if policy.priority_change == PriorityChange.INITIAL
    ]
    rows = np.flatnonzero(np.isin(chosen, initial) & (first >= 0))
    chosen[rows] = _by_priority(rules, created[rows], kind[rows], first[rows])
    return chosen


def _by_priority(rules: Rules, created: Micros, kind: Codes, priority: Codes) -> Codes:
    chosen = np.zeros(len(created), dtype=np.int64)
    measurable = created >= micros(rules.clock.begins)
    for (name, own_kind), policies in sorted(rules.policies.items(), key=lambda item: item[0][1]):
        rows = measurable & (priority == PRIORITIES.index(Priority(name)))
        if own_kind:
            rows &= kind == KINDS.index(Ticket.Kind(own_kind))
        places = np.flatnonzero(rows)
        starts = np.array([micros(start_of(policy.valid_from)) for policy in policies], dtype=np.int64)
        keys = np.array([0, *(policy.pk for policy in policies)], dtype=np.int64)
        found = keys[np.searchsorted(starts, created[places], side="right")]
        chosen[places[found > 0]] = found[found > 0]
    return chosen


def _targets(rules: Rules, policy: SlaPolicy, created: Micros) -> Micros:
    calendars = rules.clock.calendars
    starts = np.array([micros(start_of(calendar.valid_from)) for calendar in calendars], dtype=np.int64)
    lengths = [rules.target(policy, calendar.valid_from) // MICROSECOND for calendar in calendars]
    return np.array(lengths, dtype=np.int64)[np.searchsorted(starts, created, side="right") - 1]


# Storing new tickets


@transaction.atomic
def store(tickets: Iterable[NewTicket], rules: Rules | None) -> int:
    """Add tickets with their histories, measured; how many. The caller has checked them, and that none is there yet."""
    _take_memory()
    waiting, total = iter(tickets), 0
    while chunk := list(islice(waiting, CHUNK)):
        _store_chunk(chunk, rules)
        total += len(chunk)
    return total


def _take_memory() -> None:
    """Room for the indexes that grow, where the database is in our own process; the connection keeps it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KB}")


def _store_chunk(chunk: list[NewTicket], rules: Rules | None) -> None:
    (
        numbers, kinds, priorities, categories, municipalities, teams,
        created, responded, resolved, closed, reopenings, pauses, steps,
    ) = zip(*chunk, strict=True)  # fmt: skip
    ids = _new_ids(len(chunk))
    batch = Batch(
        as_column(created), as_column(resolved), as_column(closed), as_column(responded),
        as_column([own[-1][0] if len(own) > 1 else None for own in steps]),
        np.repeat(np.arange(len(chunk)), [len(own) for own in pauses]),
        as_column([pause[0] for own in pauses for pause in own]),
        as_column([pause[1] for own in pauses for pause in own]),
        np.array([WAITING_PLACES[pause[2]] for own in pauses for pause in own], dtype=np.int8),
    )  # fmt: skip
    first = np.array([PRIORITY_PLACES[own[0][1]] if own else -1 for own in steps], dtype=np.int64)
    measured = measure_columns(
        rules, batch,
        np.array([KIND_PLACES[kind] for kind in kinds], dtype=np.int64),
        np.array([PRIORITY_PLACES[priority] for priority in priorities], dtype=np.int64),
        first,
    )  # fmt: skip
    by_closing = (batch.resolved == MISSING) & (batch.closed != MISSING)
    rows = zip(
        ids, numbers, kinds, priorities, categories, municipalities, teams,
        _moments(batch.created), _moments(batch.responded),
        _moments(np.where(by_closing, batch.closed, batch.resolved)), _moments(batch.closed),
        by_closing.tolist(), reopenings,
        [key or None for key in measured.policy.tolist()],
        _moments(measured.due), _moments(measured.stopped),
        _lengths(measured.used), _lengths(measured.paused), _lengths(measured.response),
        [VERDICT_TEXTS[code] for code in measured.verdict.tolist()],
        strict=True,
    )  # fmt: skip
    with touches.at_once(lambda: _months(batch.created)):
        insert(Ticket, TICKET_FIELDS, rows, prepared=True)
    own_ids = np.array(ids, dtype=np.int64)[batch.pause_ticket].tolist()
    whys = [pause[2] for own in pauses for pause in own]
    insert(
        TicketPause,
        ["ticket_id", "started_at", "ended_at", "why"],
        zip(own_ids, _moments(batch.pause_start), _moments(batch.pause_end), whys, strict=True),
        prepared=True,
    )
    of_steps = [(key, step) for key, own in zip(ids, steps, strict=True) for step in own]
    insert(
        PriorityStep,
        ["ticket_id", "changed_at", "priority"],
        zip(
            [key for key, _ in of_steps],
            _moments(as_column([step[0] for _, step in of_steps])),
            [step[1] for _, step in of_steps],
            strict=True,
        ),
        prepared=True,
    )


TICKET_FIELDS = [
    "id", "number", "kind", "priority", "category_id", "municipality_id", "team_id",
    "created_at", "responded_at", "resolved_at", "closed_at", "is_resolved_by_closing", "reopenings",
    "policy_id", "due_at", "stopped_at", "business_time", "paused_time", "response_time", "verdict",
]  # fmt: skip
KIND_PLACES = {str(kind): place for place, kind in enumerate(KINDS)}
PRIORITY_PLACES = {str(priority): place for place, priority in enumerate(PRIORITIES)}
WAITING_PLACES = {str(why): place for place, why in enumerate(WAITINGS)}
VERDICT_TEXTS = [*(verdict.value for verdict in VERDICTS), ""]


def _new_ids(count: int) -> list[int]:
    """Keys that nobody else gets, within the caller's transaction."""
    table = Ticket._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [table, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
    return list(range(last + 1, last + 1 + count))


def _moments(values: Micros) -> list[str | None]:
    """As the database takes moments in text, in UTC."""
    return _without(_texts(values), values)


def _lengths(values: Micros) -> list[Any]:
    if connection.vendor == "postgresql":
        return _without([f"{value} microseconds" for value in values.tolist()], values)
    return _without(values.tolist(), values)


def _months(created: Micros) -> Iterable[str]:
    """In UTC, as `touches` names them."""
    return np.unique(created.astype("datetime64[us]").astype("datetime64[M]")).astype(str).tolist()


def _texts(values: Micros) -> list[str]:
    """`2024-01-31 08:00:00` with a fraction only where there is one, as SQLite compares them letter by letter."""
    moments = values.astype("datetime64[us]")
    signs = np.datetime_as_string(moments, unit="s").astype("U19")
    if len(signs):
        signs.view("U1").reshape(len(signs), 19)[:, 10] = " "
    texts: list[str] = signs.tolist()
    fractions = values % 1_000_000
    for place in np.flatnonzero((fractions > 0) & (values != MISSING)).tolist():
        texts[place] += f".{fractions[place]:06d}"
    if connection.vendor == "postgresql":
        return [text + "+00" for text in texts]
    return texts


def _without(texts: list[Any], values: Micros) -> list[Any]:
    for place in np.flatnonzero(values == MISSING).tolist():
        texts[place] = None
    return texts


# Measuring again


def recompute(rules: Rules | None, progress: Progress) -> int:
    """Measure every ticket by the rules as they are now; the number whose result changed."""
    ends: dict[str, Any] = Ticket.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0
    _take_memory()
    changed, span = 0, ends["last"] - ends["first"] + 1
    for start in range(ends["first"], ends["last"] + 1, RECOMPUTE_CHUNK):
        with transaction.atomic():
            changed += _recompute_between(rules, start, start + RECOMPUTE_CHUNK)
        done = min(start + RECOMPUTE_CHUNK - ends["first"], span)
        progress(f"Måler saker på nytt: {100 * done // span} prosent", min(99, 100 * done // span))
    touches.compact()
    return changed


def _recompute_between(rules: Rules | None, first: int, end: int) -> int:
    """Of the tickets with these keys; nobody else changes tickets meanwhile."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE support_ticket IN SHARE ROW EXCLUSIVE MODE")
    stored = read_columns(
        Ticket.objects.filter(pk__gte=first, pk__lt=end),
        moments=("created_at", "responded_at", "resolved_at", "closed_at", "due_at", "stopped_at"),
        lengths=("business_time", "paused_time", "response_time"),
        choices={"kind": KINDS, "priority": PRIORITIES, "verdict": VERDICT_TEXTS[:-1]},
        keys=("id", "policy_id"),
    )
    if not len(stored["id"]):
        return 0
    order = np.argsort(stored["id"])
    stored = {name: column[order] for name, column in stored.items()}
    batch, starting = _stored_batch(stored, first, end)
    new = measure_columns(rules, batch, stored["kind"], stored["priority"], starting)
    pairs: list[tuple[Any, Any]] = [
        (new.policy, stored["policy_id"]), (new.due, stored["due_at"]), (new.stopped, stored["stopped_at"]),
        (new.used, stored["business_time"]), (new.paused, stored["paused_time"]),
        (new.response, stored["response_time"]), (new.verdict, stored["verdict"]),
    ]  # fmt: skip
    other = np.flatnonzero(np.any([left != right for left, right in pairs], axis=0))
    with touches.at_once(lambda: _months(stored["created_at"][other])):
        _write(stored["id"][other], [left[other] for left, _ in pairs])
    return len(other)


def _stored_batch(stored: dict[str, Micros], first: int, end: int) -> tuple[Batch, Codes]:
    """The tickets with their pauses, and the priority that each began with, -1 where it never changed."""
    ids = stored["id"]
    pauses = read_columns(
        TicketPause.objects.filter(ticket_id__gte=first, ticket_id__lt=end),
        moments=("started_at", "ended_at"), choices={"why": WAITINGS}, keys=("ticket_id",),
    )  # fmt: skip
    steps = read_columns(
        PriorityStep.objects.filter(ticket_id__gte=first, ticket_id__lt=end),
        moments=("changed_at",), choices={"priority": PRIORITIES}, keys=("ticket_id", "id"),
    )  # fmt: skip
    order = np.lexsort((steps["id"], steps["changed_at"], steps["ticket_id"]))
    owner, changed_at, priority = (steps[name][order] for name in ("ticket_id", "changed_at", "priority"))
    starting, changed = np.full(len(ids), -1, dtype=np.int64), np.full(len(ids), MISSING, dtype=np.int64)
    if len(owner):
        begins = np.flatnonzero(np.diff(owner, prepend=-1))
        lasts = np.append(begins[1:], len(owner)) - 1
        rows = np.searchsorted(ids, owner[begins])
        starting[rows] = priority[begins]
        changed[rows] = np.where(lasts > begins, changed_at[lasts], MISSING)
    batch = Batch(
        stored["created_at"], stored["resolved_at"], stored["closed_at"], stored["responded_at"], changed,
        np.searchsorted(ids, pauses["ticket_id"]), pauses["started_at"], pauses["ended_at"],
        pauses["why"].astype(np.int8),
    )  # fmt: skip
    return batch, starting


MEASURED_COLUMNS = [
    "policy_id", "due_at", "stopped_at", "business_time", "paused_time", "response_time", "verdict",
]  # fmt: skip


def _write(ids: Codes, values: list[Any]) -> None:
    if not len(ids):
        return
    policy, due, stopped, used, paused, response, verdict = values
    columns = [
        [key or None for key in policy.tolist()], _moments(due), _moments(stopped),
        _lengths(used), _lengths(paused), _lengths(response),
        [VERDICT_TEXTS[code] for code in verdict.tolist()],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(MEASURED_COLUMNS)
            cursor.execute(
                f"CREATE TEMPORARY TABLE support_measured ON COMMIT DROP AS SELECT id, {names} "
                "FROM support_ticket WITH NO DATA"
            )
            copy("support_measured", ["id", *MEASURED_COLUMNS], zip(ids.tolist(), *columns, strict=True))
            sets = ", ".join(f"{name} = new.{name}" for name in MEASURED_COLUMNS)
            # Within the range, or the whole table would be read for every chunk.
            cursor.execute(
                f"UPDATE support_ticket SET {sets} FROM support_measured AS new "
                "WHERE support_ticket.id = new.id AND support_ticket.id BETWEEN %s AND %s",
                [int(ids.min()), int(ids.max())],
            )
            cursor.execute("DROP TABLE support_measured")
            return
        sets = ", ".join(f"{name} = %s" for name in MEASURED_COLUMNS)
        cursor.executemany(
            f"UPDATE support_ticket SET {sets} WHERE id = %s", list(zip(*columns, ids.tolist(), strict=True))
        )
