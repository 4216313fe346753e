"""What a section said in the document that it goes on from: as it was approved, where it was."""

import re
from collections.abc import Iterable

from meetings.documents.content import Block, Content, NumberedSection, Text
from meetings.documents.models import Document, DocumentVersion, Section
from meetings.documents.numbering import number_sections, section_number
from meetings.papers.compose import UNCHANGED_LINE
from meetings.tokens import tokens
from rorikt.figures.once import asked_once, once


@asked_once()
def texts_before(sections: Iterable[Section]) -> dict[int, str]:
    """By the keys of the sections; those that go on from none are left out."""
    found = {}
    for section in sections:
        if last := section.came_from:
            version = None if last.document.is_approved else _newest(last.document)
            frozen = frozen_section(version.frozen, last) if version else None
            found[section.pk] = text_of_last_time(last, frozen)
    return found


def text_of_last_time(last: Section, frozen: NumberedSection | None) -> str:
    """As it was approved where it has no figures; codes are known only of the section itself."""
    if last.document.is_approved or frozen is None or tokens.find(last.body):
        return last.body
    blocks = without_mark(frozen.blocks)
    if all(isinstance(block, Text) and 'class="figure"' not in block.html for block in blocks):
        return "".join(block.html for block in blocks if isinstance(block, Text))
    return last.body


def frozen_section(content: Content, last: Section) -> NumberedSection | None:
    """The section in the approved version: by its title, or by number and title where several have the same."""
    same = [one for one in content.sections if one.title == last.title]
    if len(same) > 1:
        number = _numbers(last.document)[last.pk]
        same = [one for one in same if one.number == number]
    return same[0] if len(same) == 1 else None


def without_mark(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Without the line that said that the text was unchanged then."""
    first = blocks[0] if blocks else None
    return blocks[1:] if isinstance(first, Text) and re.fullmatch(UNCHANGED_LINE, first.html) else blocks


@once
def _newest(document: Document) -> DocumentVersion | None:
    return document.versions.first()


@once
def _numbers(document: Document) -> dict[int, str]:
    return {one.pk: section_number(number) for number, one in number_sections(document.sections.all())}
