"""Twenty people do the same at once: each is answered in words, and one of them wins where only one can."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from budget.frame.models import FrameChange
from budget.projects.models import PaymentOnAccount
from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.documents.models import Document
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
TWENTY = 20
TOLD = {200, 302, 409, 503}


def at_once(head, path, typed):
    """The status of each answer."""
    together = threading.Barrier(TWENTY)

    def send(number):
        client = Client(raise_request_exception=False)
        client.force_login(head)
        together.wait()
        try:
            return client.post(path, typed(number)).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TWENTY) as people:
        return Counter(people.map(send, range(TWENTY)))


on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite the audit trail cannot be emptied after such a test"
)


@on_postgresql
def test_two_new_meetings(head, municipalities):
    factories.make_cooperation()

    answers = at_once(head, reverse("meetings:meeting-new"), lambda n: {"held_on": f"{n + 1}.2.2024", "sequence": ""})

    assert set(answers) <= TOLD
    assert answers[302] == Meeting.objects.count() > 0


@on_postgresql
def test_the_next_meeting_prepared(head, municipalities):
    factories.make_cooperation()
    meeting = factories.make_meeting(held_on=date(2099, 2, 10))
    for number in range(5):
        AgendaItem.objects.create(title=f"Sak {number}", stage=AgendaItem.Stage.CLEARED)

    answers = at_once(head, reverse("meetings:meeting-prepare"), lambda n: {})

    assert answers == {302: TWENTY}
    assert list(meeting.agenda.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 9))
    assert Document.objects.count() == 1


@on_postgresql
def test_the_first_meeting_planned_and_prepared_on_the_spot(head, municipalities):
    factories.make_cooperation()

    answers = at_once(head, reverse("meetings:meeting-prepare"), lambda n: {"held_on": "10.2.2099", "place": "Molde"})

    assert set(answers) <= TOLD
    assert answers[302] > 0
    assert [meeting.agenda.count() for meeting in Meeting.objects.all()] == [3]


@on_postgresql
def test_one_leader_of_the_council(head, municipalities):
    factories.make_cooperation()
    typed = {"function": "chair", "municipality": "1506", "from_on": "1.1.2024"}

    answers = at_once(head, reverse("meetings:seat-new"), lambda n: {**typed, "name": f"Leder {n}"})

    assert answers[302] == CouncilMember.objects.count() == 1
    assert set(answers) <= TOLD


@on_postgresql
def test_the_first_payments_of_a_year(head, municipalities):
    factories.make_cooperation()
    typed = {f"payment_{one.pk}": "1 000" for one in municipalities}

    answers = at_once(head, reverse("budget:payments", args=[2024]), lambda n: typed)

    assert set(answers) <= TOLD
    assert answers[302] > 0
    assert PaymentOnAccount.objects.count() == len(municipalities)


@on_postgresql
def test_one_estimate_decided(head, municipalities):
    factories.make_cooperation()
    factories.make_key()
    estimate = factories.make_estimate()
    factories.make_estimate_line(estimate=estimate)
    typed = {"decision": "Rådet", "decided_on": "14.2.2024", "case": "2024/M1-001"}

    path = reverse("budget:estimate-decide", args=[estimate.slug])
    client = Client()
    client.force_login(head)
    form = client.get(path).context["form"]
    changes = {"changes": form["changes"].value()}
    answers = at_once(head, path, lambda n: typed | changes)

    assert set(answers) <= TOLD
    assert answers[302] == 1
    assert FrameChange.objects.count() == len(changes["changes"])
