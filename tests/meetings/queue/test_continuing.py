"""A postponed case waits for another meeting as a new one, and the old one stays as it was."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from meetings.agenda.models import AgendaItem
from meetings.attachments.actions import delete_attachment
from meetings.documents.models import Document
from meetings.own.models import ManualFigure
from meetings.queue.continuing import requeue
from tests import factories
from tests.pdfs import make_pdf

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 20, 12, tzinfo=UTC)


@pytest.fixture
def postponed(author):
    item = factories.make_item(
        title="Avtalen",
        kind="election",
        summary="<p>Om avtalen</p>",
        exemption_basis="offentleglova § 23 tredje ledd",
        public_title="En avtale",
        exempt_until=date(2024, 9, 1),
        sent_at=NOW,
        stage="cleared",
    )
    item.case_officers.add(author)
    return item


def test_the_new_case_carries_what_the_old_one_was(postponed, head, author):
    again = requeue(postponed, by=head, now=NOW)

    assert (again.follows, again.meeting, again.number, again.stage) == (postponed, None, "", "draft")
    for name in ("title", "kind", "summary", "exemption_basis", "public_title", "exempt_until"):
        assert getattr(again, name) == getattr(postponed, name), name
    assert list(again.case_officers.all()) == [author]
    postponed.refresh_from_db()
    assert postponed.number == "2024/M1-001"


def test_it_is_made_once(postponed, head):
    again = requeue(postponed, by=head, now=NOW)

    assert requeue(postponed, by=head, now=NOW) == again
    assert AgendaItem.objects.waiting().count() == 1


def test_its_papers_are_drafts_with_the_same_texts_and_own_figures(postponed, head):
    paper = factories.make_document(agenda_item=postponed, status=Document.Status.APPROVED)
    factories.make_version(paper, approved_by=head)
    chapter = factories.make_section(document=paper, title="Vurdering", state="ready")
    factories.make_section(document=paper, parent=chapter, title="Kostnader", body="<p>Det koster [[tall:antall]].</p>")
    ManualFigure.objects.create(document=paper, slug="antall", label="Antall", value=7, origin="Telling")
    factories.make_document(agenda_item=postponed, kind=Document.Kind.MINUTES)

    again = requeue(postponed, by=head, now=NOW)

    (copied,) = again.documents.all()
    assert (copied.title, copied.status, copied.versions.count()) == (paper.title, "draft", 0)
    assert copied.mark != paper.mark
    sections = copied.sections.order_by("pk").values_list("title", "parent__title", "body", "state")
    assert list(sections) == [
        ("Vurdering", None, "", "not_begun"),
        ("Kostnader", "Vurdering", "<p>Det koster [[tall:antall]].</p>", "draft"),
    ]
    assert [one.carried for one in copied.sections.order_by("pk")] == ["", "last"]
    assert all(figure.is_carried for figure in copied.manual_figures.all())
    assert [figure.slug for figure in copied.manual_figures.all()] == ["antall"]
    paper.refresh_from_db()
    assert (paper.agenda_item, paper.status, paper.sections.count()) == (postponed, "approved", 2)


def test_its_attachments_are_the_same_files_and_outlive_each_other(postponed, head, django_capture_on_commit_callbacks):
    path = default_storage.save("attachments/x.pdf", ContentFile(make_pdf()))
    attachment = factories.make_attachment(agenda_item=postponed, file=path, uploaded_by=head)

    again = requeue(postponed, by=head, now=NOW)
    (copied,) = again.attachments.all()
    assert (copied.file.name, copied.sha256, copied.title) == (path, attachment.sha256, attachment.title)

    with django_capture_on_commit_callbacks(execute=True):
        delete_attachment(copied, by=head, now=NOW)
    assert default_storage.exists(path)


def test_a_case_that_was_not_sent_is_taken_off_instead(head):
    with pytest.raises(ValidationError, match="Ta den av sakslisten i stedet"):
        requeue(factories.make_item(), by=head, now=NOW)
