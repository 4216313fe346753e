"""Own figures and tables of the last document are marked until somebody has edited or confirmed them."""

import pytest
from django.urls import reverse

from meetings.documents.models import Document
from meetings.own.models import ManualFigure, ManualTable
from rorikt.audit.models import AuditEntry
from tests import factories


@pytest.fixture
def document(db):
    document = factories.make_document()
    for slug in ("f", "g"):
        ManualFigure.objects.create(
            document=document, slug=slug, label=slug.upper(), value=1, origin="Telling", is_carried=True
        )
    columns = [{"label": "A", "kind": "text"}]
    ManualTable.objects.create(document=document, slug="t", title="T", columns=columns, is_carried=True)
    return document


def test_one_that_is_saved_has_been_looked_at(reader, document):
    typed = {"label": "F", "slug": "f", "value": "2", "decimals": "0", "unit": "", "origin": "Telling"}

    reader.post(reverse("meetings:manual-figure", args=[document.pk, "f"]), typed)

    assert list(document.manual_figures.filter(is_carried=True).values_list("slug", flat=True)) == ["g"]


def test_the_rest_is_confirmed_at_once_and_the_trail_has_each(reader, document):
    page = reverse("meetings:document-data", args=[document.pk])
    assert reader.get(page).content.decode().count("Fra forrige, ikke bekreftet") == 3
    Document.objects.update(status=Document.Status.APPROVED)

    reader.post(reverse("meetings:document-data-confirm", args=[document.pk]))

    assert "Fra forrige, ikke bekreftet" not in reader.get(page).content.decode()
    told = sorted(AuditEntry.objects.values_list("action", flat=True))
    assert told == ["bekreftet egen tabell", "bekreftet eget tall", "bekreftet eget tall"]
    assert Document.objects.get().status == Document.Status.DRAFT
