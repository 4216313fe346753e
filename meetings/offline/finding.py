"""The paragraphs of a meeting that is taken along, to be searched in the browser."""

from collections.abc import Iterator

from meetings.agenda.closed import title_for
from meetings.offline.report import Paper, Taken
from meetings.paragraphs.paragraphs import paragraphs_of

Found = dict[str, str]


def paragraphs_for(taken: Taken) -> Iterator[Found]:
    """Each with its address, title, heading and text, in the order in which they are read."""
    for item in taken.items:
        yield {"address": item.get_absolute_url(), "title": f"Sak {item.number}", "text": title_for(item, taken.user)}
    for paper in taken.papers:
        yield from _of_paper(paper)
    for one in taken.attachments:
        yield {"address": one.get_absolute_url(), "title": "Vedlegg", "text": one.title}


def _of_paper(paper: Paper) -> Iterator[Found]:
    title, sections = paper.content.file_title, paper.content.sections
    for section in sections:
        heading = f"{section.number} {section.title}".strip()
        yield {"address": f"{paper.address}#{section.anchor}", "title": title, "text": heading}
    for one in paragraphs_of(sections):
        if one.text:
            heading = f"{one.section.number} {one.section.title}".strip()
            place = {"address": f"{paper.address}#{one.address}", "title": title, "section": heading}
            yield {**place, "text": one.text}
