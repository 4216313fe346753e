"""What stands in a rendered PDF: text, tags, outline and claims, and that nothing from outside gets in."""

import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pytest
from django.template.loader import render_to_string
from pikepdf import Name
from pypdfium2 import PdfDocument

from meetings.documents.content import NumberedSection, Text
from meetings.papers import render
from rorikt.figures.charts import alt_text
from rorikt.figures.values import Cell, Chart, Column, Series, Table
from rorikt.pdf import bookmarks, joining, pdf_standards, typeset
from rorikt.pdf.joining import Printed
from tests.factories import make_content

CONTROL = (
    ("Tittel", "Prøverapport"),
    ("Versjon", "06.02.2024"),
    ("Status", "Godkjent"),
    ("Godkjent dato", "06.02.2024"),
    ("Godkjent av", "Leder"),
    ("Dok. ansvarlig", "Samarbeidet"),
)


def make_table(rows=2, **overrides):
    columns = (
        Column("Type", width=40),
        Column("2023", "number", 30, "Regnskap"),
        Column("2024", "number", 30, "Regnskap"),
    )
    fields = {
        "key": "tabell",
        "caption": "Driftsresultat",
        "columns": columns,
        "rows": tuple((Cell(f"Rad {number}"), Cell("1"), Cell("2")) for number in range(rows)),
        "total": (Cell("SUM"), Cell("2", source="/okonomi/"), Cell("4")),
        "unit_note": "Tall i hele 1 000 kr",
        "source": "/okonomi/2023/",
    }
    return Table(**{**fields, **overrides})


def print_document(*blocks):
    """A short document, printed whole, and what stands in its margins."""
    section = NumberedSection("1", 1, "avsnitt-1", "Økonomi", blocks)
    below = NumberedSection("1.1", 2, "avsnitt-1-1", "Driftsresultat")
    content = make_content(control=CONTROL, sections=(section, below))
    margins = typeset.render_untagged(render.margins_html(content))
    with TemporaryDirectory() as folder:
        part, target = Path(folder) / "part.pdf", Path(folder) / "document.pdf"
        part.write_bytes(typeset.render(render.document_html(content)))
        joining.join(content.file_title, "nb", [Printed("Alt", part)], margins, target)
        return target.read_bytes()


def page(body, title="Prøve", lang="nb"):
    return f'<!doctype html><html lang="{lang}"><head><title>{title}</title></head><body>{body}</body></html>'


def elements(data):
    """Every structure element's kind, with its own values, in reading order."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        found = []
        waiting = list(reversed(pdf_standards.children(opened.Root.StructTreeRoot)))
        while waiting:
            element = waiting.pop()
            found.append((str(element.S), {key: str(element[key]) for key in ("/Alt", "/A") if key in element}))
            kids = [
                kid for kid in pdf_standards.children(element) if isinstance(kid, pikepdf.Dictionary) and Name.S in kid
            ]
            waiting += reversed(kids)
        return found


def kinds(data):
    return [kind for kind, _ in elements(data)]


def test_the_same_page_gives_the_same_bytes():
    html = page("<h1>Overskrift</h1><p>Tekst</p>")

    assert typeset.render(html) == typeset.render(html)


def test_a_pdf_says_its_title_its_language_and_both_standards():
    with pikepdf.open(io.BytesIO(typeset.render(page("<p>Tekst</p>", title="Møte & vedtak")))) as opened:
        metadata = opened.Root.Metadata.read_bytes().decode()

        assert str(opened.docinfo["/Title"]) == "Møte & vedtak"
        assert str(opened.Root.Lang) == "nb"
        assert "Møte &amp; vedtak" in metadata
        assert re.findall(r'pdf(?:ua|a)id:\w+="\w"', metadata) == [
            'pdfaid:part="2"',
            'pdfaid:conformance="A"',
            'pdfuaid:part="1"',
        ]
        assert metadata.count("<rdf:RDF") == 1


@pytest.mark.parametrize("html", [page("x", title=""), page("x", lang=""), "<p>Tekst</p>"])
def test_a_page_without_title_or_language_is_refused(html):
    with pytest.raises(ValueError, match="needs a title and a language"):
        typeset.render(html)


def test_only_own_static_files_and_data_are_read():
    fetch = typeset.StaticFetcher().fetch

    assert fetch(f"{typeset.STATIC}rorikt/print.css").read().startswith(b"/* Paper")
    assert fetch("data:text/plain,hei").read() == b"hei"
    for address in (
        "file:///etc/passwd",
        "http://127.0.0.1/",
        f"{typeset.STATIC}../settings.py",
        f"{typeset.STATIC}%2e%2e/settings.py",
        f"{typeset.STATIC}rorikt/missing.css",
        typeset.STATIC,
    ):
        with pytest.raises(Exception, match=r"not one of our static files|Joined path|outside"):
            fetch(address)


def test_a_picture_from_outside_is_left_out_and_the_page_still_printed():
    data = typeset.render(page('<img alt="logo" src="https://example.org/logo.png"><p>Tekst</p>'))

    assert typeset.page_count(data) == 1


def test_a_document_has_its_outline_without_title_and_contents():
    (section,) = bookmarks.outline(print_document())

    assert (section.title, section.page) == ("1 Økonomi", 1)
    assert [(below.title, below.page, below.children) for below in section.children] == [("1.1 Driftsresultat", 1, ())]
    assert 800 > section.top > section.children[0].top > 100


def test_the_contents_lead_to_their_sections_and_say_so():
    with pikepdf.open(io.BytesIO(print_document())) as opened:
        links = [(str(link.Dest), str(link.Contents)) for link in opened.pages[0].obj.Annots]

        assert links == [("avsnitt-1", "Gå til avsnitt 1"), ("avsnitt-1-1", "Gå til avsnitt 1.1")]
        assert set(bookmarks.named_destinations(opened)) == {"avsnitt-1", "avsnitt-1-1"}
        parents = dict(pikepdf.NumberTree(opened.Root.StructTreeRoot.ParentTree).items())
        numbers = [kid for link in opened.pages[0].obj.Annots for kid in parents[int(link.StructParent)].K]
        assert len([one for one in numbers if isinstance(one, int)]) >= 2, "their numbers are read with them"


def test_heads_of_tables_have_a_scope_and_groups_a_span():
    heads = [values["/A"] for kind, values in elements(print_document(make_table())) if kind == "/TH"]

    assert all("/Scope" in head for head in heads)
    assert sum('"/Scope": "/Row"' in head for head in heads) == len(CONTROL) + 3
    assert sum('"/ColSpan": 2' in head for head in heads) == 1


def test_a_table_over_two_pages_repeats_its_head():
    data = print_document(make_table(rows=90))

    assert kinds(data).count("/THead") == kinds(data).count("/Table") - 1 >= 2


def test_a_chart_is_a_figure_with_its_alternative_and_the_table_behind_it():
    chart = Chart(
        "diagram", "Åpne saker", "bars", ("Molde", "Aukra"), (Series("Saker", (3, 5)),), "saker", make_table()
    )

    found = elements(print_document(chart))

    assert [values["/Alt"] for kind, values in found if kind == "/Figure"] == [alt_text(chart)]
    assert [kind for kind, _ in found].count("/Table") == 2


def test_no_figure_on_paper_is_a_link_to_the_site():
    with pikepdf.open(io.BytesIO(print_document(make_table()))) as opened:
        assert [link for sheet in opened.pages for link in sheet.obj.get(Name.Annots, []) if Name.A in link] == []


def test_running_headers_are_no_part_of_the_text():
    data = print_document(Text('<p>Tekst</p><p style="break-before: page">Mer</p>'))

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert b"/Artifact" in b"".join(stream.read_bytes() for stream in opened.pages[1].obj.Contents)
    assert kinds(data).count("/Table") == 1


def test_a_link_with_marked_words_is_one_annotation():
    data = typeset.render(page('<p><a href="https://example.org/">Les <strong>mer</strong> her</a></p>'))

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert len(opened.pages[0].obj.Annots) == 1


def test_a_draft_is_marked_and_an_approved_document_is_not():
    def texts(**overrides):
        content = make_content(**overrides)
        return [render.document_html(content), render.margins_html(content)]

    assert ["utkast" in text.lower() for text in texts(is_draft=True)] == [True, True]
    assert ["utkast" in text.lower() for text in texts()] == [False, False]


CONTENTS = """<nav class="contents"><ol>
<li class="level-1"><a href="#avsnitt-1"><span class="section-number">1</span> Økonomi</a></li>
<li class="level-1"><a href="#avsnitt-2"><span class="section-number">2</span> Drift</a></li></ol></nav>"""


def tags_of(data):
    """Each element's kind, and whether it stands in a link."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        elements = pdf_standards._elements(pdf.Root.StructTreeRoot)
        return [(str(element.S), is_in_link) for element, _, is_in_link in elements]


def letters_of(data):
    """What the glyphs of the first page stand for, by their fonts."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        maps = [font.ToUnicode.read_bytes() for font in pdf.pages[0].Resources.Font.values()]
    return {chr(int(code, 16)) for found in maps for code in re.findall(rb"<[0-9a-f]{4}> <([0-9a-f]{4})>", found)}


def test_contents_are_tagged_as_such_and_a_list_of_an_author_is_not():
    body = '<ul><li>Se <a href="#avsnitt-2">drift</a></li><li><a href="#avsnitt-2">Drift</a></li></ul>'
    sections = f'<h1 id="avsnitt-1">Økonomi</h1>{body}<h1 id="avsnitt-2">Drift</h1>'

    tags = tags_of(typeset.render(f'<html lang="nb"><title>T</title>{CONTENTS}{sections}</html>'))

    counts = {kind: sum(tag == kind for tag, _ in tags) for kind in ("/TOC", "/TOCI", "/Reference", "/L", "/LI")}
    assert counts == {"/TOC": 1, "/TOCI": 2, "/Reference": 2, "/L": 1, "/LI": 2}
    assert ("/Link", True) not in tags


def test_the_paragraphs_of_a_list_item_stand_in_its_body():
    """As the text editor writes lists."""
    body = "<ul><li><p>En</p><ul><li><p>Under</p></li></ul></li><li>To</li></ul>"

    data = typeset.render(f'<html lang="nb"><title>T</title>{body}</html>')

    with pikepdf.open(io.BytesIO(data)) as pdf:
        elements = [element for element, _, _ in pdf_standards._elements(pdf.Root.StructTreeRoot)]
        items = [element for element in elements if element.S == "/LI"]
        assert len(items) == 3
        assert {str(kid.S) for item in items for kid in pdf_standards.children(item)} <= {"/Lbl", "/LBody"}
        above = {kid.objgen: one for one in elements for kid in pdf_standards.children(one) if not isinstance(kid, int)}
        assert all(element.P.objgen == above[element.objgen].objgen for element in elements if element.S == "/P")


def test_a_word_divided_at_the_end_of_a_line_is_copied_as_one_word():
    html = '<html lang="nb"><title>T</title><p style="width: 30mm">IKT-samarbeidets informasjonssikkerhetsarbeid</p>'

    letters = letters_of(typeset.render(html))

    assert {"\u00ad", "-"} <= letters
    assert "\u2010" not in letters


def test_a_heading_longer_than_its_column_is_divided():
    columns = (Column("Dato", width=70), Column("Tjenesteforespørsler", "number", 15), Column("Sum", "number", 15))
    table = Table("t", "Saker", columns, ((Cell("1.2."), Cell("1"), Cell("2")),))
    html = render_to_string("components/data_table.html", {"table": table, "for_print": True})

    with PdfDocument(typeset.render(page(f'<div style="width: 90mm">{html}</div>'))) as pdf:
        text = pdf[0].get_textpage().get_text_bounded()

    assert "Tjenesteforespørsler" not in text
    assert "spørsler" in text
