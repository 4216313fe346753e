"""Pages that are kept, read by every role in any order while all that they show changes: each answer is held against
the page made anew for the same person, and what is exempt is found by those alone who may read it."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from meetings.agenda.models import AgendaItem, Meeting
from meetings.approving.approval import keep_version
from meetings.documents.content import NumberedSection, Text
from meetings.documents.models import Document
from meetings.kept_versions import contents, texts
from meetings.visits.models import ReadMark
from rorikt.keeping import answers
from rorikt.people.models import Cooperation, User
from tests import factories
from tests.thorough import examples
from tests.transactions import as_of_a_test

EXAMPLES, STEPS = examples(2, 60), 14
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
SECRET = "hemmeligord"
# In the order in which they are made: who may read what is exempt, and who may not.
ROLES = (
    (User.Role.HEAD, None), (User.Role.AUTHOR, None), (User.Role.COUNCIL_MEMBER, "1506"),
    (User.Role.COUNCIL_MEMBER, "1535"), (User.Role.FINANCE, "1506"), (User.Role.FINANCE, "1579"),
    (User.Role.ADMINISTRATOR, None),
)  # fmt: skip
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|csrf[^>]{0,40}?")[A-Za-z0-9]{64}')
NONCE = re.compile(rb'nonce="[^"]+"')
ROOMS = (answers._answers, contents._contents, texts._texts)


@pytest.fixture(autouse=True)
def kept_pages(monkeypatch):
    for room in ROOMS:
        monkeypatch.setattr(room, "most_bytes", 20_000_000)
    monkeypatch.setattr(answers, "LEAST_GAIN", 0)
    yield
    for room in ROOMS:
        room.clear()


def content_of(document, text, secret=""):
    blocks = (Text(f'<p data-id="aaaaaa">{text}</p><p data-id="bbbbbb">Slutt.</p>'),)
    sections = [NumberedSection("1", 1, "avsnitt-1", "Innledning", blocks, key="nokkel1")]
    if secret:
        closed = (Text(f'<p data-id="cccccc">{secret}</p>'),)
        sections.append(NumberedSection("2", 1, "avsnitt-2", f"Om {secret}", closed, key="nokkel2"))
    return factories.make_content(title=document.title, kind=document.kind, sections=tuple(sections))


def approve(document, text, secret="", by=None):
    """With an edition of its own for the public where there is a secret."""
    public = content_of(document, text) if secret else None
    Document.objects.filter(pk=document.pk).update(status=Document.Status.APPROVED)
    return keep_version(document, content_of(document, text, secret), public, by=by, now=NOW)


def bare(answer):
    """What was answered, without what is another in each answer."""
    body = getattr(answer, "content", b"")
    return answer.status_code, answer.headers.get("Location"), NONCE.sub(b"", TOKEN.sub(rb"\1", body))


class Readers(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        for room in ROOMS:
            room.clear()
        self.transaction = as_of_a_test()
        self.transaction.__enter__()
        factories.make_municipalities()
        factories.make_cooperation()
        self.people = [factories.make_user(role=role, municipality_id=number) for role, number in ROLES]
        self.clients = [Client() for _ in self.people]
        for client, person in zip(self.clients, self.people, strict=True):
            client.force_login(person)
        self.count = 0
        meeting = factories.make_meeting(held_on=date(2024, 2, 14))
        self.items = [factories.make_item(meeting=meeting, title=f"Sak {n}") for n in range(2)]
        self.items.append(
            factories.make_item(
                meeting=meeting, title=f"Sak om {SECRET}", summary=f"<p>{SECRET}</p>", exemption_basis="offl. § 13",
                public_title="Skjermet sak",
            )
        )  # fmt: skip
        self.papers = [
            factories.make_document(title=f"Papir {n}", agenda_item=item) for n, item in enumerate(self.items)
        ]
        approve(self.papers[0], "Åpent", by=self.people[0])
        approve(self.papers[1], "Delvis", SECRET, by=self.people[0])
        approve(self.papers[2], SECRET, by=self.people[0])
        self.addresses = [meeting.get_absolute_url(), reverse("meetings:meetings")]
        self.addresses += [reverse("rorikt:home"), reverse("support:index"), reverse("support:tickets")]
        self.addresses += [item.get_absolute_url() for item in self.items]
        for paper in self.papers:
            self.addresses += [
                paper.get_absolute_url(),
                reverse("meetings:version", args=[paper.pk, 1]),
                reverse("meetings:version-public", args=[paper.pk, 1]),
            ]

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @rule(who=st.integers(0, len(ROLES) - 1), where=st.integers(0, 16), only_open=st.booleans())
    def somebody_reads(self, who, where, only_open):
        client, address = self.clients[who], self.addresses[where]
        headers = {"X-Only-Open": "1"} if only_open else {}
        got = [client.get(address, headers=headers) for _ in range(2)]
        anew = self.made_anew(client, address, headers)

        assert [bare(one) for one in got] == [bare(anew)] * 2
        assert [one.headers.get("Cache-Control") for one in got] == [anew.headers.get("Cache-Control")] * 2
        if only_open or not User.objects.get(pk=self.people[who].pk).has_perm("meetings.view_exempt"):
            assert SECRET.encode() not in got[1].content

    def made_anew(self, client, address, headers):
        """By the same code with nothing kept."""
        before = [room.most_bytes for room in ROOMS]
        held = [room._held for room in ROOMS]
        for room in ROOMS:
            room.most_bytes, room._held = 0, type(room._held)()
        try:
            return client.get(address, headers=headers)
        finally:
            for room, size, things in zip(ROOMS, before, held, strict=True):
                room.most_bytes, room._held = size, things

    @rule(
        who=st.integers(1, len(ROLES) - 1),
        role=st.sampled_from(list(User.Role)),
        number=st.sampled_from(["1506", "1535"]),
    )
    def somebody_gets_another_role(self, who, role, number):
        User.objects.filter(pk=self.people[who].pk).update(role=role, municipality=number)

    @rule(who=st.integers(0, len(ROLES) - 1), size=st.sampled_from(["100", "150"]))
    def somebody_wants_another_look(self, who, size):
        User.objects.filter(pk=self.people[who].pk).update(looks={"size": size})

    @rule(which=st.integers(0, 2), is_exempt=st.booleans())
    def a_case_is_closed_or_opened(self, which, is_exempt):
        """The third holds the secret, and stays closed."""
        if which < 2:
            basis = (
                {"exemption_basis": "offl. § 13", "public_title": "Skjermet"} if is_exempt else {"exemption_basis": ""}
            )
            AgendaItem.objects.filter(pk=self.items[which].pk).update(**basis)

    @rule(which=st.integers(0, 2))
    def a_paper_is_corrected(self, which):
        self.count += 1
        secret = SECRET if which else ""
        text = SECRET if which == 2 else f"Rettet {self.count}"
        approve(self.papers[which], text, secret if which == 1 else "", by=self.people[0])

    @rule(which=st.integers(0, 2))
    def a_paper_becomes_a_draft_again(self, which):
        Document.objects.filter(pk=self.papers[which].pk).update(status=Document.Status.DRAFT)

    @rule(which=st.integers(0, 2), withdrawn=st.booleans())
    def a_case_is_withdrawn(self, which, withdrawn):
        AgendaItem.objects.filter(pk=self.items[which].pk).update(sent_at=NOW, withdrawn_at=NOW if withdrawn else None)

    @rule(place=st.sampled_from(["Molde", "Vestnes"]))
    def the_meeting_moves(self, place):
        Meeting.objects.update(place=place)

    @rule()
    def a_ticket_comes(self):
        factories.make_ticket()

    @rule(name=st.sampled_from(["Samarbeidet", "Det nye samarbeidet"]))
    def the_cooperation_is_called_something_else(self, name):
        Cooperation.objects.update(name=name)

    @rule(who=st.integers(0, len(ROLES) - 1), which=st.integers(0, 2))
    def somebody_marks_what_they_read(self, who, which):
        from meetings.visits import report
        from meetings.visits.actions import mark_sections

        version, by = self.papers[which].versions.first(), self.people[who]
        outline = report.outline_of_version(version, is_public=True)
        mark_sections(self.papers[which], list(outline.to_read), by=by, now=NOW)

    @rule(who=st.integers(0, len(ROLES) - 1))
    def somebody_forgets_what_they_read(self, who):
        ReadMark.objects.filter(user=self.people[who]).delete()

    @rule(who=st.integers(0, len(ROLES) - 1), which=st.integers(0, 2))
    def somebody_notes(self, who, which):
        factories.make_note(author=self.people[who], document=self.papers[which], block="aaaaaa")


Readers.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.django_db
def test_a_kept_page_is_the_page_that_would_be_made_now():
    Readers.TestCase("runTest").runTest()
