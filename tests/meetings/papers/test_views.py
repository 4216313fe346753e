"""The pages of a paper: who may read and write it, what its versions say, and what approves it or stops it."""

import pytest
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from meetings.documents.models import Document
from tests import factories


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


def test_an_approved_paper_says_so_before_it_is_edited(client, head):
    approved = factories.make_document(status=Document.Status.APPROVED)
    section = factories.make_section(document=approved)
    client.force_login(head)
    pages = [
        section.get_absolute_url(),
        reverse("meetings:document-outline", args=[approved.pk]),
        reverse("meetings:document-data", args=[approved.pk]),
    ]

    assert all("Dokumentet er godkjent. Endrer du noe" in client.get(page).content.decode() for page in pages)

    Document.objects.update(status=Document.Status.DRAFT)
    assert not any("Dokumentet er godkjent" in client.get(page).content.decode() for page in pages)


def test_the_job_of_a_paper_is_closed_with_its_case_to_the_one_who_asked_for_it(client, finance):
    version = factories.make_version(factories.make_document(agenda_item=factories.make_item(), status="approved"))
    client.force_login(finance)

    page = client.get(f"{version.get_absolute_url()}pdf/").url
    assert client.get(page).status_code == 200
    AgendaItem.objects.update(exemption_basis="offl. § 23", public_title="En sak")

    assert client.get(page).status_code == 403


@pytest.mark.parametrize("closing", ["itself", "its case", "its estimate"])
def test_a_paper_that_is_closed_as_a_whole_has_no_public_edition(client, council_member, closing):
    exempt = {"exemption_basis": "offl. § 23", "public_title": "En sak"}
    case = factories.make_item(**exempt)
    fields = {
        "itself": exempt,
        "its case": {"agenda_item": case},
        "its estimate": {"cost_estimate": factories.make_estimate(case=case.reference)},
    }[closing]
    closed, partly = factories.make_document(status="approved", **fields), factories.make_document(status="approved")
    public = factories.make_content().to_json()
    address = ["version", "version-public", "version-public-pdf"]
    client.force_login(council_member)

    def answers(document):
        version = factories.make_version(document, public_content=public)
        args = [document.pk, version.sequence]
        pages = [client.get(reverse(f"meetings:{name}", args=args)) for name in address]
        return [page.status_code for page in pages], reverse("meetings:version-public", args=args) in str(
            pages[0].content
        )

    assert answers(closed) == ([200, 404, 404], False)
    assert answers(partly) == ([200, 200, 302], True)
