"""A hundred requests about one meeting at once: each is answered, and nothing is lost or doubled."""

import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from meetings.proceedings import treating
from meetings.proceedings.models import Attendance, Proposal, Sitting, Treatment, Vote
from rorikt.audit import trail
from rorikt.audit.overtaken import stamp
from rorikt.saving.models import SavedChange
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="on SQLite the audit trail cannot be emptied after such a test"
    ),
]
HUNDRED = 100
# Requests that are answered at a time, as by a server with so many threads: PostgreSQL takes a hundred connections.
ANSWERED = 60


@pytest.fixture
def item(head):
    factories.make_cooperation()
    meeting = factories.make_open_meeting(factories.make_council(HUNDRED // 2))
    made = meeting.agenda.select_related("meeting").get()
    treating.take_up(made, by=head, now=factories.RUN_AT)
    Proposal.objects.create(item=made, text="Ja", is_recommended=True)
    return made


def at_once(head, requests):
    """The answers, in the order of the requests: pairs of an address and what is sent to it."""
    together, answering = threading.Barrier(len(requests)), threading.BoundedSemaphore(ANSWERED)
    known = Client()
    known.force_login(head)

    def send(request):
        path, fields = request
        client = Client(raise_request_exception=False)
        client.cookies = known.cookies
        headers = {"X-Saving": fields.pop("number", str(uuid.uuid4())), "X-Person": str(head.pk)}
        together.wait()
        with answering:
            try:
                answer = client.post(path, fields, headers=headers)
                return answer.status_code, answer.json()
            finally:
                connections.close_all()

    with ThreadPoolExecutor(len(requests)) as people:
        return list(people.map(send, requests))


def url(name, item, *more):
    return reverse(f"meetings:{name}", args=[item.meeting.year, item.meeting.sequence, item.sequence, *more])


def test_fifty_votes_and_fifty_secretaries_who_write_the_same_text(head, item):
    proposal = item.proposals.get()
    votes = [
        (url("case-vote", item, seat), {f"{seat}-choice": f"for-{proposal.pk}", f"{seat}-seen": stamp({"choice": ""})})
        for seat in item.meeting.attendances.values_list("seat", flat=True)
    ]
    texts = [
        (url("case-part", item, "decision"), {"decision": f"Tekst {n}", "seen": stamp({"decision": ""})})
        for n in range(HUNDRED // 2)
    ]
    before = Sitting.objects.get().revision

    answers = at_once(head, votes + texts)

    assert Counter(status for status, _ in answers[:50]) == {200: 50}
    assert Counter(status for status, _ in answers[50:]) == {200: 1, 409: 49}
    assert Vote.objects.filter(choice="for").count() == 50
    won = next(n for n, (status, _) in enumerate(answers[50:]) if status == 200)
    assert Treatment.objects.get().decision == f"Tekst {won}"
    assert Sitting.objects.get().revision == before + 51
    assert trail.broken_entries() == []


def test_one_change_sent_a_hundred_times(head, item):
    number, seat = str(uuid.uuid4()), Attendance.objects.first().seat_id
    fields = {"text": "Et forslag", "put_by": seat, "number": number}

    answers = at_once(head, [(url("case-proposal", item), dict(fields)) for _ in range(HUNDRED)])

    assert Counter(status for status, _ in answers) == {200: HUNDRED}
    assert all(answer == answers[0][1] for _, answer in answers)
    assert item.proposals.count() == 2
    assert SavedChange.objects.count() == 1


def test_a_case_is_decided_once_by_a_hundred_who_press_the_button(head, item):
    proposal = item.proposals.get()
    chosen = {"voting": f"unanimous-{proposal.pk}", "seen": stamp({"voting": ""})}
    [(status, _)] = at_once(head, [(url("case-voting", item), chosen)])
    assert status == 200
    fields = {"outcome": "decided", "decision": "Ja", "seen": stamp({"decision": ""})}

    answers = at_once(head, [(url("case-settle", item), dict(fields)) for _ in range(HUNDRED)])

    assert Counter(status for status, _ in answers) == {200: 1, 422: HUNDRED - 1}
    assert all("avgjort" in answer["reason"] for status, answer in answers if status == 422)
