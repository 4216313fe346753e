"""Two contents of a document held against each other: sections, words, figures and tables. Pure: no database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from meetings.comparing.lines import Line, lines_of
from meetings.comparing.pairing import Pair, pair_sections
from meetings.documents.content import CHANGED, CHECKED_BY, Block, Content, NumberedSection, Text
from rorikt.amounts import NOTHING, short_date
from rorikt.figures.values import Cell, Chart, Definitions, Table
from rorikt.texts.word_diff import Piece, word_difference

LIKE = 0.4  # of their words: two lines that are more alike are one that was changed


@dataclass(frozen=True)
class ChangedLine:
    """A paragraph or a point of a list, in pieces; `kind` as `Line` has it."""

    kind: str
    pieces: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return all(piece.kind == "same" for piece in self.pieces)


@dataclass(frozen=True)
class ChangedValue:
    """«var 595, er 612». `where` is the section, `anchor` what leads to it; empty where it belongs to the whole."""

    label: str
    old: str
    new: str
    where: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class ChangedTable:
    """`told` says of a table as a whole that it came, went or was given other columns; `rows` whole rows that did."""

    caption: str
    told: str = ""
    values: tuple[ChangedValue, ...] = ()
    rows: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class ChangedSection:
    """`told` is what became of it as a whole; `title` is in pieces, as the lines are."""

    number: str
    anchor: str
    level: int
    title: tuple[Piece, ...]
    told: str = ""
    lines: tuple[ChangedLine, ...] = ()
    tables: tuple[ChangedTable, ...] = ()

    @property
    def name(self) -> str:
        """As it is called now, or was where it is gone."""
        kept = [piece.text for piece in self.title if piece.kind != "out"] or [piece.text for piece in self.title]
        return f"{self.number} {''.join(kept)}"


@dataclass(frozen=True)
class Difference:
    """`facts` are of the control header, `figures` those in sentences, `sections` only those that are not the same."""

    facts: tuple[ChangedValue, ...]
    figures: tuple[ChangedValue, ...]
    sections: tuple[ChangedSection, ...]
    same: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.figures or self.sections)

    @property
    def table_values(self) -> tuple[ChangedValue, ...]:
        return tuple(value for section in self.sections for table in section.tables for value in table.values)


# What the control header says of the approval itself is another one in each version.
OF_APPROVAL = ("Versjon", "Status", "Godkjent dato", "Godkjent av", CHECKED_BY, CHANGED)


def compare(old: Content, new: Content) -> Difference:
    pairs = pair_sections(old.sections, new.sections)
    compared = [_section(pair) for pair in pairs]
    figures = tuple(changed_figures(old, new))
    changed = tuple(section for section in compared if _is_changed(section))
    return Difference(
        facts=tuple(changed_facts(old, new)),
        figures=figures,
        sections=changed,
        same=tuple(section.name for section in compared if not _is_changed(section)),
    )


def _is_changed(section: ChangedSection) -> bool:
    is_same = all(line.is_same for line in section.lines) and all(piece.kind == "same" for piece in section.title)
    return bool(section.told or section.tables) or not is_same


def changed_facts(old: Content, new: Content) -> Iterator[ChangedValue]:
    before, after = _control(old), _control(new)
    for label in {**before, **after}:
        if before.get(label) != after.get(label):
            yield ChangedValue(label, before.get(label) or NOTHING, after.get(label) or NOTHING)


def _control(content: Content) -> dict[str, str]:
    rows = {label: value for label, value in content.control if label not in OF_APPROVAL}
    case = f"{content.case.number} {content.case.title}" if content.case else ""
    return {"Tittel": content.title, **rows, "Sak": case, "Status per dato": short_date(content.as_of)}


def changed_figures(old: Content, new: Content) -> Iterator[ChangedValue]:
    """Those that both texts have, in the order of the new one, at the first section that shows them."""
    before = {figure.key: figure for figure in old.figures}
    for figure in new.figures:
        earlier = before.get(figure.key)
        if earlier and earlier.text != figure.text:
            section = next((one for one in new.sections if _shows(one, figure.key)), None)
            where = f"{section.number} {section.title}" if section else ""
            anchor = section.anchor if section else ""
            yield ChangedValue(figure.label, earlier.text, figure.text, where, anchor)


def _shows(section: NumberedSection, key: str) -> bool:
    return any(isinstance(block, Text) and f'data-figure="{key}"' in block.html for block in section.blocks)


def _section(pair: Pair) -> ChangedSection:
    old, new = pair.old, pair.new
    shown = new or old
    if shown is None:
        raise ValueError("a pair of no sections")
    told = "Nytt avsnitt." if old is None else "Avsnittet er tatt ut." if new is None else ""
    if old and new and pair.is_moved:
        told = f"Flyttet: var {old.number}."
    return ChangedSection(
        number=shown.number,
        anchor=shown.anchor if new else f"borte-{shown.anchor}",
        level=shown.level,
        title=word_difference(old.title if old else "", new.title if new else ""),
        told=told,
        lines=tuple(changed_lines(_written(old), _written(new))),
        tables=tuple(_tables(_tabulated(old), _tabulated(new))),
    )


def _written(section: NumberedSection | None) -> list[Line]:
    return [line for block in (section.blocks if section else ()) for line in written_in(block)]


def written_in(block: Block) -> Iterable[Line]:
    match block:
        case Text(html):
            return lines_of(html)
        case Definitions(items):
            return [Line("li", f"{item.term}: {item.meaning}") for item in items]
    return ()


def _tabulated(section: NumberedSection | None) -> list[Table]:
    found = []
    for block in section.blocks if section else ():
        if isinstance(block, Table):
            found.append(block)
        elif isinstance(block, Chart):
            found.append(block.table)
    return found


def changed_lines(old: Sequence[Line], new: Sequence[Line]) -> Iterator[ChangedLine]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (ChangedLine(line.kind, (Piece("same", line.text),)) for line in new[c:d])
        else:
            yield from _replaced(old[a:b], new[c:d])


def _replaced(old: Sequence[Line], new: Sequence[Line]) -> Iterator[ChangedLine]:
    """Each new line against the first of the old ones that it is like; those before that one are gone."""
    left = list(old)
    for line in new:
        like = next((place for place, before in enumerate(left) if are_like(before, line)), None)
        if like is None:
            yield ChangedLine(line.kind, (Piece("in", line.text),))
            continue
        yield from (ChangedLine(gone.kind, (Piece("out", gone.text),)) for gone in left[:like])
        yield ChangedLine(line.kind, word_difference(left[like].text, line.text))
        left = left[like + 1 :]
    yield from (ChangedLine(gone.kind, (Piece("out", gone.text),)) for gone in left)


def are_like(old: Line, new: Line) -> bool:
    before, after = old.text.split(), new.text.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return old.kind == new.kind and matcher.quick_ratio() >= LIKE and matcher.ratio() >= LIKE


def _tables(old: Sequence[Table], new: Sequence[Table]) -> Iterator[ChangedTable]:
    before = {table.key or table.caption: table for table in old}
    after = {table.key or table.caption: table for table in new}
    for key, table in after.items():
        if key not in before:
            yield ChangedTable(table.caption, "Ny tabell.", rows=tuple(_whole("in", table)))
        elif changed := changed_table(before[key], table):
            yield changed
    for key, table in before.items():
        if key not in after:
            yield gone_table(table)


def gone_table(table: Table) -> ChangedTable:
    return ChangedTable(table.caption, "Tabellen er tatt ut.", rows=tuple(_whole("out", table)))


def changed_table(old: Table, new: Table) -> ChangedTable | None:
    """`None` where both say the same."""
    labels = [column.label for column in new.columns]
    if [column.label for column in old.columns] != labels:
        rows = (*_whole("out", old), *_whole("in", new))
        return ChangedTable(new.caption, "Tabellen har fått andre kolonner.", rows=rows)
    has_keys = all(table.row_keys and len(table.row_keys) == len(table.rows) for table in (old, new))
    before, after = _rows(old, has_keys=has_keys), _rows(new, has_keys=has_keys)
    values = [
        ChangedValue(f"{_head(row)}, {label}" if place or has_keys else label, was.text, cell.text)
        for key, row in after.items()
        if key in before
        for place, (label, was, cell) in enumerate(zip(labels, before[key], row, strict=True))
        if was.text != cell.text
    ]
    beside = (("Overskrift", "caption"), ("Enhet", "unit_note"), ("Merknad", "note"), ("Mangler", "lacks"))
    for label, name in beside:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            values.append(ChangedValue(label, was or NOTHING, now or NOTHING))
    rows = (
        *(Piece("out", _printed(row)) for key, row in before.items() if key not in after),
        *(Piece("in", _printed(row)) for key, row in after.items() if key not in before),
    )
    return ChangedTable(new.caption, values=tuple(values), rows=rows) if values or rows else None


def _rows(table: Table, *, has_keys: bool) -> dict[tuple[str, int], tuple[Cell, ...]]:
    """By their names, or what heads them, and which of that name it is; the sum is a row of its own."""
    found: dict[tuple[str, int], tuple[Cell, ...]] = {}
    for place, row in enumerate(table.rows):
        head = table.row_keys[place] if has_keys else _head(row)
        found[head, sum(name == head for name, _ in found)] = row
    if table.total:
        found["", -1] = table.total
    return found


def _head(row: tuple[Cell, ...]) -> str:
    return row[0].text if row else ""


def _whole(kind: str, table: Table) -> Iterator[Piece]:
    for row in table.all_rows:
        yield Piece("out" if kind == "out" else "in", _printed(row))


def _printed(row: Iterable[Cell]) -> str:
    return " | ".join(cell.text for cell in row)
