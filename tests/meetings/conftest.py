"""Fixtures shared by the tests of meetings: one of everything, and the head as a reader of pages."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from meetings.documents.models import Document
from meetings.own.models import ManualFigure, ManualTable
from tests import factories
from tests.pdfs import make_pdf


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
        "case": (item.reference_id,),
        "meeting": (2024, 1),
        "approved": (approved.pk,),
        "version": (approved.pk, 1),
        "draft": (draft.pk,),
        "section": (section.pk,),
        "table": (draft.pk, "t"),
        "figure": (draft.pk, "f"),
        "attachment": (attachment.pk,),
        "definition": (factories.make_definition().pk,),
        "register": (factories.make_building_project().register.slug,),
        "": (),
    }


@pytest.fixture
def reader(client, head):
    client.force_login(head)
    return client
