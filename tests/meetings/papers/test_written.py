"""What an author wrote with headings, notes, tables and pictures: on the page and in the PDF."""

from itertools import pairwise

import pytest

from meetings.documents.content import NumberedSection, Text
from meetings.papers import printing
from meetings.papers.checks import every_section_says_something, placed_sections
from meetings.papers.printing import PrintedPaper
from meetings.pictures.pictures import keep_picture
from rorikt.texts import richtext
from rorikt.texts.written import Written
from tests import factories
from tests.meetings.pictures.test_pictures import MOMENT, picture
from tests.rorikt.pdf.test_pdf import CONTROL, elements
from tests.rorikt.pdf.vera import faults

TABLE = (
    "<table><caption>Avtaler</caption><tr><td>Navn</td><td>Antall</td></tr><tr><th>Fiber</th><td>3</td></tr></table>"
)


def written(text, level=1):
    one = Written("avsnitt-2-1", level, lambda sha256: f"/bilder/{sha256}")
    return one.shown(richtext.clean(text)), one.notes()


@pytest.mark.parametrize(("level", "tags"), [(1, ("h3", "h4")), (3, ("h5", "h6")), (4, ("h6", "h6"))])
def test_a_sub_heading_is_below_that_of_its_section(level, tags):
    shown, _ = written("<h3>A</h3><h4>B</h4>", level)

    assert shown == f'<{tags[0]} class="within">A</{tags[0]}><{tags[1]} class="within">B</{tags[1]}>'


def test_a_note_stands_at_the_end_with_links_both_ways():
    shown, notes = written("<p>Avtalen<small>Fra <em>2021</em>.</small> varer.</p>")

    assert shown == (
        '<p>Avtalen<sup class="note"><a href="#avsnitt-2-1-note-1" id="avsnitt-2-1-note-1-sted" aria-label="Note 1">1'
        "</a></sup> varer.</p>"
    )
    assert notes == (
        '<div class="notes"><p class="notes-title">Noter</p><ol><li id="avsnitt-2-1-note-1">Fra <em>2021</em>. '
        '<a href="#avsnitt-2-1-note-1-sted" aria-label="Tilbake til teksten ved note 1">Tilbake</a></li></ol></div>'
    )


def test_a_text_without_structure_is_printed_as_it_was_stored():
    assert written("<p>a<br>b</p>") == ("<p>a<br>b</p>", "")


@pytest.mark.slow
def test_a_paper_with_all_of_it_can_be_archived_and_read_aloud(db, tmp_path):
    sha256 = keep_picture(picture(), by=factories.make_user(), now=MOMENT).sha256
    text = richtext.clean(
        f"<p>Tekst<small>En note om <strong>noe</strong>.</small> og mer<small>En til.</small>.</p>"
        "<h3>Under</h3><p>a</p>"
        f'<h4>Lavere</h4>{TABLE}<p>b</p><figure><img data-picture="{sha256}" alt="Et rødt felt"><figcaption>Feltet'
        f'</figcaption></figure><figure><img data-picture="{sha256}" alt=""></figure>'
        '<p><a href="https://kommune.example">x</a></p>'
    )
    sections = [
        NumberedSection("1", 1, "avsnitt-1", "Innledning", (Text(text),)),
        NumberedSection("1.1", 2, "avsnitt-1-1", "Mer", (Text(text),)),
    ]
    content = factories.make_content(control=CONTROL, sections=tuple(sections))

    data = printing.printed(PrintedPaper(content.file_title, content)).read()
    headings = [int(kind[2]) for kind, _ in elements(data) if kind[:2] == "/H" and kind[2:].isdigit()]
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert faults(tmp_path, {"paper": data}) == {"paper": []}


def test_a_section_that_holds_a_picture_alone_is_not_empty(db):
    shown = f'<figure><img data-picture="{"a" * 64}" alt="Kart"></figure>'
    document = factories.make_document()
    for body in (shown, "<p></p>"):
        factories.make_section(document=document, body=body)

    found = every_section_says_something(document, placed_sections(document))

    assert [finding.section for finding in found] == ["2"]
