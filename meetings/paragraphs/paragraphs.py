"""A document paragraph by paragraph, each by the name it keeps from version to version.

A paragraph of the text is called by the id of its block (rorikt/texts/blocks.py), a table, a chart and the list of
definitions by what they show. Pages and papers mark each by `dom_id`, so that a link to a paragraph, a page number, a
note, a hit of a search and a change all lead to the same place.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import html as lxml_html

from meetings.documents.content import Block, BrokenToken, NumberedSection, Text
from rorikt.figures.values import Chart, Definitions, Table
from rorikt.slugs import slug
from rorikt.texts import richtext

WORDS_A_MINUTE = 200
BEGINS = "b-"  # what the id of a paragraph begins with on a page and in a PDF
_ID = re.compile(r' data-id="([a-z0-9]{6,20})"')

# The place of a block that is no text: the anchor of its section, and which of its blocks it is.
Place = tuple[str, int]


@dataclass(frozen=True)
class Paragraph:
    """`name` is empty for a text from before blocks had ids. `html` is of one block of text, and empty for the others.

    `text` is what it says in words, a table row by row.
    """

    name: str
    section: NumberedSection
    text: str
    html: str = ""
    block: Block | None = None

    @property
    def address(self) -> str:
        """What follows `#` in the address of its document: its own, or that of its section where it has none."""
        return dom_id(self.name) if self.name else self.section.anchor

    @property
    def table(self) -> Table | None:
        """The table that it is, or that stands behind the chart that it is."""
        block = self.block
        return block.table if isinstance(block, Chart) else block if isinstance(block, Table) else None


def dom_id(name: str) -> str:
    return BEGINS + name


def end_of(section: NumberedSection) -> str:
    """By which marks are set after all that a section says, as its anchor sets them before its heading."""
    return f"{section.anchor}-slutt"


def with_dom_ids(html: str) -> str:
    """A text with the ids of its blocks as the ids of its elements too."""
    return _ID.sub(rf' id="{BEGINS}\1"\g<0>', html)


def paragraphs_of(sections: Sequence[NumberedSection]) -> list[Paragraph]:
    """In order. A section's heading is not among them: it is called by the section."""
    names = names_of(sections)
    return [
        paragraph
        for section in sections
        for index, block in enumerate(section.blocks)
        for paragraph in _of_block(section, block, names.get((section.anchor, index), ""))
    ]


def places_in(sections: Sequence[NumberedSection]) -> list[str]:
    """The anchor of each section and the names in it, in order, without reading the texts. Parts of a list or a table
    that have names of their own are among them."""
    names, found = names_of(sections), []
    for section in sections:
        found.append(section.anchor)
        for index, block in enumerate(section.blocks):
            found += _ID.findall(block.html) if isinstance(block, Text) else [names.get((section.anchor, index), "")]
    return [name for name in found if name]


def names_of(sections: Sequence[NumberedSection]) -> dict[Place, str]:
    """Of the tables, charts and lists of definitions; one that is there twice gets a number."""
    found: dict[Place, str] = {}
    counted: Counter[str] = Counter()
    for section in sections:
        for index, block in enumerate(section.blocks):
            name = _name(block)
            if name:
                counted[name] += 1
                found[section.anchor, index] = name if counted[name] == 1 else f"{name}-{counted[name]}"
    return found


def _name(block: Block) -> str:
    match block:
        case Table(key=key, caption=caption):
            return f"tabell-{slug(key or caption)}"
        case Chart(key=key, title=title):
            return f"diagram-{slug(key or title)}"
        case Definitions():
            return "definisjoner"
    return ""


def _of_block(section: NumberedSection, block: Block, name: str) -> Iterator[Paragraph]:
    match block:
        case Text(html):
            for element in richtext.elements(html):
                written = richtext.to_html(element)
                yield Paragraph(element.get("data-id", ""), section, richtext.plain(written), written)
        case BrokenToken():
            return
        case _:
            yield Paragraph(name, section, said_by(block), block=block)


def said_by(block: Block) -> str:
    """A block that is no text, in words: its caption, then row by row."""
    match block:
        case Chart(title=title, table=table):
            return f"{title}. {said_by(table)}"
        case Definitions(items):
            return " ".join(f"{one.term}: {one.meaning}" for one in items)
        case Table():
            rows = (", ".join(cell.printed for cell in row) for row in block.all_rows)
            told = [block.caption, block.unit_note, *rows]
            return ". ".join(filter(None, [*told, block.lacks, block.changes, block.note]))
    return ""


def hash_of(section: NumberedSection) -> str:
    """SHA-256 of what a section says, whatever its number is and whatever its blocks are called.

    Its figures are part of its text, and where they lead is not.
    """
    said = [section.title, *(_said(block) for block in section.blocks)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _said(block: Block) -> str:
    return richtext.plain(block.html) if isinstance(block, Text) else said_by(block)


def minutes_for(words: int) -> int:
    """How long an adult takes to read so many words of such a text, at least a minute where there are any."""
    return -(-words // WORDS_A_MINUTE)


@dataclass(frozen=True)
class Marks:
    """What pages set before paragraphs, by their names: pieces of HTML that are safe to show.

    By the anchor of a section they stand before its heading, and by `end_of` after the last of its paragraphs.
    """

    before: Mapping[str, Sequence[str]]

    @cached_property
    def names(self) -> set[str]:
        return set(self.before)

    def set_in(self, html: str) -> str:
        """A text with the marks of its blocks; those inside a list or a table stand before the whole of it."""
        if not any(f'data-id="{name}"' in html for name in self.names):
            return html
        shown: list[str] = []
        for element in lxml_html.fragment_fromstring(html, create_parent="div"):
            for name in element.xpath("descendant-or-self::*/@data-id"):
                shown.extend(self.before.get(name, ()))
            shown.append(richtext.to_html(element))
        return "".join(shown)

    def of(self, name: str) -> str:
        return "".join(self.before.get(name, ()))
