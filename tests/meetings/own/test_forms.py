"""A document's own tables and figures: what is typed wrong stands at its field, and nothing is stored."""

import pytest
from django.urls import reverse

from meetings.documents.models import Document
from meetings.own.models import ManualFigure, ManualTable
from tests import factories
from tests.meetings.forms import errors


def test_a_table_is_pasted_from_a_spreadsheet(reader):
    document = factories.make_document(status=Document.Status.APPROVED)
    typed = {"title": "Brukere av Visma BI", "columns_text": "Kommune\nBrukere | tall", "rows_text": "Molde\t1 200"}

    response = reader.post(reverse("meetings:manual-table-new", args=[document.pk]), typed)

    table = ManualTable.objects.get()
    assert response.url == reverse("meetings:document-data", args=[document.pk])
    assert (table.slug, table.rows) == ("brukere-av-visma-bi", [["Molde", "1200"]])
    document.refresh_from_db()
    assert document.status == Document.Status.DRAFT


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"rows_text": "Molde;mange"}, "rows_text", "Rad 1, kolonne 2 (Brukere): «mange» er ikke et tall."),
        ({"columns_text": "|tall"}, "columns_text", "Kolonne 1 mangler navn."),
        ({"slug": "opptatt"}, "slug", "Dokumentet har allerede en tabell med dette kortnavnet."),
        ({"slug": "ny"}, "slug", "Kortnavnet kan ikke være «ny». Velg et annet."),
    ],
)
def test_a_table_that_cannot_be_read_is_not_stored(reader, typed, field, words):
    document = factories.make_document()
    ManualTable.objects.create(document=document, slug="opptatt", title="T", columns=[{"label": "A", "kind": "text"}])
    whole = {"title": "Brukere", "columns_text": "Kommune\nBrukere | tall", "rows_text": "Molde;1"}

    response = reader.post(reverse("meetings:manual-table-new", args=[document.pk]), {**whole, **typed})

    assert list(errors(response)) == [field]
    assert errors(response)[field][0].startswith(words)
    assert response.context["form"]["title"].value() == "Brukere"
    assert ManualTable.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value": "tolv"}, "value"),
        ({"decimals": "5"}, "decimals"),
        ({"origin": ""}, "origin"),
        ({"slug": "to ord"}, "slug"),
    ],
)
def test_a_figure_that_cannot_be_read_is_not_stored(reader, typed, field):
    document = factories.make_document()
    whole = {"label": "Antall PC-er", "value": "1 200,5", "decimals": "1", "origin": "Telling"}

    response = reader.post(reverse("meetings:manual-figure-new", args=[document.pk]), {**whole, **typed})

    assert list(errors(response)) == [field]
    assert ManualFigure.objects.count() == 0


def test_a_figure_is_opened_as_it_is_printed_and_saved_unchanged(reader):
    document = factories.make_document()
    own = ManualFigure.objects.create(document=document, slug="pc", label="PC", value=1200, origin="Telling")
    url = reverse("meetings:manual-figure", args=[document.pk, "pc"])
    form = reader.get(url).context["form"]

    reader.post(url, {field.name: field.value() if field.value() is not None else "" for field in form})

    own.refresh_from_db()
    assert (form["value"].value(), own.value) == ("1\u00a0200", 1200)
