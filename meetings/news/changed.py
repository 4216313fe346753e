"""What is new in a document for one who has read it before: paragraph by paragraph, each by the name it keeps.

Pure: no database. A paragraph without a name, from before blocks had ids, is taken for the first one left in the same
section that says the same, or else something like it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from meetings.comparing.difference import (
    ChangedLine,
    ChangedTable,
    ChangedValue,
    are_like,
    changed_facts,
    changed_figures,
    changed_lines,
    changed_table,
    gone_table,
    written_in,
)
from meetings.comparing.lines import Line, lines_of
from meetings.comparing.pairing import Pair, pair_sections
from meetings.documents.content import Content, NumberedSection
from meetings.paragraphs.paragraphs import Paragraph, dom_id, end_of, paragraphs_of
from rorikt.figures.values import Chart

Kind = Literal["new", "changed", "moved", "gone"]
Lines = Sequence[Line]


@dataclass(frozen=True)
class ParagraphNews:
    """`before` is what it is told in front of: a paragraph by its name, a section by its anchor, or the end of one.

    `lines` are of a text, with what it said and says; `table` is of a table or a chart. `came_from` is the section that
    one which was moved stood in.
    """

    kind: Kind
    before: str
    section: NumberedSection
    name: str = ""
    lines: tuple[ChangedLine, ...] = ()
    table: ChangedTable | None = None
    came_from: str = ""

    @property
    def address(self) -> str:
        return dom_id(self.name) if self.name else self.section.anchor


@dataclass(frozen=True)
class SectionNews:
    """`kind` is of the whole of it; a section that stands, with changes in it, has none. `was` is its earlier title,
    empty where it has the same. `is_reordered`: its paragraphs stand in another order. One that is gone is told at the
    end of the section before it, or in front of the first.
    """

    section: NumberedSection
    before: str
    kind: Literal["", "new", "gone"] = ""
    was: str = ""
    is_reordered: bool = False
    paragraphs: tuple[ParagraphNews, ...] = ()

    @property
    def is_told(self) -> bool:
        return bool(self.kind or self.was or self.is_reordered or self.paragraphs)

    @property
    def name(self) -> str:
        return self.section.called


@dataclass(frozen=True)
class News:
    """`figures` are those of sentences and tables that both contents have, `facts` those of the control header."""

    sections: tuple[SectionNews, ...] = ()
    figures: tuple[ChangedValue, ...] = ()
    facts: tuple[ChangedValue, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.figures or self.facts)

    @cached_property
    def paragraphs(self) -> tuple[ParagraphNews, ...]:
        return tuple(one for section in self.sections for one in section.paragraphs)


def news_between(old: Content, new: Content) -> News:
    sections = tuple(section for section in _Held(old.sections, new.sections).sections() if section.is_told)
    tables = [one.table for section in sections for one in section.paragraphs if one.kind == "changed" and one.table]
    values = [replace(value, where=table.caption) for table in tables for value in table.values]
    return News(sections, (*changed_figures(old, new), *values), tuple(changed_facts(old, new)))


class _Held:
    """Two contents held against each other: their sections in pairs, and which paragraph of one is which of the other.

    Paragraphs are called by their places among all of their content.
    """

    def __init__(self, old: Sequence[NumberedSection], new: Sequence[NumberedSection]) -> None:
        self.pairs = _pairs(old, new)
        self.old, self.new = paragraphs_of(old), paragraphs_of(new)
        self.in_old, self.in_new = _by_section(self.old), _by_section(self.new)
        # By the anchor of an old section, that of the one it is now.
        self.now = {pair.old.anchor: pair.new.anchor for pair in self.pairs if pair.old and pair.new}
        self.was: dict[int, int] = {}  # the place in `old` of each in `new` that has one
        self._match_named()
        for pair in self.pairs:
            if pair.old and pair.new:
                self._match_nameless(pair.old, pair.new)
        self.became = {was: now for now, was in self.was.items()}

    def _match_named(self) -> None:
        """In the same section first: an id that was copied is in two."""
        free: dict[str, list[int]] = defaultdict(list)
        for at, paragraph in enumerate(self.old):
            if paragraph.name:
                free[paragraph.name].append(at)
        for is_near in (True, False):
            for at, paragraph in enumerate(self.new):
                left = free.get(paragraph.name, []) if at not in self.was else []
                found = next((was for was in left if not is_near or self._stays(was, at)), None)
                if found is not None:
                    self.was[at] = found
                    left.remove(found)

    def _stays(self, was: int, now: int) -> bool:
        return self.now.get(self.old[was].section.anchor) == self.new[now].section.anchor

    def _match_nameless(self, old: NumberedSection, new: NumberedSection) -> None:
        taken = set(self.was.values())
        left = [at for at in self.in_old.get(old.anchor, ()) if at not in taken]
        for is_same in (True, False):
            after = -1
            for at in self.in_new.get(new.anchor, ()):
                if at in self.was:
                    continue
                found = next((was for was in left if was > after and self._may_be(was, at, is_same=is_same)), None)
                if found is not None:
                    self.was[at], after = found, found
                    left.remove(found)

    def _may_be(self, was: int, now: int, *, is_same: bool) -> bool:
        before, after = self.old[was], self.new[now]
        if (before.name and after.name) or (before.block is None) != (after.block is None):
            return False
        if is_same:
            return before.text == after.text
        return are_like(Line("p", before.text), Line("p", after.text))

    def sections(self) -> Iterator[SectionNews]:
        place = next((pair.new.anchor for pair in self.pairs if pair.new), "")
        for pair in self.pairs:
            if pair.new:
                yield self._section(pair.old, pair.new)
                place = end_of(pair.new)
            elif pair.old:
                gone = tuple(
                    _gone(self.old[at], place, pair.old)
                    for at in self.in_old.get(pair.old.anchor, ())
                    if at not in self.became
                )
                yield SectionNews(pair.old, place, "gone", paragraphs=gone)

    def _section(self, old: NumberedSection | None, new: NumberedSection) -> SectionNews:
        """With the paragraphs that are gone from it in front of those that followed them."""
        here = list(self.in_new.get(new.anchor, ()))
        gone, order = self._gone_from(old, new, here) if old else ({}, [])
        told: list[ParagraphNews] = []
        for at in here:
            told += gone.get(at, [])
            if one := self._told(at, new):
                told.append(one)
        told += gone.get(-1, [])
        was = old.title if old and old.title != new.title else ""
        is_reordered = order != sorted(order)
        return SectionNews(new, new.anchor, "" if old else "new", was, is_reordered, tuple(told))

    def _told(self, at: int, section: NumberedSection) -> ParagraphNews | None:
        now = self.new[at]
        before = now.name or section.anchor
        if at not in self.was:
            return ParagraphNews("new", before, section, now.name)
        was = self.old[self.was[at]]
        came_from = "" if self._stays(self.was[at], at) else was.section.called
        kept = ParagraphNews("moved", before, section, now.name, came_from=came_from)
        if table := _table_between(was, now):
            return replace(kept, kind="changed", table=table)
        lines = _lines(was), _lines(now)
        if lines[0] != lines[1]:
            return replace(kept, kind="changed", lines=tuple(changed_lines(*lines)))
        return kept if came_from else None

    def _gone_from(
        self, old: NumberedSection, new: NumberedSection, here: Sequence[int]
    ) -> tuple[dict[int, list[ParagraphNews]], list[int]]:
        """By the place of the paragraph they are told before, -1 for the end; and where those that stayed stand now."""
        gone: dict[int, list[ParagraphNews]] = defaultdict(list)
        stayed: list[int] = []
        for at in self.in_old.get(old.anchor, ()):
            now = self.became.get(at)
            if now is None:
                follows = next((one for one in here if not stayed or one > stayed[-1]), -1)
                before = (self.new[follows].name or new.anchor) if follows >= 0 else end_of(new)
                gone[follows].append(_gone(self.old[at], before, new))
            elif self._stays(at, now):
                stayed.append(now)
        return gone, stayed


def _pairs(old: Sequence[NumberedSection], new: Sequence[NumberedSection]) -> list[Pair]:
    """By the keys of sections where all have one, else by what they are called and say. What is gone stands behind the
    one that it followed."""
    if not all(section.key for section in (*old, *new)):
        return pair_sections(old, new)
    before, after = {section.key: section for section in old}, {section.key for section in new}
    gone: dict[str, list[Pair]] = defaultdict(list)  # by the key of what they followed, empty for the first
    behind = ""
    for section in old:
        if section.key in after:
            behind = section.key
        else:
            gone[behind].append(Pair(section, None))
    pairs = list(gone[""])
    for section in new:
        pairs += [Pair(before.get(section.key), section), *gone[section.key]]
    return pairs


def _by_section(paragraphs: Sequence[Paragraph]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, paragraph in enumerate(paragraphs):
        found[paragraph.section.anchor].append(at)
    return found


def _lines(paragraph: Paragraph) -> list[Line]:
    """What it says; nothing of a table, which is compared by its cells."""
    return list(written_in(paragraph.block)) if paragraph.block else lines_of(paragraph.html)


def _table_between(old: Paragraph, new: Paragraph) -> ChangedTable | None:
    before, after = old.table, new.table
    if before is None or after is None:
        return None
    changed = changed_table(before, after)
    if changed is None and old.text != new.text:
        is_moved = not isinstance(new.block, Chart) or not isinstance(old.block, Chart)
        told = "Radene står i en annen rekkefølge." if is_moved else "Tittelen eller rekkefølgen er en annen."
        return ChangedTable(after.caption, told)
    return changed


def _gone(paragraph: Paragraph, before: str, section: NumberedSection) -> ParagraphNews:
    """What it said stands in full."""
    if paragraph.table:
        return ParagraphNews("gone", before, section, table=gone_table(paragraph.table))
    return ParagraphNews("gone", before, section, lines=tuple(changed_lines(_lines(paragraph), [])))
