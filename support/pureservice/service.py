"""Pureservice as it is seen from here: its filters and its JSON, and nothing of the database.

There is no official description of the interface; what is known stands in docs/pureservice.md. Whatever can be wrong
with an answer is a `Trouble` with a Norwegian sentence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from support.pureservice.client import Client, NotThere, Trouble

PAGE = 500  # the most that one answer holds
LARGEST_ID = 2**63 - 1
LONGEST_LIST = 200_000
INCLUDES = "user,user.company,status"
WITHOUT_ZONE = "Saken har et tidspunkt uten tidssone. Velg i innstillingene hvordan det skal forstås."

_OSLO = ZoneInfo("Europe/Oslo")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Window:
    """Which tickets: ids above `after`, changed since a moment, created since a moment; `None` is open."""

    after: int = 0
    since: datetime | None = None
    created_from: datetime | None = None
    with_deleted: bool = True

    @property
    def filter(self) -> str:
        parts = ["requestTypeId == 1"]
        if self.after:
            parts.append(f"id > {self.after}")
        if self.since:
            parts.append(f"modified >= {_literal(self.since)}")
        if self.created_from:
            parts.append(f"created >= {_literal(self.created_from)}")
        if not self.with_deleted:
            parts.append("!isMarkedForDeletion")
        return " AND ".join(parts)


def _literal(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    clock = f"{utc.year}, {utc.month}, {utc.day}, {utc.hour}, {utc.minute}, {utc.second}, 000"
    return f"DateTimeOffset({clock}, TimeSpan(0, 0, 0, 0))"


class Name(NamedTuple):
    """A value of a list in Pureservice. `extra` is the organisation number of a company."""

    id: int
    name: str
    extra: str = ""


@dataclass
class Names:
    """What the ids of tickets stand for."""

    types: dict[int, Name] = field(default_factory=dict)
    priorities: dict[int, Name] = field(default_factory=dict)
    categories: dict[int, Name] = field(default_factory=dict)
    companies: dict[int, Name] = field(default_factory=dict)
    teams: dict[int, Name] = field(default_factory=dict)
    core_statuses: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ForeignTicket:
    """A ticket in Pureservice's own ids; 0 where it has no such value. `problem` says why it cannot be used."""

    foreign_id: int
    number: int | None = None
    modified_at: datetime | None = None
    created_at: datetime | None = None
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None
    pending_user_since: datetime | None = None
    type_id: int = 0
    priority_id: int = 0
    category1_id: int = 0
    category2_id: int = 0
    category3_id: int = 0
    company_id: int = 0
    status_id: int = 0
    core_status: int | None = None
    team_id: int = 0
    reopened_count: int = 0
    subject: str = ""
    is_deleted: bool = False
    problem: str = ""


class Source:
    """The questions that a run asks. Companies and statuses it meets on the way are added to `names`."""

    def __init__(self, client: Client, *, missing_zone: str = "wait", keeps_subject: bool = False) -> None:
        self._client, self._missing_zone, self._keeps_subject = client, missing_zone, keeps_subject
        self._company_of: dict[int, int] = {}
        self._has_all_users = False
        self.names = Names()

    @property
    def server_time(self) -> datetime | None:
        """What the service's clock showed at the first answer."""
        return self._client.server_time

    def load_names(self) -> None:
        """A list that the service does not have leaves its values with their numbers; `/team/` is a guess."""
        for resource, key, known in (
            ("tickettype", "tickettypes", self.names.types),
            ("priority", "priorities", self.names.priorities),
            ("category", "categories", self.names.categories),
            ("company", "companies", self.names.companies),
            ("team", "teams", self.names.teams),
        ):
            known.update((name.id, name) for name in map(_name, self._list(resource, key)))
        self._learn_statuses(self._list("status", "statuses"))

    def count(self, window: Window) -> int:
        answer = self._client.get("ticket/count", filter=window.filter)
        count = answer.get("count") if isinstance(answer, dict) else None
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= 2**31:
            raise Trouble("Pureservice oppgir ikke antallet saker på en måte som kan leses.")
        return count

    def page(self, window: Window) -> list[ForeignTicket]:
        """The next tickets of the window by id, each once; empty at the end, and only there."""
        while True:
            tickets, last_id = self._tickets(window.filter, after=window.after)
            if tickets or not last_id:
                return tickets
            window = replace(window, after=last_id)  # nothing but other kinds of requests, which is not the end

    def pages(self, window: Window) -> Iterator[list[ForeignTicket]]:
        while page := self.page(window):
            yield page
            window = replace(window, after=page[-1].foreign_id)

    def with_ids(self, ids: Iterable[int]) -> list[ForeignTicket]:
        """Those of the ids that still are there. Every page decides all ids that it passes."""
        wanted, found = sorted(set(ids)), []
        while wanted:
            page = self.page(Window(after=wanted[0] - 1))
            among = set(wanted)
            found += [ticket for ticket in page if ticket.foreign_id in among]
            wanted = [identity for identity in wanted if page and identity > page[-1].foreign_id]
        return found

    def _tickets(self, condition: str, *, after: int) -> tuple[list[ForeignTicket], int]:
        """The tickets of one answer, each as it was last changed, and the last id of all rows; 0 for no rows."""
        answer = self._client.get("ticket", start=0, limit=PAGE, sort="id asc", include=INCLUDES, filter=condition)
        rows, linked = _opened(answer, "tickets")
        ids = [_identity(row.get("id")) for row in rows]
        if ids != sorted(ids):
            raise Trouble("Pureservice gir ikke sakene i rekkefølge. Da kan ingen saker hentes sikkert.")
        if ids and ids[-1] <= after:
            raise Trouble("Pureservice gir de samme sakene om igjen. Da kan ingen saker hentes sikkert.")
        tickets_only = [row for row in rows if row.get("requestTypeId", 1) == 1]
        self._learn(linked)
        self._find_companies_of(tickets_only)
        by_id: dict[int, ForeignTicket] = {}
        for ticket in map(self._ticket, tickets_only):
            known = by_id.get(ticket.foreign_id)
            if ticket.foreign_id > after and (known is None or _is_newer(ticket, known)):
                by_id[ticket.foreign_id] = ticket
        return list(by_id.values()), ids[-1] if ids else 0

    def _ticket(self, row: dict[str, Any]) -> ForeignTicket:
        foreign_id = _identity(row.get("id"))
        try:
            status = _reference(row.get("statusId"))
            subject = _text(row.get("subject"), 200) if self._keeps_subject else ""
            ticket = ForeignTicket(
                foreign_id=foreign_id,
                number=_identity(row.get("requestNumber")),
                modified_at=self._moment(row, "modified"),
                created_at=self._moment(row, "created"),
                responded_at=self._moment(row, "responded"),
                resolved_at=self._moment(row, "resolved"),
                closed_at=self._moment(row, "closed"),
                reopened_at=self._moment(row, "reopened"),
                pending_user_since=self._moment(row, "pendingUserSince"),
                type_id=_reference(row.get("ticketTypeId")),
                priority_id=_reference(row.get("priorityId")),
                category1_id=_reference(row.get("category1Id")),
                category2_id=_reference(row.get("category2Id")),
                category3_id=_reference(row.get("category3Id")),
                company_id=self._company_of.get(_reference(row.get("userId")), 0),
                status_id=status,
                core_status=self.names.core_statuses.get(status),
                team_id=_reference(row.get("assignedTeamId")),
                reopened_count=_count(row.get("reopenedCount")),
                subject=subject,
                is_deleted=row.get("isMarkedForDeletion") is True,
            )
        except Trouble as trouble:
            return ForeignTicket(foreign_id, problem=str(trouble), is_deleted=row.get("isMarkedForDeletion") is True)
        return ticket if ticket.created_at else replace(ticket, problem="Saken mangler tidspunktet den ble opprettet.")

    def _moment(self, row: dict[str, Any], name: str) -> datetime | None:
        return read_moment(row.get(name), self._missing_zone)

    def _learn(self, linked: dict[str, Any]) -> None:
        self._learn_statuses(_rows(linked.get("statuses")))
        self.names.companies.update((name.id, name) for name in map(_name, _rows(linked.get("companies"))))
        self._learn_users(_rows(linked.get("users")))

    def _learn_statuses(self, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            core = row.get("coreStatus")
            if isinstance(core, int) and not isinstance(core, bool) and abs(core) < 2**31:
                self.names.core_statuses[_identity(row["id"])] = core

    def _learn_users(self, rows: Iterable[dict[str, Any]]) -> None:
        """Of a user nothing is kept but the company."""
        for row in rows:
            self._company_of[_identity(row["id"])] = _known_reference(row.get("companyId"))

    def _find_companies_of(self, rows: list[dict[str, Any]]) -> None:
        """A bare list brings no users along, so they are asked for, at last all of them. Who is not found has none."""
        missing = sorted({_known_reference(row.get("userId")) for row in rows} - self._company_of.keys() - {0})
        for start in range(0, len(missing), 50):
            some = missing[start : start + 50]
            alternatives = " OR ".join(f"id == {identity}" for identity in some)
            answer = self._client.get("user", start=0, limit=PAGE, filter=f"({alternatives})")
            self._learn_users(_rows(_opened(answer, "users")[0]))
        if not self._has_all_users and not self._company_of.keys() >= set(missing):
            self._has_all_users = True
            self._learn_users(self._list("user", "users"))
        self._company_of.update({identity: 0 for identity in missing if identity not in self._company_of})

    def _list(self, resource: str, key: str) -> list[dict[str, Any]]:
        """The whole of a short list. It has no filter to go by, so the pages are counted."""
        found: dict[int, dict[str, Any]] = {}
        start = 0
        while True:
            try:
                rows = _rows(_opened(self._client.get(resource, start=start, limit=PAGE), key)[0])
            except NotThere:
                return list(found.values())
            fresh = {identity: row for row in rows if (identity := _identity(row["id"])) not in found}
            if not fresh:
                return list(found.values())
            found.update(fresh)
            start += len(rows)
            if start > LONGEST_LIST:
                raise Trouble("En liste i Pureservice tar ikke slutt. Kontroller adressen.")


# How an answer is read


def read_moment(value: Any, missing_zone: str = "wait") -> datetime | None:
    """An instant in UTC. Raises Trouble for one that cannot be read, and for one without a zone unless told of it."""
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Trouble("Saken har et tidspunkt som ikke kan leses.") from None
    if moment.tzinfo is None:
        moment = _placed(moment, missing_zone)
    if not 1990 <= moment.year <= 2200:
        raise Trouble("Saken har et tidspunkt som ikke kan stemme.")
    return moment.astimezone(UTC)


def _placed(moment: datetime, missing_zone: str) -> datetime:
    if missing_zone == "utc":
        return moment.replace(tzinfo=UTC)
    if missing_zone != "oslo":
        raise Trouble(WITHOUT_ZONE)
    first, second = moment.replace(tzinfo=_OSLO, fold=0), moment.replace(tzinfo=_OSLO, fold=1)
    if first.utcoffset() != second.utcoffset():
        raise Trouble("Saken har et tidspunkt som ikke finnes, eller finnes to ganger, når klokken stilles.")
    return first


def _opened(answer: Any, key: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows and what is linked to them, from either envelope."""
    rows = answer.get(key) if isinstance(answer, dict) else answer
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Trouble("Svaret fra Pureservice har ikke den formen det skal ha. Kontroller prefikset.")
    linked = answer.get("linked") if isinstance(answer, dict) else None
    return rows, linked if isinstance(linked, dict) else {}


def _rows(value: Any) -> list[dict[str, Any]]:
    """The rows that can be known by their ids."""
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return [row for row in rows if _known_reference(row.get("id"))]


def _name(row: dict[str, Any]) -> Name:
    identity = _identity(row.get("id"))
    return Name(identity, _text(row.get("name"), 120) or f"Nr. {identity}", _text(row.get("organizationNumber"), 20))


def _text(value: Any, longest: int) -> str:
    """One line, without the signs that a database or a page cannot take."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) <= LARGEST_ID else ""
    if not isinstance(value, str):
        return ""
    clean = _CONTROLS.sub(" ", value).encode("utf-8", "ignore").decode()
    return " ".join(clean.split())[:longest]


def _identity(value: Any) -> int:
    """Raises Trouble for a row without a usable id: it could be neither stored nor passed."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST_ID:
        raise Trouble("En rad fra Pureservice mangler id eller saksnummer.")
    return value


def _reference(value: Any) -> int:
    """The id of another row; 0 for none."""
    return _identity(value) if value else 0


def _known_reference(value: Any) -> int:
    """The same, where one that cannot be read is none."""
    try:
        return _reference(value)
    except Trouble:
        return 0


def _count(value: Any) -> int:
    return min(value, 30_000) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _is_newer(ticket: ForeignTicket, known: ForeignTicket) -> bool:
    if ticket.modified_at is None or known.modified_at is None:
        return known.modified_at is None
    return ticket.modified_at > known.modified_at
