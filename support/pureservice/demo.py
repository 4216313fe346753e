"""A small service desk that answers as Pureservice does, for the demo and for the tests to put faults into.

The demo's tickets are drawn from one seed, the same every time, and all were created after those of the demo itself.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import transaction
from django.utils import timezone

from rorikt import sealing
from rorikt.calendar import OSLO
from rorikt.people.models import Municipality
from support.pureservice.models import (
    CategoryMapping,
    CompanyMapping,
    PriorityMapping,
    PureserviceConnection,
    TypeMapping,
)
from support.sla.models import Priority
from support.tickets.models import Category

Row = dict[str, Any]
KEY = "demo-key-of-no-value"
PORT = 8099
FIRST, LAST = datetime(2024, 2, 5, tzinfo=OSLO), datetime(2024, 6, 28, tzinfo=OSLO)
COUNT = 900
FIRST_NUMBER = 880_001
PREFIX = "/agent/api/"

_NEW, _WAITS, _SOLVED = 1, 5, 7
_TYPES = {1: "Hendelse", 2: "Bestilling", 3: "Varsel fra overvåking"}
_PRIORITIES = {1: "Lav", 2: "Middels", 3: "Høy", 4: "Kritisk", 5: "Avtalt tid"}
_MEANT = {1: Priority.LOW, 2: Priority.MEDIUM, 3: Priority.HIGH, 4: Priority.CRITICAL}
_STATUSES = {_NEW: ("Ny", 10), _WAITS: ("Venter på bruker", 30), _SOLVED: ("Løst", 50)}
_NEW_CATEGORY = "Velferdsteknologi"
_COLLECTIONS = {"tickettype": "tickettypes", "priority": "priorities", "status": "statuses",
                "category": "categories", "company": "companies", "user": "users", "team": "teams"}  # fmt: skip

_CLAUSE = re.compile(r"(\w+) (==|>=|<=|>) (\d+|DateTimeOffset\([\d, ]+, TimeSpan\([\d, ]+\)\))")
_TIME_FIELDS = ("created", "modified")


class Desk:
    """The rows of a service desk, by collection. `answer` gives the body for a path and its query."""

    def __init__(self) -> None:
        self.tickets: list[Row] = []
        self.lists: dict[str, list[Row]] = {name: [] for name in _COLLECTIONS.values()}

    def answer(self, resource: str, query: dict[str, str], *, bare: bool) -> Any:
        """Raises ValueError for a filter that is not understood and KeyError for an unknown resource."""
        if resource == "ticket/count":
            return {"count": len(self.chosen(query.get("filter", "")))}
        start, limit = int(query.get("start", "0")), min(int(query.get("limit", "500")), 500)
        if resource == "ticket":
            rows = self.chosen(query.get("filter", ""))[start : start + limit]
            return rows if bare else {"tickets": rows, "linked": self.linked(rows, query.get("include", ""))}
        key = _COLLECTIONS[resource]
        rows = _filtered(self.lists[key], query.get("filter", ""))[start : start + limit]
        return rows if bare else {key: rows}

    def chosen(self, condition: str) -> list[Row]:
        return sorted(_filtered(self.tickets, condition), key=lambda row: row["id"])

    def linked(self, rows: list[Row], include: str) -> dict[str, list[Row]]:
        included = set(include.split(","))
        users = [user for user in self.lists["users"] if user["id"] in {row["userId"] for row in rows}]
        companies = {user["companyId"] for user in users}
        return {
            "users": users if "user" in included else [],
            "companies": [row for row in self.lists["companies"] if row["id"] in companies]
            if "user.company" in included
            else [],
            "statuses": self.lists["statuses"] if "status" in included else [],
        }


def _filtered(rows: list[Row], condition: str) -> list[Row]:
    tests = [_test(part.strip()) for part in condition.split(" AND ")] if condition else []
    return [row for row in rows if all(test(row) for test in tests)]


def _test(part: str) -> Callable[[Row], bool]:
    if part == "!isMarkedForDeletion":
        return lambda row: not row["isMarkedForDeletion"]
    if part.startswith("(") and part.endswith(")"):
        alternatives = [_test(alternative) for alternative in part[1:-1].split(" OR ")]
        return lambda row: any(test(row) for test in alternatives)
    found = _CLAUSE.fullmatch(part)
    if not found:
        raise ValueError(part)
    name, operator, text = found.groups()
    value = _moment(text) if name in _TIME_FIELDS else int(text)

    def test(row: Row) -> bool:
        own = row.get(name, 0)
        if name in _TIME_FIELDS:
            try:
                own = datetime.fromisoformat(own)
            except (TypeError, ValueError):
                return False
            own = own if own.tzinfo else own.replace(tzinfo=UTC)
        return bool({"==": own == value, ">=": own >= value, "<=": own <= value, ">": own > value}[operator])

    return test


def _moment(text: str) -> datetime:
    """`DateTimeOffset(2026, 11, 1, 0, 0, 0, 000, TimeSpan(0, 1, 0, 0))`."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    year, month, day, hour, minute, second, milliseconds, days, hours, minutes, seconds = numbers
    offset = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    moment = datetime(year, month, day, hour, minute, second, milliseconds * 1000, tzinfo=UTC)
    return moment - offset


class Handler(BaseHTTPRequestHandler):
    """GET with the right key, in either envelope by the Accept header. The key is never printed."""

    protocol_version = "HTTP/1.1"
    server: "DeskServer"

    def question(self) -> tuple[str, dict[str, str]]:
        """The resource that is asked for, and the query."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return parts.path.removeprefix(PREFIX).strip("/"), query

    def do_GET(self) -> None:
        resource, query = self.question()
        if self.headers.get("X-Authorization-Key") != self.server.key:
            return self.send_json(401, {"errors": [{"code": "unauthorized"}]})
        if not self.path.startswith(PREFIX):
            return self.send_json(404, {})
        try:
            bare = "vnd.api+json" not in self.headers.get("Accept", "")
            body = self.server.desk.answer(resource, query, bare=bare)
        except KeyError:
            return self.send_json(404, {})
        except ValueError:
            return self.send_json(400, {})
        return self.send_json(200, body)

    def send_json(self, status: int, body: Any) -> None:
        self.send_bytes(status, json.dumps(body).encode(), "application/vnd.api+json")

    def send_bytes(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the server's log is not the place for what somebody asks."""


class DeskServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, desk: Desk, *, port: int = 0, key: str = KEY, handler: type[BaseHTTPRequestHandler] = Handler
    ) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.desk, self.key = desk, key

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


# The demo's desk


def demo_desk() -> Desk:
    """Needs the municipalities and the categories of the installation, whose names it uses."""
    random, desk = Random(20240205), Desk()
    municipalities, categories = list(Municipality.objects.all()), [c.name for c in Category.objects.all()]
    companies = [f"{municipality.name} kommune" for municipality in municipalities] + ["Leverandør av fagsystem"]
    desk.lists |= {
        "tickettypes": [_value(identity, name) for identity, name in _TYPES.items()],
        "priorities": [_value(identity, name) for identity, name in _PRIORITIES.items()],
        "statuses": [{**_value(i, name), "coreStatus": core} for i, (name, core) in _STATUSES.items()],
        "categories": [_value(i, name) | {"level": 1} for i, name in enumerate([*categories, _NEW_CATEGORY], 1)],
        "teams": [_value(i, name) for i, name in enumerate(["Kundeservice", "Drift", "Fagsystem"], 1)],
        "companies": [_value(i, name) | {"organizationNumber": None} for i, name in enumerate(companies, 1)],
        "users": [
            {"id": i, "fullName": f"Bruker {i}", "companyId": _company_of(i, len(companies))} for i in range(1, 61)
        ],
    }
    days = (LAST - FIRST).days
    starts = sorted(
        FIRST + timedelta(days=random.randrange(days), hours=8, minutes=random.randrange(450)) for _ in range(COUNT)
    )
    for index, created in enumerate(starts):
        desk.tickets.append(_demo_ticket(random, index, created, len(categories)))
    return desk


def _company_of(user: int, companies: int) -> int:
    """The last user alone belongs to the supplier, the last company."""
    return companies if user == 60 else (user - 1) % (companies - 1) + 1


def _demo_ticket(random: Random, index: int, created: datetime, categories: int) -> Row:
    kind = random.choices([1, 2, 3], [55, 40, 5])[0]
    took = timedelta(hours=random.lognormvariate(2.2, 1.3))
    resolved = created + took if random.random() < 0.93 and created + took < LAST else None
    waits = resolved is None and random.random() < 0.3
    # Few come from outside the municipalities, and few are of a category that nobody has mapped.
    category = categories + 1 if random.random() < 0.02 else random.randrange(categories) + 1
    user = random.randrange(60) + 1
    return {
        "id": 5000 + index * 3,
        "requestNumber": FIRST_NUMBER + index,
        "subject": f"Henvendelse fra bruker {user}",
        "description": "<p>Tekst fra bruker</p>",
        "emailAddress": f"bruker{user}@example.no",
        "created": created.isoformat(),
        "modified": ((resolved or created) + timedelta(minutes=5)).isoformat(),
        "responded": (created + timedelta(minutes=random.randrange(5, 240))).isoformat(),
        "resolved": resolved.isoformat() if resolved else None,
        "closed": None,
        "reopened": None,
        "pendingUserSince": (created + timedelta(hours=2)).isoformat() if waits else None,
        "isMarkedForDeletion": False,
        "statusId": _SOLVED if resolved else _WAITS if waits else _NEW,
        "priorityId": random.choices([1, 2, 3, 4, 5], [6, 88, 4, 1, 1])[0],
        "ticketTypeId": kind,
        "requestTypeId": 1,
        "category1Id": category,
        "category2Id": None,
        "category3Id": None,
        "userId": user,
        "assignedTeamId": random.randrange(3) + 1,
    }


def _value(identity: int, name: str) -> Row:
    return {"id": identity, "name": name, "disabled": False, "index": identity}


@transaction.atomic
def prepare_demo_connection() -> PureserviceConnection:
    """Off until the demo's server is started. Most values are mapped; one of each kind is left to be mapped."""
    connection, made = PureserviceConnection.objects.get_or_create(
        defaults={
            "base_url": f"http://127.0.0.1:{PORT}",
            "sealed_key": sealing.seal(KEY),
            "key_changed_at": timezone.now(),
            "requests_per_minute": 600,
            "is_demo": True,
        }
    )
    if made:
        _map_demo_values()
    return connection


def _map_demo_values() -> None:
    kinds = {1: TypeMapping.Meaning.INCIDENT, 2: TypeMapping.Meaning.SERVICE_REQUEST, 3: TypeMapping.Meaning.IGNORED}
    TypeMapping.objects.bulk_create(
        TypeMapping(foreign_id=identity, name=name, meaning=kinds[identity]) for identity, name in _TYPES.items()
    )
    PriorityMapping.objects.bulk_create(
        PriorityMapping(foreign_id=identity, name=name, priority=_MEANT.get(identity, ""))
        for identity, name in _PRIORITIES.items()
    )
    CategoryMapping.objects.bulk_create(
        CategoryMapping(level1=identity, name=category.name, category=category)
        for identity, category in enumerate(Category.objects.all(), 1)
    )
    CompanyMapping.objects.bulk_create(
        CompanyMapping(foreign_id=i, name=f"{municipality} kommune", municipality=municipality, is_decided=True)
        for i, municipality in enumerate(Municipality.objects.all(), 1)
    )
