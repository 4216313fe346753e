"""Which page of a paper each of its paragraphs and sections begins on, as it was printed for a packet.

The printed paper has a named place for each of them, so nothing is guessed: what has none is left out.
"""

import pikepdf

from meetings.papers import printing
from meetings.papers.printing import PrintedPaper
from meetings.paragraphs.paragraphs import dom_id, paragraphs_of
from rorikt.pdf.bookmarks import named_pages


def begins_on(paper: PrintedPaper) -> dict[str, int]:
    """The page, counted from 0, by the name of a paragraph or the anchor of a section.

    Read from the paper as it is printed alone: the labels that its pages get in a packet move nothing on them.
    """
    with pikepdf.open(printing.printed(paper).path) as pdf:
        places = named_pages(pdf)
    sections = paper.content.sections
    names = {one.name: dom_id(one.name) for one in paragraphs_of(sections) if one.name}
    names |= {section.anchor: section.anchor for section in sections}
    return {name: places[place] for name, place in names.items() if place in places}
