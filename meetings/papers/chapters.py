"""Where a document is cut into parts that are printed alone: at its chapters, and inside those that are long.

A short document is one part, since every part begins on a new page. The lengths are estimates from the content alone,
so that a changed sentence moves no cut but near a limit.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from meetings.documents.content import Block, NumberedSection, Text
from rorikt.figures.values import Chart, Definitions, Table

SHORT = 9.0  # pages; a shorter document is not cut
LONG = 5.5  # pages; a longer chapter is cut at its own sections
MOST = 7.5  # pages of a piece of a long chapter, unless one of its sections alone is longer

_TAG = re.compile(r"<[^>]+>")
_LETTERS_A_PAGE, _ROWS_A_PAGE, _CHART, _HEADING = 2900, 42, 0.45, 0.045


@dataclass(frozen=True)
class Chapter:
    """Sections that are printed together. `depth` is 0 where they begin with a chapter of the document."""

    sections: tuple[NumberedSection, ...]

    @property
    def depth(self) -> int:
        return self.sections[0].level - 1

    @property
    def name(self) -> str:
        """«Kapittel 2», or «Kapittel 2.2–2.4» where it is a piece."""
        first = self.sections[0].number
        same_level = [section for section in self.sections if section.level == self.depth + 1]
        last = same_level[-1].number
        return f"Kapittel {first}" if first == last else f"Kapittel {first}–{last}"


def cut(sections: Sequence[NumberedSection]) -> tuple[Chapter, ...]:
    """All sections in order; no chapter where the document is so short that it is printed whole."""
    if pages_of(sections) <= SHORT:
        return ()
    pieces = []
    for chapter in _runs(sections, level=1):
        pieces += [chapter] if pages_of(chapter) <= LONG else _grouped(chapter)
    return tuple(Chapter(tuple(piece)) for piece in pieces)


def pages_of(sections: Iterable[NumberedSection]) -> float:
    """About how many pages they fill."""
    return sum(_HEADING + sum(_pages_of_block(block) for block in section.blocks) for section in sections)


def _runs(sections: Sequence[NumberedSection], level: int) -> list[list[NumberedSection]]:
    """The sections, cut before each one of `level` or above."""
    runs: list[list[NumberedSection]] = []
    for section in sections:
        if not runs or section.level <= level:
            runs.append([])
        runs[-1].append(section)
    return runs


def _grouped(chapter: list[NumberedSection]) -> list[list[NumberedSection]]:
    pieces: list[list[NumberedSection]] = []
    for run in _runs(chapter, level=2):
        is_opening = bool(pieces) and len(pieces) == 1 and len(pieces[0]) == 1  # a heading stays with what it heads
        if pieces and (is_opening or pages_of(pieces[-1]) + pages_of(run) <= MOST):
            pieces[-1] += run
        else:
            pieces.append(list(run))
    return pieces


def _pages_of_block(block: Block) -> float:
    match block:
        case Text(html):
            return len(_TAG.sub("", html)) / _LETTERS_A_PAGE
        case Table():
            return (len(block.rows) + 4) / _ROWS_A_PAGE
        case Chart():
            return _CHART + len(block.table.rows) / (2 * _ROWS_A_PAGE)
        case Definitions():
            return len(block.items) / 26
    return 0.0
