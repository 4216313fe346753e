"""What rooms add to the pages of a meeting, a case, a paper and an attachment, in the order in which it stands there.

The pages themselves know nothing of it: rorikt/pages/beside.py takes what stands beside, meetings/papers/beside.py what
stands in the text.
"""

from collections.abc import Callable
from typing import Any

from meetings.agenda.finding import ATTACHMENT, CASE, MEETING
from meetings.attachment_pages.beside import pages_beside, previews_beside
from meetings.attachment_pages.pages import numbering
from meetings.behind.beside import panel
from meetings.municipal.pieces import adapt, legend, switch, way_to_switch
from meetings.news.beside import (
    news_beside_attachment,
    news_beside_paper,
    news_in_paper,
)
from meetings.notes.beside import (
    notes_beside_attachment,
    notes_beside_case,
    notes_beside_meeting,
    notes_beside_paper,
    notes_in_paper,
    underline,
)
from meetings.offline.beside import take_beside
from meetings.paging.beside import numbers_in_paper, numbers_of_attachment, numbers_of_paper, way_to_page
from meetings.paging.pages import attachment_pages_in_packet
from meetings.papers.beside import PAPER, SUMMARY, adapting, closing, marking
from meetings.questions.beside import questions_beside
from meetings.reading.beside import beside_attachment, beside_paper, marks_in_paper
from meetings.search.filters import search_in_meeting
from meetings.summary.beside import case_in_short, in_short_beside
from meetings.telling.beside import calendar_beside
from rorikt.looks.beside import ease_beside
from rorikt.pages.beside import adding

BESIDE: dict[str, tuple[Callable[..., Any], ...]] = {
    MEETING: (notes_beside_meeting, search_in_meeting, way_to_switch, take_beside, way_to_page),
    CASE: (
        previews_beside,
        case_in_short,
        ease_beside,
        questions_beside,
        notes_beside_case,
        switch,
    ),
    PAPER: (
        ease_beside,
        in_short_beside,
        notes_beside_paper,
        switch,
        legend,
        panel,
        numbers_of_paper,
        news_beside_paper,
        beside_paper,
    ),
    SUMMARY: (switch, legend, panel),
    ATTACHMENT: (
        pages_beside,
        ease_beside,
        notes_beside_attachment,
        numbers_of_attachment,
        news_beside_attachment,
        beside_attachment,
    ),
    "rorikt.wishes": (calendar_beside,),
}
# What is made of the text of a paper, and set before its paragraphs and after its sections.
IN_TEXT: tuple[tuple[list[Any], tuple[Callable[..., Any], ...]], ...] = (
    (adapting, (underline, adapt)),
    (marking, (notes_in_paper, numbers_in_paper, news_in_paper)),
    (closing, (marks_in_paper,)),
    (numbering, (attachment_pages_in_packet,)),
)


def register() -> None:
    """Each once, however often it is called."""
    for page, pieces in BESIDE.items():
        adding[page].extend(one for one in pieces if one not in adding[page])
    for registered, functions in IN_TEXT:
        registered.extend(one for one in functions if one not in registered)
