"""The paragraphs of a meeting that is taken along, to be searched in the browser."""

from collections.abc import Iterable, Iterator

from meetings.agenda.closed import title_for
from meetings.attachment_pages.pages import label_of, labels_in_packet, page_url, texts_of
from meetings.attachments.models import Attachment
from meetings.offline.taken import Paper, Taken
from meetings.paging.pages import pages_in_packet
from meetings.paragraphs.paragraphs import paragraphs_of
from rorikt.words.analysing import PIECE, is_stop_word, terms_of

Found = dict[str, str]


def paragraphs_for(taken: Taken) -> Iterator[Found]:
    """Each with its address, title, heading and text, in the order in which they are read."""
    for item in taken.items:
        yield {"address": item.get_absolute_url(), "title": f"Sak {item.number}", "text": title_for(item, taken.user)}
    for paper in taken.papers:
        yield from _of_paper(paper)
    for one in taken.attachments:
        yield from _of_attachment(one, is_public=not taken.user.has_perm("meetings.view_exempt"))


def _of_paper(paper: Paper) -> Iterator[Found]:
    title, sections = paper.content.file_title, paper.content.sections
    pages = pages_in_packet(paper.version, is_public=paper.is_public)
    for section in sections:
        place = {"address": f"{paper.address}#{section.anchor}", "title": title, **_page(pages.get(section.anchor))}
        yield {**place, "text": section.called}
    for one in paragraphs_of(sections):
        if one.text:
            heading = one.section.called
            place = {"address": f"{paper.address}#{one.address}", "title": title, "section": heading}
            yield {**place, **_page(pages.get(one.name)), "text": one.text}


def _of_attachment(attachment: Attachment, *, is_public: bool) -> Iterator[Found]:
    title = f"Vedlegg: {attachment.title}"
    labels = labels_in_packet(attachment, is_public=is_public)
    yield {"address": attachment.get_absolute_url(), "title": "Vedlegg", "text": attachment.title}
    for number, text in enumerate(texts_of(attachment), start=1):
        if text.strip():
            place = {"address": page_url(attachment, number), "title": title, "section": f"side {number} av vedlegget"}
            yield {**place, **_page(label_of(labels, number)), "text": " ".join(text.split())}


def _page(label: str | None) -> Found:
    return {"page": f"side {label} i møtepakken"} if label else {}


def forms_in(paragraphs: Iterable[Found]) -> dict[str, list[str]]:
    """What each word is a form of and put together of, where that is another one than itself."""
    texts = (text for one in paragraphs for text in (one["text"], one.get("section", "")))
    words = {word for text in texts for word in PIECE.findall(text.lower()) if not word.isdecimal()}
    told = {word: [*_terms(word)] for word in sorted(words) if not is_stop_word(word)}
    return {word: terms for word, terms in told.items() if terms != [word]}


def _terms(word: str) -> Iterator[str]:
    found = terms_of(word)
    yield found.first
    yield from found.more
