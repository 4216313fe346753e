"""A document with the share of one municipality beside every total that is split: in its sentences, below the totals of
its tables and of the tables behind its charts, and at the key figures before it.

What is added is no part of the document. Nothing in it is left out or written otherwise, and what is not split says
nothing; see shares.py and docs/decisions/0044-shares-beside-the-totals.md.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from html import escape

from meetings.documents.content import ABOUT_EDITION, Block, Content, KeyFigure, NumberedSection, Summary, Text
from meetings.key_figures.gathering import summary_in
from meetings.municipal.division import Division, division_in
from meetings.municipal.shares import IN_WORDS, Total, part_of, printed_part, total_of, total_of_cell
from rorikt.amounts import kroner
from rorikt.figures.values import Cell, Chart, Column, Figure, Table

EDITION = "Utgave"  # the row of the control header that marks it on every page
NOTHING_BESIDE = Cell("")
_FIGURE = re.compile(r'<(a|span) class="figure" data-figure="([^"]+)"[^>]*>.*?</\1>')


@dataclass(frozen=True)
class TableFor(Table):
    """A table with a row below its totals: what one municipality carries of each."""

    below: tuple[Cell, ...] = ()

    @property
    def printed_below(self) -> list[tuple[Column, Cell]]:
        return list(zip(self.columns, self.below, strict=True))


@dataclass(frozen=True)
class KeyFigureFor(KeyFigure):
    """A key figure with the share of one municipality: `for Nes 240 091,31 kr`."""

    share: str = ""


@dataclass(frozen=True)
class For:
    """Whose shares are set beside, and how the document's totals are divided."""

    number: str
    name: str
    division: Division

    def part(self, total: Total | None, *, in_words: bool = False) -> str:
        """Empty for what is not split. Without a sign where the words of the figure have the direction."""
        part = part_of(total, self.division, self.number, self.name) if total else None
        return "" if part is None else printed_part(abs(part) if in_words else part)

    def told(self, figure: Figure, token: str) -> str:
        """`for Nes 240 091,31 kr`; empty for what is not split."""
        part = self.part(total_of(figure, token), in_words=token.partition(":")[0] in IN_WORDS)
        return f"for {self.name} {part}" if part else ""


def with_shares(content: Content, number: str, name: str) -> Content:
    """`number` and `name` are those of the municipality."""
    own = For(number, name, division_in(content))
    figures = {figure.key: figure for figure in content.figures}

    def beside(match: re.Match[str]) -> str:
        figure = figures.get(match[2])
        told = own.told(figure, match[2]) if figure else ""
        return f'{match[0]}<span class="own-share"> ({escape(told)})</span>' if told else match[0]

    sections = [
        replace(one, blocks=tuple(_block(block, own, beside) for block in one.blocks)) for one in content.sections
    ]
    return replace(content, sections=tuple(sections), summary=_summary(content, own))


def edition_for(content: Content, number: str, name: str, about: list[str]) -> Content:
    """As it is printed for one municipality: marked on every page; what it is and how it was computed stands first."""
    shown = with_shares(content, number, name)
    marked = ((EDITION, f"For {name}. Andelene er ikke godkjent."), (ABOUT_EDITION, is_no_part(name)))
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in about)
    front = NumberedSection("", 1, "utgaven", f"Utgave for {name}", (Text(told),))
    return replace(
        shown,
        file_title=f"{shown.file_title} - utgave for {name}",
        control=(*shown.control, *marked),
        sections=(front, *shown.sections),
    )


def is_no_part(name: str) -> str:
    return (
        f"Utgave for {name}: andelene er regnet ut av nøkkelen i dokumentet, og er ikke en del av det godkjente "
        "dokumentet."
    )


def _block(block: Block, own: For, beside: Callable[[re.Match[str]], str]) -> Block:
    match block:
        case Text(html):
            return Text(_FIGURE.sub(beside, html)) if 'class="figure"' in html else block
        case Table():
            return _table(block, own)
        case Chart():
            return replace(block, table=_table(block.table, own))
    return block


def _table(table: Table, own: For) -> Table:
    """With its row of shares, where any of its totals is split."""
    totals = [total_of_cell(table, column, cell) for column, cell in table.printed_total]
    parts = [part_of(total, own.division, own.number, own.name) if total else None for total in totals]
    if not any(part is not None for part in parts[1:]):
        return table
    row = [NOTHING_BESIDE if part is None else Cell.of(part, kroner) for part in parts[1:]]
    plain = {field.name: getattr(table, field.name) for field in fields(Table)}
    return TableFor(**plain, below=(Cell(f"For {own.name}, i kroner"), *row))


def _summary(content: Content, own: For) -> Summary | None:
    if content.kind == "minutes":
        return content.summary
    summary = summary_in(content)
    return replace(summary, key_figures=tuple(_key_figure(one, own) for one in summary.key_figures))


def _key_figure(one: KeyFigure, own: For) -> KeyFigure:
    told = own.told(one.figure, one.token)
    plain = {field.name: getattr(one, field.name) for field in fields(KeyFigure)}
    return KeyFigureFor(**plain, share=told) if told else one
