"""What a section said in the document before: as it was approved, where it was."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from meetings.documents.content import Block
from meetings.documents.models import Section
from meetings.papers.compose import blocks_of
from meetings.papers.last_text import frozen_section, text_of_last_time, without_mark
from meetings.tokens import tokens

NOTHING_LAST_TIME = "Avsnittet hadde ingen tekst sist."
HAS_FIGURES = (
    "Teksten fra sist har tall som hentes på nytt, og kan derfor ikke merkes som uendret. Ta den inn og se over den."
)
HAS_A_TEXT = (
    "Avsnittet har allerede en ny tekst, som ikke blir erstattet. Slett teksten først hvis den ikke skal brukes."
)


@dataclass(frozen=True)
class LastTime:
    """`blocks` are what was printed, `body` the text that can be taken into the new section, with its codes.

    `refusal` says why that text cannot be called unchanged, and is empty where it can. `is_here`: it stands already.
    """

    section: Section
    as_of: date
    approved_on: date | None
    blocks: tuple[Block, ...]
    body: str
    refusal: str
    is_here: bool

    @property
    def is_own(self) -> bool:
        return self.refusal == HAS_A_TEXT


def last_time(section: Section) -> LastTime | None:
    """None where the section goes on from none."""
    last = section.came_from
    if last is None:
        return None
    version = last.document.versions.first()
    frozen = frozen_section(version.frozen, last) if version else None
    if version and frozen:
        approved_on, blocks = timezone.localdate(version.approved_at), without_mark(frozen.blocks)
    else:
        approved_on, blocks = None, blocks_of(last.body, last.document)
    body = text_of_last_time(last, frozen)
    return LastTime(
        last, last.document.as_of, approved_on, blocks, body, refusal_of(section, body), section.says_the_same(body)
    )


def refusal_of(section: Section, body: str) -> str:
    """Why the text of last time cannot stand as unchanged; a text that somebody has written is never replaced."""
    if not body:
        return NOTHING_LAST_TIME
    if is_own(section, body):
        return HAS_A_TEXT
    return HAS_FIGURES if tokens.find(body) else ""


def is_own(section: Section, body: str) -> bool:
    """Somebody has written in it: it is neither empty, nor carried over, nor what was there last time."""
    return bool(section.body) and not section.carried and not section.says_the_same(body)
