"""Twenty people do the same at once: each is answered in words, and one of them wins where only one can."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from budget.frame.models import FrameChange
from budget.projects.models import PaymentOnAccount
from meetings.agenda.models import Meeting
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
