"""The Word file says what the page says, in Word's own headings, lists and tables, and LibreOffice loses none of it."""

import shutil
import subprocess
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from docx.oxml.ns import qn

from meetings.approving.sealing import read_text
from meetings.documents.content import NumberedSection, Text
from meetings.proof.printed import missing_words, text_of
from meetings.word.docx_file import docx_of
from rorikt.figures.values import Cell, Chart, Column, Definitions, Series, Table, Term
from tests import factories

BODY = (
    "<p>Vi hadde <strong>595</strong> saker &amp; <em>mye</em> å gjøre.<br>Ny linje\x0b.</p>"
    "<ul><li>Første</li><li><p>Andre</p><ul><li>Under</li></ul></li></ul>"
    '<ol><li>En</li></ol><blockquote><p>Sitert</p></blockquote><p><a href="https://example.org/a">lenke</a></p>'
)
TABLE = Table(
    "t", "Driftsresultat", (Column("Type"), Column("2023", "number")), ((Cell("Lønn"), Cell("1\u00a0000")),),
    (Cell("Sum"), Cell("1\u00a0000")), unit_note="i hele 1000", note="En merknad.",
)  # fmt: skip


@pytest.fixture
def content():
    chart = Chart("d", "Saker", "bars", ("jan.",), (Series("Saker", (5.0,)),), "saker", TABLE)
    blocks = (Text(BODY), TABLE, chart, Definitions((Term("SLA", "Avtalt frist"),)))
    sections = (
        NumberedSection("1", 1, "avsnitt-1", "Saker", blocks),
        NumberedSection("1.1", 2, "avsnitt-1-1", "Under", ()),
    )
    return factories.make_content(sections=sections, control=(("Versjon", "06.02.2024"), ("Godkjent av", "")))


@pytest.fixture
def file(content):
    return docx.Document(BytesIO(docx_of(content)))


def test_headings_and_lists_have_the_styles_of_word(file):
    styled = [(one.style.name, one.text) for one in file.paragraphs if one.text and one.style.name != "Normal"]

    assert styled[:8] == [
        ("Title", "Aktivitetsrapport"),
        ("Heading 1", "1 Saker"),
        ("List Bullet", "Første"),
        ("List Bullet", "Andre"),
        ("List Bullet 2", "Under"),
        ("List Number", "En"),
        ("Quote", "Sitert"),
        ("Caption", "Driftsresultat i hele 1000"),
    ]
    assert ("Heading 2", "1.1 Under") in styled


def test_tables_are_tables_with_a_head_that_is_said_on_every_page(file):
    control, table, behind_chart, terms = file.tables

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Type", "2023"],
        ["Lønn", "1\u00a0000"],
        ["Sum", "1\u00a0000"],
    ]
    assert [cell.text for cell in control.rows[1].cells] == ["Godkjent av", "–"]
    for headed in (table, behind_chart, terms):
        assert headed.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert control.rows[0]._tr.trPr is None


def test_it_says_its_title_and_its_language(file):
    assert (file.core_properties.title, file.core_properties.language) == ("2024.02.14 - Prøverapport", "nb-NO")
    assert file.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "nb-NO"


def test_words_keep_their_formats_and_links_their_addresses(file):
    [line] = [one for one in file.paragraphs if one.text.startswith("Vi hadde")]

    assert [(run.text, run.bold, run.italic) for run in line.runs][1] == ("595", True, None)
    assert line.text.replace("\n", " ") == "Vi hadde 595 saker & mye å gjøre. Ny linje."
    assert any(one.text == "lenke (https://example.org/a)" for one in file.paragraphs)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_makes_a_pdf_of_it_without_losing_a_word(content, tmp_path):
    (tmp_path / "a.docx").write_bytes(docx_of(content))

    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip

    assert missing_words(read_text(content), text_of(tmp_path / "a.pdf")) == []


def test_who_may_not_see_what_is_exempt_gets_the_public_edition(client, finance, council_member):
    public = factories.make_content(sections=(NumberedSection("1", 1, "a", "Åpent", ()),))
    whole = factories.make_content(sections=(NumberedSection("1", 1, "a", "Unntatt", ()),))
    document = factories.make_document(status="approved")
    factories.make_version(document, content=whole, public_content=public.to_json())
    url = reverse("meetings:document-docx", args=[document.pk])

    def headings(user):
        client.force_login(user)
        return [one.text for one in docx.Document(BytesIO(client.get(url).getvalue())).paragraphs[1:2]]

    assert (headings(finance), headings(council_member)) == (["1 Åpent"], ["1 Unntatt"])


def test_a_draft_is_for_those_who_write(client, council_member, author):
    document = factories.make_document()
    url = reverse("meetings:document-docx", args=[document.pk])

    client.force_login(council_member)
    assert client.get(url).status_code == 404
    client.force_login(author)
    answer = client.get(url)
    assert (answer.status_code, "utkast" in answer["Content-Disposition"]) == (200, True)
