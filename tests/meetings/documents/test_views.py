"""The list of documents and their places: what each role sees, and what an odd question is answered."""

import pytest
from django.urls import reverse

from meetings.documents.models import Document
from rorikt.audit.models import AuditEntry
from tests import factories


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


@pytest.mark.parametrize("query", ["?sak=abc", "?sak=99999999999999999999", "?sak="])
def test_a_new_document_opens_whatever_case_it_is_asked_for(client, head, query):
    client.force_login(head)

    assert client.get(reverse("meetings:document-new") + query).status_code == 200


def test_a_filter_for_a_meeting_that_cannot_be_is_answered(client, head):
    client.force_login(head)

    assert client.get(reverse("meetings:documents"), {"meeting": "9" * 30}).status_code == 200
