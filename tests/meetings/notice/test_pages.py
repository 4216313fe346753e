"""The pages of a notice: ready, shown, sent, and what became of it; and a hundred who send at once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.mailing.models import Delivery, Notice
from rorikt.people.models import User
from tests import factories
from tests.meetings.notice.conftest import make_seat

pytestmark = pytest.mark.django_db
LETTER = {"subject": "Innkalling", "text": "Velkommen.", "number": 1, "is_sure": "on"}


def path_of(meeting, name="notice"):
    return reverse(f"meetings:{name}", args=[meeting.year, meeting.sequence])


@pytest.fixture
def secretary(db):
    return factories.make_user(User.Role.SECRETARY)


def test_a_secretary_sees_what_goes_to_whom_and_sends_it(
    client, meeting, secretary, server, django_capture_on_commit_callbacks
):
    client.force_login(secretary)
    page = client.get(path_of(meeting))
    said = page.content.decode()
    assert "8 e-poster." in said
    assert "4 har ikke adresse og får ingenting: Molde, Rauma, Aukra, Hustadvika." in said
    assert "Det kalles inn til møte i Samarbeidsrådet for ROR-IKT." in said
    assert "Hemmelig" not in said

    shown = client.post(path_of(meeting), {**LETTER, "text": "Min egen tekst.", "preview": "1"}).content.decode()
    assert "<p>Min egen tekst.</p>" in shown
    assert not Notice.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path_of(meeting), {**LETTER, "text": "Min egen tekst.", "send": "1"})

    notice = Notice.objects.get()
    assert answer["Location"] == notice.get_absolute_url()
    log = client.get(notice.get_absolute_url()).content.decode()
    assert "8 overlevert." in log
    assert "250 2.0.0 Ok: queued as" in log
    sent = {mail.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() for mail in server.mails}
    previewed = {one.letter.plain.strip() for one in client.get(notice.get_absolute_url()).context["letters"]}
    assert previewed <= sent
    assert "Innkallingen er sendt" in client.get(meeting.get_absolute_url()).content.decode()


def test_warnings_are_said_yes_to(client, meeting, secretary, server):
    client.force_login(secretary)

    page = client.post(path_of(meeting), {**LETTER, "is_sure": "", "send": "1"}).content.decode()

    assert "Kryss av for at du har lest advarslene" in page
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"subject": ""}, "Emne"),
        ({"text": "Hemmelig anskaffelse"}, "unntatt offentlighet"),
        ({"ends_at": "08.00"}, "Møtet må slutte etter at det begynner."),
        ({"number": 7}, "i mellomtiden"),
        ({"number": "x"}, ""),
    ],
)
def test_a_letter_that_cannot_be_sent_is_refused_and_nothing_is_half_done(
    client, meeting, secretary, server, typed, told
):
    client.force_login(secretary)

    answer = client.post(path_of(meeting), {**LETTER, **typed, "send": "1"})

    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not Notice.objects.exists()
    meeting.refresh_from_db()
    assert meeting.summoned_at is None


def test_a_meeting_that_changed_says_so_until_it_is_sent(
    client, meeting, secretary, server, django_capture_on_commit_callbacks
):
    client.force_login(secretary)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path_of(meeting), {**LETTER, "send": "1"})
    assert "ikke sendt ennå" not in client.get(meeting.get_absolute_url()).content.decode()

    Meeting.objects.filter(pk=meeting.pk).update(place="Vestnes")

    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Endret etter at innkallingen ble sendt" in page
    assert "Sted: Vestnes, ikke lenger Rådhuset, Molde." in page


def test_the_pages_take_as_many_queries_for_one_as_for_many(client, meeting, secretary, server):
    client.force_login(secretary)
    paths = [path_of(meeting), meeting.get_absolute_url(), path_of(meeting, "notice-call-off")]

    def counts():
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    few = counts()
    for number in range(15):
        make_seat(f"Medlem{number} Flere", "member", "1579")
    assert counts() == few


def test_a_log_takes_as_many_queries_for_one_as_for_many(client, head):
    notice, _ = factories.make_notice(sent_by=head, state="handed_over")
    client.force_login(head)
    with CaptureQueriesContext(connection) as few:
        client.get(notice.get_absolute_url())
    for number in range(30):
        Delivery.objects.create(
            notice=notice, role="member", name="N", address=f"n{number}@example.no", why="medlem", audience="public",
            message_id=f"<{number}@example.no>",
        )  # fmt: skip

    with CaptureQueriesContext(connection) as many:
        client.get(notice.get_absolute_url())

    assert len(many) - len(few) <= 3  # whether it is being sent is asked of the jobs, once
    assert len(many) <= 14


def test_the_front_page_leads_to_what_did_not_arrive(client, head):
    meeting = factories.make_meeting(held_on=timezone.localdate() + timedelta(days=40))
    notice, _ = factories.make_notice(sent_by=head, meeting=meeting, state="refused")
    client.force_login(head)

    tasks = client.get(reverse("rorikt:home")).context["tasks"]

    assert [(task.label, task.url) for task in tasks] == [("Endring", notice.get_absolute_url())]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite the audit trail cannot be emptied after such a test"
)
def test_a_hundred_who_send_at_once_send_one_notice(head, meeting, server):
    together = threading.Barrier(20)

    def send(number):
        client = Client(raise_request_exception=False)
        client.force_login(head)
        together.wait()
        try:
            return [client.post(path_of(meeting), {**LETTER, "send": "1"}).status_code for _ in range(5)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as people:
        answers = Counter(status for got in people.map(send, range(20)) for status in got)

    assert set(answers) <= {200, 302, 409, 503}
    assert answers[302] == 1
    assert Notice.objects.count() == 1
    addresses = [mail["To"].addresses[0].addr_spec for mail in server.mails]
    assert sorted(addresses) == sorted(set(addresses))
