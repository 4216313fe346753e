"""What a document says paragraph by paragraph, and the marks that pages set before them."""

from dataclasses import replace

from meetings.documents.content import NumberedSection, Text, content_from_json
from meetings.papers.render import document_html, page_context
from meetings.paragraphs import paragraphs
from meetings.paragraphs.paragraphs import Marks
from rorikt.figures.values import Cell, Column, Table
from tests import factories

TEXT = Text('<p data-id="aaaaaa">Det første.</p><ul data-id="bbbbbb"><li>Ett</li><li>To</li></ul>')
COSTS = Table("kostnader", "Kostnader", (Column("Hva"), Column("Kroner", "number")), ((Cell("Drift"), Cell("12")),))
SECTION = NumberedSection("1", 1, "avsnitt-1", "Innledning", (TEXT, COSTS), key="s7")


def test_paragraphs_come_in_order_by_the_names_they_keep():
    found = paragraphs.paragraphs_of([SECTION])

    assert [(one.name, one.text, one.address) for one in found] == [
        ("aaaaaa", "Det første.", "b-aaaaaa"),
        ("bbbbbb", "Ett To", "b-bbbbbb"),
        ("tabell-kostnader", "Kostnader. Drift, 12", "b-tabell-kostnader"),
    ]


def test_a_table_that_is_there_twice_has_two_names():
    other = replace(SECTION, anchor="avsnitt-2", blocks=(COSTS,))

    assert paragraphs.names_of([SECTION, other]) == {
        ("avsnitt-1", 1): "tabell-kostnader",
        ("avsnitt-2", 0): "tabell-kostnader-2",
    }


def test_a_text_from_before_blocks_had_ids_is_found_by_its_section():
    [found] = paragraphs.paragraphs_of([replace(SECTION, blocks=(Text("<p>Eldre.</p>"),))])

    assert (found.name, found.address) == ("", "avsnitt-1")


def test_the_hash_of_a_section_is_of_what_it_says_and_not_of_its_number_or_the_names_in_it():
    renamed = Text(TEXT.html.replace("aaaaaa", "cccccc"))
    changed = Text(TEXT.html.replace("første", "andre"))

    said = paragraphs.hash_of(SECTION)

    assert said == paragraphs.hash_of(replace(SECTION, number="2", anchor="avsnitt-2", blocks=(renamed, COSTS)))
    assert said != paragraphs.hash_of(replace(SECTION, blocks=(changed, COSTS)))
    assert said != paragraphs.hash_of(replace(SECTION, blocks=(TEXT, replace(COSTS, caption="Andre kostnader"))))


def test_every_paragraph_of_a_page_and_of_a_pdf_can_be_linked_to():
    content = factories.make_content(sections=(SECTION,))

    blocks = page_context(content, 1)["sections"][0]["blocks"]

    assert 'id="b-aaaaaa" data-id="aaaaaa"' in blocks[0]["html"]
    assert blocks[1]["id"] == "b-tabell-kostnader"
    assert all(f'id="b-{name}"' in document_html(content) for name in ("aaaaaa", "bbbbbb", "tabell-kostnader"))


def test_marks_stand_before_the_paragraphs_they_are_of():
    content = factories.make_content(sections=(SECTION,))
    marks = Marks({"bbbbbb": ["<i>her</i>"], "tabell-kostnader": ["<i>der</i>"]})

    blocks = page_context(content, 1, marks)["sections"][0]["blocks"]

    assert (
        blocks[0]["html"].index("Det første") < blocks[0]["html"].index("<i>her</i>") < blocks[0]["html"].index("<ul")
    )
    assert [block.get("html", "tabell") for block in blocks[1:]] == ["<i>der</i>", "tabell"]


def test_a_section_keeps_its_key_when_it_is_frozen_and_one_without_is_written_as_before():
    content = factories.make_content(sections=(SECTION, replace(SECTION, key="", anchor="avsnitt-2")))

    written = content.to_json()

    assert [section.get("key") for section in written["sections"]] == ["s7", None]
    assert content_from_json(written).sections == content.sections


def test_a_text_is_read_at_two_hundred_words_a_minute_and_never_in_none():
    assert [paragraphs.minutes_for(words) for words in (0, 1, 200, 201)] == [0, 1, 1, 2]
