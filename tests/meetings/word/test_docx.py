"""The Word file says what the page says, in Word's own headings, lists and tables, and LibreOffice loses none of it."""

import hashlib
import re
import shutil
import subprocess
from io import BytesIO
from zipfile import ZipFile

import docx
import pikepdf
import pytest
from django.urls import reverse
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

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
CELLS = (
    "<table><caption>Bemanning</caption><thead>"
    '<tr><th rowspan="2" scope="col">Sted</th><th colspan="2" scope="col">Ansatte</th></tr>'
    '<tr><th scope="col">2022</th><th scope="col">2023</th></tr></thead><tbody>'
    '<tr><th scope="row">Molde</th><td><p>Fire</p><p>i dag</p></td><td>fem<small>Fra mai.</small></td></tr>'
    "</tbody></table>"
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
    assert control.rows[0]._tr.trPr.find(qn("w:tblHeader")) is None


def test_it_says_its_title_and_its_language(file):
    assert (file.core_properties.title, file.core_properties.language) == ("2024.02.14 - Prøverapport", "nb-NO")
    assert file.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "nb-NO"


def test_words_keep_their_formats_and_links_their_addresses(file):
    [line] = [one for one in file.paragraphs if one.text.startswith("Vi hadde")]

    assert [(run.text, run.bold, run.italic) for run in line.runs][1] == ("595", True, None)
    assert line.text.replace("\n", " ") == "Vi hadde 595 saker & mye å gjøre. Ny linje."
    [link] = file.element.body.iter(qn("w:hyperlink"))
    assert (link.text, file.part.rels[link.get(qn("r:id"))].target_ref) == (
        "lenke",
        "https://example.org/a",
    )


def of_text(body, level=1):
    """The file of one section with this text."""
    content = factories.make_content(sections=(NumberedSection("1", level, "a", "Avsnitt", (Text(body),)),))
    return docx.Document(BytesIO(docx_of(content)))


def test_spaces_that_a_page_shows_as_one_are_one(db):
    assert "Vi har\u00a0ni til." in [one.text for one in of_text("<p>Vi\n   har\u00a0ni \t til.</p>").paragraphs]


def test_headings_in_a_text_stand_below_that_of_their_section(db):
    file = of_text("<h3>Oslo</h3><p>x</p><h4>Sentrum</h4>", level=2)

    headings = [(one.style.name, one.text) for one in file.paragraphs if one.style.name.startswith("Heading")]
    assert headings == [("Heading 2", "1 Avsnitt"), ("Heading 3", "Oslo"), ("Heading 4", "Sentrum")]


def test_each_numbered_list_begins_with_one(db):
    file = of_text("<ol><li>En</li><li>To</li></ol><p>så</p><ol><li>Igjen en</li></ol>")

    numbers = [one._p.pPr.numPr.numId.val for one in file.paragraphs if one.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = file.part.numbering_part.element
    assert [
        numbering.num_having_numId(number).lvlOverride_lst[0].startOverride.val for number in sorted(set(numbers))
    ] == [1, 1]


def test_a_table_of_a_text_keeps_its_head_its_spans_and_its_caption(db):
    file = of_text(CELLS)

    table = file.tables[-1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Sted", "Ansatte", "Ansatte"],
        ["Sted", "2022", "2023"],
        ["Molde", "Fire\ni dag", "fem"],
    ]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, True, False]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Bemanning"
    assert [one.text for one in file.paragraphs if one.style.name == "Caption"] == ["Bemanning"]


def test_columns_in_groups_have_a_head_of_two_rows(db):
    columns = (Column("Kommune"), Column("Antall", "number", group="2023"), Column("Andel", "number", group="2023"))
    table = Table("t", "Saker", columns, ((Cell("Molde"), Cell("5"), Cell("50 %")),))
    section = NumberedSection("1", 1, "a", "Saker", (table,))

    made = docx.Document(BytesIO(docx_of(factories.make_content(sections=(section,))))).tables[-1]

    assert [[cell.text for cell in row.cells] for row in made.rows] == [
        ["Kommune", "2023", "2023"],
        ["Kommune", "Antall", "Andel"],
        ["Molde", "5", "50 %"],
    ]


@pytest.mark.parametrize(
    ("attributes", "told", "is_decorative"),
    [(' alt="En skjerm"', "En skjerm", False), (' alt=""', "", True), ("", "Bilde som ennå ikke er beskrevet", False)],
)
def test_a_picture_says_what_stands_for_it_or_that_it_is_for_the_eye_alone(db, attributes, told, is_decorative):
    picture = a_picture()
    file = of_text(
        f'<figure><img data-picture="{picture.sha256}"{attributes}><figcaption>Ny skjerm</figcaption></figure>'
    )

    [shape] = file.inline_shapes
    assert shape._inline.docPr.get("descr") == told
    assert ("decorative" in etree.tostring(shape._inline.docPr).decode()) == is_decorative
    assert file.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].blob == picture.data
    assert [one.text for one in file.paragraphs if one.style.name == "Caption"] == ["Ny skjerm"]


def test_a_large_picture_is_no_wider_than_the_text(db):
    picture = a_picture((1600, 400))
    file = of_text(f'<figure><img data-picture="{picture.sha256}" alt="Bred"></figure>')

    [shape], page = file.inline_shapes, file.sections[0]
    assert abs(shape.width - (page.page_width - page.left_margin - page.right_margin)) <= 1  # of 36 000 in a millimetre
    assert abs(shape.width / shape.height - 4) < 0.01


def test_notes_are_footnotes_with_their_links(db):
    file = of_text(
        '<p>Vi har ni<small>Telt <em>i mai</em>, <a href="https://example.org/n">kilde</a>.</small> til.</p>'
    )

    [part] = [one for one in file.part.related_parts.values() if one.partname == "/word/footnotes.xml"]
    notes = etree.fromstring(part.blob)
    assert ["".join(note.itertext()).strip() for note in notes][2:] == ["Telt i mai, kilde."]
    assert [rel.target_ref for rel in part.rels.values()] == ["https://example.org/n"]
    [line] = [one for one in file.paragraphs if one.text.startswith("Vi har ni")]
    assert [one.get(qn("w:id")) for one in line._p.iter(qn("w:footnoteReference"))] == ["1"]
    assert line.text == "Vi har ni til."


def test_a_file_without_notes_has_no_part_for_them(content):
    assert "word/footnotes.xml" not in ZipFile(BytesIO(docx_of(content))).namelist()


def test_nothing_of_the_template_goes_beyond_the_standard(db):
    """By the transitional schemas of ECMA-376, which the parts were held against by hand; Word would mend the rest."""
    package = ZipFile(BytesIO(docx_of(everything())))
    parts = {name: package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))}

    assert [name for name, data in parts.items() if b"Ignorable" in data or b"w14:docId" in data] == []
    assert {"word/stylesWithEffects.xml", "docProps/thumbnail.jpeg"}.isdisjoint(package.namelist())
    drawn = [one.get("id") for one in etree.fromstring(parts["word/document.xml"]).iter("{*}docPr")]
    assert len(drawn) == len(set(drawn)) == 2


def a_picture(size=(60, 40)):
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, "PNG")
    data = made.getvalue()
    return factories.make_picture(sha256=hashlib.sha256(data).hexdigest(), data=data, width=size[0], height=size[1])


def everything():
    """A content with all that a text can hold."""
    shown, for_the_eye = a_picture((600, 300)), a_picture((50, 50))
    body = (
        f'{BODY}<h3>Under her</h3>{CELLS}<figure><img data-picture="{shown.sha256}" alt="En skjerm i Molde">'
        f"<figcaption>Ny skjerm</figcaption></figure><h4>Lengst ned</h4><p>Med note<small>Fotnoten "
        f'sier <strong>dette</strong>.</small>.</p><figure><img data-picture="{for_the_eye.sha256}" alt=""></figure>'
    )
    chart = Chart("d", "Saker i året", "bars", ("jan.",), (Series("Saker", (5.0,)),), "saker", TABLE)
    blocks = (Text(body), TABLE, chart, Definitions((Term("SLA", "Avtalt frist"),)))
    sections = (
        NumberedSection("1", 1, "avsnitt-1", "Saker", blocks),
        NumberedSection("1.1", 2, "avsnitt-1-1", "Nærmere", (Text("<h3>Innerst</h3><p>Slutt.</p>"),)),
    )
    return factories.make_content(sections=sections, control=(("Versjon", "06.02.2024"), ("Godkjent av", "Leder")))


# Words that the page has for its own sake: of the links of notes, and of what Word says by itself.
OF_THE_PAGE = {"noter", "tilbake"}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_makes_a_pdf_of_it_without_losing_anything(db, tmp_path):
    content = everything()
    (tmp_path / "a.docx").write_bytes(docx_of(content))

    for form in ('pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}', "html"):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", form,
             "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
            check=True, capture_output=True, timeout=200,
        )  # fmt: skip

    lost = set(missing_words(read_text(content), text_of(tmp_path / "a.pdf"))) - OF_THE_PAGE
    assert lost == set()
    page = etree.parse(tmp_path / "a.html", etree.HTMLParser())
    assert headings_of(page) == [
        ("h1", "1 Saker"), ("h2", "Under her"), ("h3", "Lengst ned"), ("h2", "1.1 Nærmere"), ("h3", "Innerst"),
    ]  # fmt: skip
    # The control header, the table of the text, that of the figures, that behind the chart, and the terms.
    assert len(page.findall(".//table")) == 5
    assert len(page.findall(".//img")) == 2
    assert len(page.findall(".//ol")) + len(page.findall(".//ul")) >= 3
    assert "https://example.org/a" in [link.get("href") for link in page.iter("a")]
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        tags = tags_of(pdf.Root.StructTreeRoot)
        alternatives = [str(one.Alt) for one in elements_of(pdf.Root.StructTreeRoot) if "/Alt" in one]
    assert (tags.count("/Table"), tags.count("/Figure") >= 1, "En skjerm i Molde" in alternatives) == (5, True, True)


def headings_of(page):
    found = [one for one in page.iter() if isinstance(one.tag, str) and re.fullmatch("h[1-6]", one.tag)]
    said = [(one.tag, " ".join("".join(one.itertext()).split())) for one in found]
    return [(tag, text) for tag, text in said if text != "Aktivitetsrapport"]


def elements_of(element):
    """The structure elements of a PDF, in order."""
    if isinstance(element, pikepdf.Dictionary) and "/S" in element:
        yield element
    children = element.get("/K", []) if isinstance(element, pikepdf.Dictionary) else []
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            yield from elements_of(child)


def tags_of(root):
    return [str(one.S) for one in elements_of(root)]


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
