"""Files that nginx is to send: the application names their place to it, for those alone whom it lets have them."""

import pytest
from django.urls import reverse

from meetings.papers import printing
from rorikt.pages import downloads
from rorikt.printing import kept_pdfs
from tests import factories

PDF = b"%PDF-1.7 " + b"hemmeligord " * 1000


@pytest.fixture
def handed_over(settings):
    settings.SENDFILE = "nginx"


@pytest.fixture
def version(head):
    factories.make_cooperation()
    item = factories.make_item(exemption_basis="offl. § 13", public_title="Skjermet")
    found = factories.make_version(factories.make_document(agenda_item=item, status="approved"), approved_by=head)
    kept_pdfs.keep(printing.paper_of_version(found).key, lambda: PDF)
    return found


def url_of(version):
    return reverse("meetings:version-pdf", args=[version.document_id, version.sequence])


def test_the_application_names_the_place_and_sends_nothing_itself(client, head, version, handed_over):
    client.force_login(head)

    answer = client.get(url_of(version))

    assert answer.content == b""
    assert answer["X-Accel-Redirect"].startswith(f"{downloads.INTERNAL}papers/")
    assert answer["Cache-Control"] == "private, no-store"


def test_who_may_not_have_it_is_told_no_place(client, finance, version, handed_over):
    client.force_login(finance)

    answer = client.get(url_of(version))

    assert answer.status_code == 404
    assert "X-Accel-Redirect" not in answer


def test_a_file_outside_the_folder_of_files_is_sent_by_the_application(rf, handed_over, tmp_path):
    (tmp_path / "other.pdf").write_bytes(PDF)
    (tmp_path / "files").mkdir(exist_ok=True)

    for path in (tmp_path / "other.pdf", tmp_path / "files" / ".." / "other.pdf"):
        answer = downloads.deliver(rf.get("/"), path, "a" * 64, "Fil.pdf")

        assert "X-Accel-Redirect" not in answer
        assert b"".join(answer.streaming_content) == PDF
        for close in answer._resource_closers:
            close()


def test_nothing_is_handed_over_unless_it_is_asked_for(client, head, version):
    client.force_login(head)

    answer = client.get(url_of(version))

    assert "X-Accel-Redirect" not in answer
    assert b"".join(answer.streaming_content) == PDF
    for close in answer._resource_closers:
        close()
