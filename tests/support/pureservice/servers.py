"""A Pureservice with faults that are switched on by name, over real HTTP on this machine.

A fault is a function `(handler, resource, query) -> bool` that answers in place of the desk where it returns True. Most
are used up after the number of times they are given.
"""

import json
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from support.pureservice.demo import Desk, DeskServer, Handler

KEY = "s3cret-key-that-no-page-shows"
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


class FaultyHandler(Handler):
    def do_GET(self):  # noqa: N802
        resource, query = self.question()
        self.server.asked.append((resource, query))
        for fault in list(self.server.faults):
            if fault(self, resource, query):
                return None
        return super().do_GET()

    def date_time_string(self, timestamp=None):
        return format_datetime(datetime.now(UTC).replace(microsecond=0) + self.server.skew, usegmt=True)


class FaultyServer(DeskServer):
    def __init__(self, desk):
        super().__init__(desk, key=KEY, handler=FaultyHandler)
        self.asked, self.faults, self.skew = [], [], timedelta()

    def handle_error(self, request, client_address):
        """A client that hangs up is part of the tests."""

    def questions(self, resource):
        return [query for asked, query in self.asked if asked == resource]


@contextmanager
def running(desk):
    server = FaultyServer(desk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# A desk of a few tickets, known in every part


def small_desk(count=3, **overrides):
    desk = Desk()
    desk.lists |= {
        "tickettypes": [{"id": 1, "name": "Hendelse"}, {"id": 2, "name": "Bestilling"}],
        "priorities": [{"id": 1, "name": "Lav"}, {"id": 3, "name": "Høy"}],
        "statuses": [
            {"id": 1, "name": "Ny", "coreStatus": 10},
            {"id": 5, "name": "Venter", "coreStatus": 30},
            {"id": 7, "name": "Løst", "coreStatus": 50},
        ],
        "categories": [{"id": 17, "name": "Klient"}, {"id": 2, "name": "PC"}, {"id": 3, "name": "Treg"}],
        "companies": [
            {"id": 5, "name": "Første kommune", "organizationNumber": "921221967"},
            {"id": 6, "name": "Andre kommune", "organizationNumber": 921221968},
        ],
        "users": [
            {"id": 88, "fullName": "Ola Fortrolig", "emailAddress": "ola@fortrolig.example", "companyId": 5},
            {"id": 89, "fullName": "Kari Fortrolig", "companyId": 6},
        ],
    }
    desk.tickets = [foreign_ticket(index, **overrides) for index in range(1, count + 1)]
    return desk


def foreign_ticket(index, **overrides):
    created = START + timedelta(minutes=index)
    return {
        "id": 10 * index,
        "requestNumber": 1000 + index,
        "subject": "Fortrolig emne",
        "description": "<p>Fortrolig beskrivelse</p>",
        "solution": "Fortrolig løsning",
        "emailAddress": "ola@fortrolig.example",
        "created": stamp(created),
        "modified": stamp(created + timedelta(hours=2)),
        "responded": None,
        "resolved": stamp(created + timedelta(hours=2)),
        "closed": None,
        "reopened": None,
        "reopenedCount": 0,
        "pendingUserSince": None,
        "isMarkedForDeletion": False,
        "statusId": 7,
        "priorityId": 3,
        "ticketTypeId": 1,
        "requestTypeId": 1,
        "category1Id": 17,
        "category2Id": 2,
        "category3Id": None,
        "userId": 88,
        "assignedTeamId": 3,
        **overrides,
    }


def stamp(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def touch(row, moment, **changes):
    row.update(changes, modified=stamp(moment))


# Faults


def times(count, fault, resource="ticket"):
    """The fault for the first `count` questions about one resource."""
    left = [count]

    def once(handler, asked, query):
        if asked != resource or not left[0]:
            return False
        left[0] -= 1
        return fault(handler, asked, query)

    return once


def status(code, **headers):
    def fault(handler, resource, query):
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value() if callable(value) else value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return True

    return fault


def body(content, content_type="application/json"):
    def fault(handler, resource, query):
        handler.send_bytes(200, content, content_type)
        return True

    return fault


def changed_answer(change):
    """What the desk would have answered, after `change` has had it."""

    def fault(handler, resource, query):
        answer = handler.server.desk.answer(resource, query, bare=False)
        handler.send_json(200, change(json.loads(json.dumps(answer))))
        return True

    return fault


def bare_lists(handler, resource, query):
    answer = handler.server.desk.answer(resource, query, bare=resource != "ticket/count")
    handler.send_json(200, answer)
    return True


def slow(seconds):
    def fault(handler, resource, query):
        time.sleep(seconds)
        return False

    return fault


def dripping(handler, resource, query):
    """A byte now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.02)
    except OSError:
        pass
    return True


def cut(handler, resource, query):
    """Promises more than comes."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"tickets": [')
    handler.wfile.flush()
    handler.close_connection = True
    return True


def hang_up(handler, resource, query):
    handler.close_connection = True
    handler.connection.close()
    return True
