"""Twenty people do the same at once: each is answered in words, and one of them wins where only one can."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from budget.frame.models import FrameChange
from budget.projects.models import PaymentOnAccount
from meetings.agenda.actions import fix_numbers, move_item
from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.documents.models import Document
from meetings.registers.standard import Standard
from rorikt.snapshot import one_snapshot
from rorikt.texts.blocks import without_ids
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
TWENTY, HUNDRED = 20, 100
TOLD = {200, 302, 409, 503}


def at_once(head, path, typed, people=TWENTY):
    """The status of each answer. `path` may be another one for each."""
    together = threading.Barrier(people, timeout=60)

    def send(number):
        client = Client(raise_request_exception=False)
        client.force_login(head)
        together.wait()
        try:
            return client.post(path(number) if callable(path) else path, typed(number)).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(people) as pool:
        return Counter(pool.map(send, range(people)))


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
        factories.make_waiting(title=f"Sak {number}", stage=AgendaItem.Stage.CLEARED)

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


@on_postgresql
def test_a_hundred_change_two_agendas(head, municipalities):
    """Cases added, moved up, put elsewhere, taken off and sent, all at once: unique numbers without holes."""
    factories.make_cooperation()
    meetings = [factories.make_meeting(held_on=date(2024, month, 14)) for month in (2, 5)]
    items = [factories.make_item(meeting=meetings[number % 2]) for number in range(20)]
    waiting = [factories.make_waiting() for _ in range(20)]
    ways = [
        lambda n: (
            reverse("meetings:agenda-item-new", args=[2024, n % 2 + 1]),
            {"title": f"Ny {n}", "kind": "decision"},
        ),
        lambda n: (reverse("meetings:agenda-item-move", args=[items[n % 20].reference_id]), {"direction": "opp"}),
        lambda n: (
            reverse("meetings:agenda-item-place", args=[waiting[n % 20].reference_id]),
            {"meeting": meetings[n % 2].pk},
        ),
        lambda n: (reverse("meetings:agenda-item-take-off", args=[items[n % 20].reference_id]), {}),
        lambda n: (
            reverse("meetings:agenda-item-place", args=[items[n % 20].reference_id]),
            {"meeting": meetings[n % 2].pk},
        ),
    ]
    asked = [ways[number % 5](number // 5) for number in range(HUNDRED)]

    answers = at_once(head, lambda n: asked[n][0], lambda n: asked[n][1], HUNDRED)

    assert set(answers) <= TOLD
    assert answers[302] > 40
    assert AgendaItem.objects.count() == 60
    for meeting in meetings:
        numbers = list(meeting.agenda.values_list("sequence", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


@on_postgresql
def test_twenty_write_in_one_section(head, municipalities):
    """Each in a paragraph of their own: all is there, nobody is asked, and the history holds every text."""
    factories.make_cooperation()
    body = "".join(f'<p data-id="block{n:03}">Avsnitt {n}.</p>' for n in range(TWENTY))
    section = factories.make_section(document=factories.make_document(), body=body)
    path, together, took = section.get_absolute_url(), threading.Barrier(TWENTY, timeout=60), []

    def one(number):
        client = Client(raise_request_exception=False)
        client.force_login(head)
        seen = "1"
        together.wait()
        try:
            for save in range(3):
                mine = body.replace(f"Avsnitt {number}.", f"Avsnitt {number}, lagret {save}.")
                typed = {"title": section.title, "state": section.state, "text_seen": seen, "body": mine}
                sent = {"X-Saving": str(uuid4()), "X-Person": str(head.pk)}
                for _ in range(20):
                    began = time.monotonic()
                    answer = client.post(path, typed, headers=sent)
                    took.append(time.monotonic() - began)
                    if answer.status_code != 503:
                        break
                assert answer.status_code == 200, answer.content
                seen = answer.json()["stamp"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TWENTY) as pool:
        list(pool.map(one, range(TWENTY)))

    section.refresh_from_db()
    assert without_ids(section.body) == "".join(f"<p>Avsnitt {n}, lagret 2.</p>" for n in range(TWENTY))
    assert section.revisions.exclude(number=None).count() == 1 + 3 * TWENTY
    print(f"saves: median {sorted(took)[len(took) // 2] * 1000:.0f} ms, longest {max(took) * 1000:.0f} ms")


@on_postgresql
def test_cases_that_are_moved_while_the_packet_is_kept(head, municipalities):
    """What was sent never moves, whoever came first; the others follow it without holes."""
    factories.make_cooperation()
    meeting = factories.make_meeting()
    items = [factories.make_item(meeting=meeting) for _ in range(10)]
    now = datetime(2024, 2, 6, 12, tzinfo=UTC)
    together = threading.Barrier(TWENTY, timeout=60)
    sent = {}

    def one(number):
        together.wait()
        try:
            if number == 7:
                sent.update(sent_at_once(meeting, now))
            else:
                move_item(AgendaItem.objects.get(pk=items[number % 10].pk), (-1) ** number, by=head, now=now)
        except ValidationError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(TWENTY) as pool:
        list(pool.map(one, range(TWENTY)))

    assert sorted(sent.values()) == list(range(1, 11))
    assert sent == dict(meeting.agenda.values_list("pk", "sequence"))


@one_snapshot
def sent_at_once(meeting, now):
    """As a packet does when it is kept."""
    fix_numbers(meeting, now=now)
    return dict(meeting.agenda.values_list("pk", "sequence"))


@on_postgresql
def test_a_case_made_of_one_decision_of_an_expert_group(head, municipalities):
    factories.make_register_row(factories.make_register(Standard.GROUPS), faggruppe="Skole")
    decisions = factories.make_register(Standard.GROUP_DECISIONS)
    row = factories.make_register_row(decisions, vedtak="Lesebrett", faggruppe="Skole", status="Skal til rådet")

    answers = at_once(head, reverse("meetings:group-decision-case", args=[row.uuid]), lambda n: {})

    assert answers == {302: TWENTY}
    row.refresh_from_db()
    assert AgendaItem.objects.get().reference_id == row.case_id
