"""What of a text somebody has read and how much is left, by what each section said when it was read.

A mark is of the words of a section: one that changes loses it by itself, one that only gets another number or another
place keeps it. Nothing here knows whose marks they are.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from meetings.documents.content import Content
from meetings.key_figures.asked import proposal_chapter
from meetings.paragraphs.paragraphs import WORDS_A_MINUTE, dom_id, hash_of, minutes_for, paragraphs_of

MINUTES_A_PAGE = 2  # of an attachment, whose words are not counted: an A4 page has some 400 words
HOW_COUNTED = f"Regnet som {WORDS_A_MINUTE} ord i minuttet, og {MINUTES_A_PAGE} minutter for hver side i vedleggene."


class State(StrEnum):
    READ = "Lest"
    CHANGED = "Endret siden du leste det"
    UNREAD = "Ikke lest"


@dataclass(frozen=True)
class Part:
    """A section as it is read. `names` are those of its paragraphs; a heading that only gathers others has no `words`.

    `key` is empty in a text from before sections had one.
    """

    anchor: str
    number: str
    title: str
    key: str
    hash: str
    words: int
    names: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class Outline:
    """What lists and marks need of a text, without the text. `proposal` is its chapter of that name as HTML, and the
    title of the chapter; both are empty where it has none."""

    parts: tuple[Part, ...] = ()
    proposal: tuple[str, str] = ("", "")
    title: str = ""

    @property
    def said(self) -> tuple[str, ...]:
        """The same for two texts that say the same, whenever and by whom they were approved."""
        return (self.title, *(part.hash for part in self.parts))

    @property
    def to_read(self) -> list[Part]:
        return [part for part in self.parts if part.words]


def outline_of(content: Content) -> Outline:
    found: dict[str, list[tuple[str, int]]] = {}
    for one in paragraphs_of(content.sections):
        found.setdefault(one.section.anchor, []).append((one.name, len(one.text.split())))
    parts = [
        Part(
            anchor=section.anchor,
            number=section.number,
            title=section.title,
            key=section.key,
            hash=hash_of(section),
            words=sum(words for _, words in found.get(section.anchor, ())),
            names=tuple(name for name, _ in found.get(section.anchor, ()) if name),
        )
        for section in content.sections
    ]
    return Outline(tuple(parts), proposal_chapter(content.kind, content.sections), content.title)


@dataclass(frozen=True)
class Read:
    """The marks that one person has set in one document: key of the section, and what it said."""

    said: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def _hashes(self) -> set[str]:
        return {said for _, said in self.said}

    @cached_property
    def _keys(self) -> set[str]:
        return {key for key, _ in self.said if key}

    def state_of(self, part: Part) -> State:
        """Where one of the two has no key, what it says is all there is to know it by."""
        if {(part.key, part.hash), ("", part.hash)} & self.said or (not part.key and part.hash in self._hashes):
            return State.READ
        return State.CHANGED if part.key in self._keys else State.UNREAD


@dataclass(frozen=True)
class Progress:
    """How much of something is read. `total` counts what there is to read, sections of a paper for one; `pages` are
    those of attachments that are not read."""

    read: int = 0
    total: int = 0
    changed: int = 0
    words_left: int = 0
    pages_left: int = 0

    @property
    def is_whole(self) -> bool:
        return self.read == self.total

    @property
    def left(self) -> int:
        return self.total - self.read

    @property
    def told(self) -> str:
        """`7 av 12 avsnitt lest`; empty where there is nothing to read."""
        if not self.total:
            return ""
        changed = f", {self.changed} endret siden" if self.changed else ""
        return f"{self.read} av {self.total} avsnitt lest{changed}"

    @property
    def minutes_left(self) -> int:
        return minutes_for(self.words_left)

    @property
    def page_minutes_left(self) -> int:
        return self.pages_left * MINUTES_A_PAGE

    @property
    def time_left(self) -> str:
        """`ca. 12 min`, and what attachments take beside it, since they are counted another way."""
        told = []
        if self.words_left:
            told.append(f"ca. {told_minutes(self.minutes_left)}")
        if self.pages_left:
            pages = f"{self.pages_left} side{'r' if self.pages_left > 1 else ''} vedlegg"
            told.append(f"{pages} (ca. {told_minutes(self.page_minutes_left)})")
        return " og ".join(told)


def summed(parts: Iterable[Progress]) -> Progress:
    parts = list(parts)
    names = ("read", "total", "changed", "words_left", "pages_left")
    return Progress(**{name: sum(getattr(part, name) for part in parts) for name in names})


def progress_of(outline: Outline, read: Read) -> Progress:
    states = [(part, read.state_of(part)) for part in outline.to_read]
    return Progress(
        read=sum(state == State.READ for _, state in states),
        total=len(states),
        changed=sum(state == State.CHANGED for _, state in states),
        words_left=sum(part.words for part, state in states if state != State.READ),
    )


def told_minutes(minutes: int) -> str:
    """`45 min`, `1 t`, `1 t 20 min`."""
    hours, rest = divmod(minutes, 60)
    told = [f"{hours} t"] if hours else []
    return " ".join([*told, f"{rest} min"] if rest or not hours else told)


@dataclass(frozen=True)
class Found:
    """A place as it is in the text of now: the section, and what follows `#` in its address."""

    part: Part
    address: str = field(default="")


def found_place(outline: Outline, name: str, section: str) -> Found | None:
    """Where the paragraph stands now; where it is gone, its section; `None` where that is gone too, and at the very
    beginning, where nobody needs to be led. `section` is a key, or an anchor where there was none."""
    parts: Sequence[Part] = outline.parts
    for index, part in enumerate(parts):
        if name and name in part.names:
            is_first = index == 0 and part.names[0] == name
            return None if is_first else Found(part, dom_id(name))
    left = _of_section(parts, section)
    return None if left is None or left == parts[0] else Found(left, left.anchor)


def _of_section(parts: Collection[Part], section: str) -> Part | None:
    by_key = (part for part in parts if part.key and part.key == section)
    by_anchor = (part for part in parts if not part.key and part.anchor == section)
    return next(by_key, None) or next(by_anchor, None)
