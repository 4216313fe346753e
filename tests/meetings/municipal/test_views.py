"""A document for one municipality, as a page and as a PDF."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from meetings.documents.content import NumberedSection, Text
from meetings.municipal.division import KEY
from meetings.municipal.shares import figures_for
from rorikt.figures.values import Figure, Source
from rorikt.pdf import typeset
from rorikt.people.models import Municipality
from tests import factories
from tests.rorikt.pdf.vera import faults


@pytest.fixture
def version(municipalities):
    figure = Figure("merforbruk", "Merforbruk 2024", Decimal("1937782.94"), "kr", "1 937 783 kr")
    section = NumberedSection("1", 1, "avsnitt-1", "Økonomi", (Text('<p data-figure="merforbruk">x</p>'),))
    source = Source(f"{KEY}2024", 5, "x", {"shares": factories.KEY_2024})
    content = factories.make_content(figures=(figure,), sections=(section,), sources=(source,))
    document = factories.make_document(kind="activity_report", status="approved")
    return factories.make_version(document, content=content)


def test_a_reader_sees_the_share_with_its_key_and_the_way_to_the_text(client, council_member, version):
    client.force_login(council_member)

    page = client.get(reverse("meetings:version-for", args=[version.document_id, 1, "1506"])).content.decode()

    for part in ("47,10\u00a0%", "912\u00a0695,76\u00a0kr", f'href="{version.get_absolute_url()}#avsnitt-1"'):
        assert part in page
    for other in Municipality.objects.exclude(number="1506"):
        assert reverse("meetings:version-for", args=[version.document_id, 1, other.number]) in page


def test_the_document_leads_to_the_figures_of_the_readers_own_municipality(client, council_member, version):
    client.force_login(council_member)

    page = client.get(version.document.get_absolute_url()).content.decode()

    assert reverse("meetings:version-for", args=[version.document_id, 1, council_member.municipality_id]) in page


def test_an_unknown_municipality_has_no_page(client, council_member, version):
    client.force_login(council_member)

    assert client.get(reverse("meetings:document-for", args=[version.document_id, "9999"])).status_code == 404


def test_a_draft_is_for_those_who_write(client, council_member, author, municipalities):
    url = reverse("meetings:document-for", args=[factories.make_document().pk, "1506"])

    client.force_login(council_member)
    assert client.get(url).status_code == 404
    client.force_login(author)
    assert "Dette er av et utkast" in client.get(url).content.decode()


@pytest.mark.slow
def test_its_pdf_is_archivable_and_accessible(version, tmp_path):
    municipality, content = Municipality.objects.get(number="1506"), version.frozen
    context = {"content": content, "municipality": municipality, "figures": figures_for(content, "1506", "Molde")}

    made = {"a": typeset.render(render_to_string("print/municipal.html", context))}

    assert faults(tmp_path, made) == {"a": []}
