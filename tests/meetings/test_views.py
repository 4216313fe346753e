"""Who may open what, what a list costs, and what a person meets who asks for something odd."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.documents.models import Document
from meetings.own.models import ManualFigure, ManualTable
from meetings.reading.cases import agenda_for
from rorikt.audit.models import AuditEntry
from tests import factories
from tests.pdfs import make_pdf

EVERYONE = {"head", "author", "finance", "council_member", "administrator"}
WRITERS = {"head", "author", "administrator"}
AUTHORS = {"head", "author"}
HEAD = {"head"}


@pytest.fixture
def house(db):
    """One of everything: a meeting with a case, an approved document, a draft, and what they carry."""
    item = factories.make_item()
    approved = factories.make_document(agenda_item=item, status=Document.Status.APPROVED)
    factories.make_version(approved)
    draft = factories.make_document(agenda_item=item)
    section = factories.make_section(document=draft)
    ManualTable.objects.create(document=draft, slug="t", title="T", columns=[{"label": "A", "kind": "text"}])
    ManualFigure.objects.create(document=draft, slug="f", label="F", value=1, origin="Telling")
    path = default_storage.save("attachments/x.pdf", ContentFile(make_pdf()))
    attachment = factories.make_attachment(agenda_item=item, file=path)
    return {
        "case": (2024, 1, 1),
        "meeting": (2024, 1),
        "approved": (approved.pk,),
        "version": (approved.pk, 1),
        "draft": (draft.pk,),
        "section": (section.pk,),
        "table": (draft.pk, "t"),
        "figure": (draft.pk, "f"),
        "attachment": (attachment.pk,),
        "definition": (factories.make_definition().pk,),
        "project": (factories.make_building_project().pk,),
        "": (),
    }


@pytest.mark.parametrize(
    ("name", "thing", "allowed"),
    [
        ("meetings", "", EVERYONE),
        ("council", "", EVERYONE),
        ("meeting", "meeting", EVERYONE),
        ("agenda-item", "case", EVERYONE),
        ("attachment", "attachment", EVERYONE),
        ("attachment-file", "attachment", EVERYONE),
        ("attachment-original", "attachment", EVERYONE),
        ("attachment-edit", "attachment", HEAD),
        ("packet-issue", "meeting", HEAD),
        ("documents", "", EVERYONE),
        ("document", "approved", EVERYONE),
        ("version", "version", EVERYONE),
        ("definitions", "", EVERYONE),
        ("building-projects", "", EVERYONE),
        ("document", "draft", WRITERS),
        ("document-outline", "draft", WRITERS),
        ("document-data", "draft", WRITERS),
        ("section-edit", "section", AUTHORS),
        ("manual-table-new", "draft", AUTHORS),
        ("manual-table", "table", AUTHORS),
        ("manual-table-delete", "table", AUTHORS),
        ("manual-figure-new", "draft", AUTHORS),
        ("manual-figure", "figure", AUTHORS),
        ("manual-figure-delete", "figure", AUTHORS),
        ("definition-new", "", AUTHORS),
        ("definition-edit", "definition", AUTHORS),
        ("building-project-new", "", AUTHORS),
        ("building-project-edit", "project", AUTHORS),
        ("meeting-new", "", HEAD),
        ("meeting-edit", "meeting", HEAD),
        ("agenda-item-new", "meeting", HEAD),
        ("agenda-item-edit", "case", HEAD),
        ("agenda-item-delete", "case", HEAD),
        ("attachment-delete", "attachment", HEAD),
        ("document-new", "", HEAD),
        ("document-edit", "draft", HEAD),
        ("document-approve", "draft", HEAD),
        ("section-place", "section", HEAD),
        ("section-delete", "section", HEAD),
    ],
)
def test_a_page_opens_for_those_who_may_and_for_no_others(client, house, request, name, thing, allowed):
    url = reverse(f"meetings:{name}", args=house[thing])
    opened = set()

    for role in sorted(EVERYONE):
        client.force_login(request.getfixturevalue(role))
        response = client.get(url)
        b"".join(response)  # a file is closed once it is read
        status = response.status_code
        assert status in {200, 403, 404}, (role, status)
        opened |= {role} if status == 200 else set()
    client.logout()

    assert opened == allowed
    assert client.get(url).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("attachment-new", "case"),
        ("attachment-move", "attachment"),
        ("document-move", "draft"),
        ("section-move", "section"),
    ],
)
def test_what_only_changes_things_is_sent_by_the_head_and_cannot_be_opened(client, house, request, name, thing):
    url = reverse(f"meetings:{name}", args=house[thing])
    done = set()

    for role in sorted(EVERYONE):
        client.force_login(request.getfixturevalue(role))
        assert client.get(url).status_code == 405
        done |= {role} if client.post(url, {"direction": "opp"}).status_code in {200, 302} else set()

    assert done == HEAD


@pytest.mark.parametrize(
    ("name", "thing", "body"),
    [
        ("document-outline", "draft", {"title": "Nytt"}),
        ("document-approve", "draft", {}),
        ("section-delete", "section", {}),
        ("agenda-item-delete", "case", {}),
        ("attachment-delete", "attachment", {}),
    ],
)
@pytest.mark.parametrize("role", ["author", "council_member", "administrator"])
def test_an_author_or_a_reader_changes_nothing_by_sending(client, house, request, role, name, thing, body):
    client.force_login(request.getfixturevalue(role))

    response = client.post(reverse(f"meetings:{name}", args=house[thing]), body)

    assert response.status_code in {403, 404}


def test_a_draft_is_not_found_by_those_who_may_not_read_it(client, house, council_member):
    client.force_login(council_member)

    assert client.get(reverse("meetings:document", args=house["draft"])).status_code == 404
    assert client.get(reverse("meetings:document-pdf", args=house["draft"])).status_code == 404


def test_an_author_writes_only_what_is_theirs(client, author, head):
    mine = factories.make_section(responsible=author)
    theirs = factories.make_section(responsible=head)
    client.force_login(author)

    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(theirs.get_absolute_url()).status_code == 403


def test_readers_see_the_approved_title_and_writers_the_new_one(client, head, council_member):
    document = factories.make_document(title="Godkjent navn", status=Document.Status.APPROVED)
    factories.make_version(document)
    Document.objects.update(title="Nytt navn", status=Document.Status.DRAFT)
    url = reverse("meetings:documents")

    client.force_login(head)
    assert "Nytt navn" in client.get(url).content.decode()
    client.force_login(council_member)
    page = client.get(url).content.decode()
    assert "Godkjent navn" in page
    assert "Nytt navn" not in page


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("meetings", factories.make_item),
        ("council", factories.make_council_member),
        ("documents", lambda: factories.make_version(factories.make_document(agenda_item=factories.make_item()))),
        ("definitions", factories.make_definition),
        ("building-projects", factories.make_building_project),
    ],
)
def test_a_list_costs_the_same_queries_for_any_length(client, head, name, make):
    client.force_login(head)
    costs = []

    for rows in (1, 3):
        for _ in range(rows - len(costs)):
            make()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse(f"meetings:{name}"))
        assert len(response.context["table"].rows) == rows
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("cases", [1, 4])
def test_the_page_of_a_meeting_costs_the_same_queries_for_any_agenda(client, head, cases, django_assert_num_queries):
    meeting = factories.make_meeting()
    for _ in range(cases):
        item = factories.make_item(meeting=meeting)
        factories.make_version(factories.make_document(agenda_item=item))
        factories.make_attachment(agenda_item=item)
    client.force_login(head)

    with django_assert_num_queries(8):
        response = client.get(meeting.get_absolute_url())

    assert len(response.context["cases"]) == cases


def test_papers_with_estimates_cost_the_same_queries_however_many(finance):
    """Whether an estimate is closed by an exempt case is asked once for a meeting, and not for each of its papers."""
    meeting = factories.make_meeting()
    factories.make_item(meeting=meeting, exemption_basis="offentleglova § 23", public_title="Unntatt")

    def count():
        with CaptureQueriesContext(connection) as queries:
            agenda_for(meeting, finance)
        return len(queries)

    def add_paper():
        item = factories.make_item(meeting=meeting)
        factories.make_document(agenda_item=item, cost_estimate=factories.make_estimate())

    add_paper()
    count()  # what a person is, is read once
    one = count()
    add_paper()
    add_paper()

    assert count() == one


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?page=sju", "Listen har ingen side «sju». Her er den første siden."),
        ("?page=9", "Listen har ingen side «9». Her er den første siden."),
        ("?kind=roman", "Velg et gyldig valg."),
        ("?meeting=abc", "Velg et gyldig valg."),
        ("?sort=tull", "Dokumenter"),
        ("?per_page=-1", "Dokumenter"),
    ],
)
def test_an_odd_query_string_is_answered_in_norwegian(client, head, query, words):
    factories.make_document()
    client.force_login(head)

    response = client.get(reverse("meetings:documents") + query)

    assert response.status_code == 200
    assert words in response.content.decode()


def test_documents_are_narrowed_by_kind_and_meeting(client, head):
    item = factories.make_item()
    report = factories.make_document(kind=Document.Kind.ACTIVITY_REPORT, agenda_item=item)
    paper = factories.make_document()
    client.force_login(head)
    url = reverse("meetings:documents")

    by_kind = client.get(url, {"kind": "case_paper"}).context["table"]
    by_meeting = client.get(url, {"meeting": item.meeting.pk}).context["table"]

    assert [row.record for row in by_kind.rows] == [paper]
    assert [row.record for row in by_meeting.rows] == [report]


def test_a_meeting_warns_the_head_of_drafts_and_the_council_of_none(client, head, council_member):
    document = factories.make_document(agenda_item=factories.make_item())
    url = document.agenda_item.meeting.get_absolute_url()

    client.force_login(head)
    assert client.get(url).context["draft_count"] == 1
    client.force_login(council_member)
    assert client.get(url).context["cases"][0].papers == []


def test_an_earlier_version_says_that_there_is_a_newer_one(client, council_member):
    version = factories.make_version()
    factories.make_version(version.document)
    client.force_login(council_member)

    page = client.get(version.get_absolute_url()).content.decode()

    assert "Dette er en tidligere versjon." in page


def test_what_stops_an_approval_is_listed_and_nothing_is_approved(client, head):
    factories.make_cooperation()
    document = factories.make_document()
    factories.make_section(document=document, title="Tomt", body="")
    client.force_login(head)
    url = reverse("meetings:document-approve", args=[document.pk])

    pages = [client.get(url).content.decode(), client.post(url).content.decode()]

    assert all("Avsnitt 1 Tomt er tomt. Skriv teksten, eller slett avsnittet." in page for page in pages)
    assert document.versions.count() == 0


def test_a_finished_document_is_approved_once(client, head):
    factories.make_cooperation()
    document = factories.make_document()
    factories.make_section(document=document, body="<p>Ferdig.</p>")
    client.force_login(head)
    url = reverse("meetings:document-approve", args=[document.pk])

    first, second = client.post(url), client.post(url)

    assert first.url == document.get_absolute_url()
    assert "Dokumentet er allerede godkjent." in second.content.decode()
    assert document.versions.count() == 1


def test_the_case_number_of_a_deleted_middle_case_is_never_free(client, head):
    meeting = factories.make_meeting()
    first, last = factories.make_item(meeting=meeting), factories.make_item(meeting=meeting)
    client.force_login(head)

    refused = client.post(reverse("meetings:agenda-item-delete", args=[2024, 1, first.sequence]))
    done = client.post(reverse("meetings:agenda-item-delete", args=[2024, 1, last.sequence]))

    assert "Bare den siste saken kan slettes" in refused.content.decode()
    assert done.url == meeting.get_absolute_url()
    assert list(meeting.agenda.all()) == [first]


def test_a_case_with_papers_is_not_deleted(client, head):
    item = factories.make_document(agenda_item=factories.make_item()).agenda_item
    client.force_login(head)

    page = client.post(reverse("meetings:agenda-item-delete", args=[2024, 1, 1])).content.decode()

    assert "Saken har dokumenter eller vedlegg. Flytt eller slett dem først." in page
    assert item.meeting.agenda.exists()


def test_papers_change_places(client, head):
    item = factories.make_item()
    first = factories.make_document(agenda_item=item, position=1)
    second = factories.make_document(agenda_item=item, position=2)
    client.force_login(head)

    client.post(reverse("meetings:document-move", args=[second.pk]), {"direction": "opp"})
    client.post(reverse("meetings:document-move", args=[second.pk]), {"direction": "opp"})
    client.post(reverse("meetings:document-move", args=[second.pk]), {"direction": "sidelengs"})

    assert list(item.documents.all()) == [second, first]
    assert AuditEntry.objects.filter(action="flyttet dokument").count() == 1


def test_a_meeting_is_planned_with_the_next_free_number(client, head):
    factories.make_meeting(held_on=date(2024, 2, 14))
    client.force_login(head)

    response = client.post(reverse("meetings:meeting-new"), {"held_on": "2024-05-03", "place": "Vestnes"})

    assert response.url == reverse("meetings:meeting", args=[2024, 2])


@pytest.mark.parametrize(
    "path",
    [
        "/moter/99999999999/M1/",
        "/moter/2024/M99999999999999999999/",
        "/moter/2024/M1/0/",
        "/dokumenter/99999999999999999999999/",
        "/dokumenter/1/versjon/99999999999/",
        "/avsnitt/99999999999999999999999/",
        "/vedlegg/99999999999999999999999/fil/",
        "/jobber/00000000-0000-0000-0000-000000000000/",
    ],
)
def test_what_is_not_there_is_not_found(client, head, path):
    client.force_login(head)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["?sak=abc", "?sak=99999999999999999999", "?sak="])
def test_a_new_document_opens_whatever_case_it_is_asked_for(client, head, query):
    client.force_login(head)

    assert client.get(reverse("meetings:document-new") + query).status_code == 200


def test_a_filter_for_a_meeting_that_cannot_be_is_answered(client, head):
    client.force_login(head)

    assert client.get(reverse("meetings:documents"), {"meeting": "9" * 30}).status_code == 200
