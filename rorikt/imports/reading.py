"""From the rows of a file to the values of an app: which column is which, and what a cell says.

An app names its `Field`s. `guess_mapping` proposes a column for each, a person corrects it, and `converted` reads the
file once from top to bottom. What cannot be read is counted and the first of it kept, with line, column and reason.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from rorikt.sheets.cell_values import Doubtful, to_amount, to_date, to_integer, to_moment, to_number, to_text
from rorikt.sheets.tabular import SheetRow, Value

Kind = Literal["text", "code", "amount", "number", "integer", "date", "moment"]
Columns = Mapping[str, str]  # field name to column title
Values = dict[str, Any]
Alike = tuple[str, str]  # column and reason

MOST_ERRORS = 100


@dataclass(frozen=True)
class Field:
    """What an app wants of each row. `synonyms` are titles of columns that mean it, in lower case."""

    name: str
    label: str
    kind: Kind = "text"
    required: bool = False
    synonyms: tuple[str, ...] = ()
    help_text: str = ""
    max_length: int = 0


@dataclass(frozen=True)
class RowError:
    """`line` of the file, or row of the sheet, 0 where the whole file is meant; `column` is the title, empty where the
    whole row is meant. `count` rows say the same, and this is the first of them.
    """

    line: int
    column: str
    reason: str
    count: int = 1


@dataclass
class Findings:
    """Every error is counted, the first `most` that differ are kept. Warnings are to be looked at, and stop nothing."""

    most: int = MOST_ERRORS
    error_count: int = 0
    errors: list[RowError] = field(default_factory=list)
    warning_count: int = 0
    warnings: list[RowError] = field(default_factory=list)
    _error_places: dict[Alike, int] = field(default_factory=dict)
    _warning_places: dict[Alike, int] = field(default_factory=dict)

    def error(self, line: int, column: str, reason: str) -> None:
        self.error_count += 1
        self._add(self.errors, self._error_places, line, column, reason)

    def warn(self, line: int, column: str, reason: str) -> None:
        self.warning_count += 1
        self._add(self.warnings, self._warning_places, line, column, reason)

    def _add(self, kept: list[RowError], places: dict[Alike, int], line: int, column: str, reason: str) -> None:
        place = places.get((column, reason))
        if place is not None:
            kept[place] = replace(kept[place], count=kept[place].count + 1)
        elif len(kept) < self.most:
            places[column, reason] = len(kept)
            kept.append(RowError(line, column, reason))


# Which column is which


def guess_mapping(
    fields: Iterable[Field], header: Sequence[str], fits: Callable[[Field, str], bool] = lambda one, title: True
) -> dict[str, str]:
    """Field name to column title: the label or a synonym as it stands first, then as the beginning of a title.

    `fits` is whether a column may be the field, by what stands in it.
    """
    guessed: dict[str, str] = {}
    for is_exact in (True, False):
        for one in fields:
            free = [title for title in header if title not in guessed.values() and fits(one, title)]
            title = next((title for title in _meant_by(one, free, is_exact)), None)
            if one.name not in guessed and title is not None:
                guessed[one.name] = title
    return guessed


def mapping_faults(fields: Iterable[Field], mapping: Columns, header: Sequence[str]) -> dict[str, str]:
    """Field name to what is wrong with its column; empty where the mapping can be used."""
    faults = {}
    for one in fields:
        title = mapping.get(one.name, "")
        if not title and one.required:
            faults[one.name] = f"Velg kolonnen for «{one.label}»."
        elif title and title not in header:
            faults[one.name] = f"Filen har ingen kolonne «{title}». Velg en annen."
    return faults


# Reading


def converted(
    rows: Iterable[SheetRow],
    header: Sequence[str],
    fields: Sequence[Field],
    mapping: Columns,
    findings: Findings,
    *,
    zone: ZoneInfo | None = None,
    ignores_beyond: bool = False,
) -> Iterator[tuple[int, Values]]:
    """Line and values of every row that can be read whole; the others end up in `findings`.

    A field that has no column, or nothing in its cell, is `None` (text: ""). `zone` is that of a clock without one.
    Cells beyond the last title are an error, unless it `ignores_beyond`.
    """
    titles = list(header)
    plan = [
        (one.name, titles.index(mapping[one.name]), mapping[one.name], converter(one, zone), one)
        for one in fields
        if mapping.get(one.name)
    ]
    nothing = {one.name: "" if one.kind in {"text", "code"} else None for one in fields}
    width = len(titles)
    for line, cells in rows:
        if len(cells) > width and not ignores_beyond and is_wider(cells, width):
            findings.error(line, "", too_wide(len(cells), width))
            continue
        values, is_whole = dict(nothing), True
        for name, index, title, convert, one in plan:
            cell = cells[index] if index < len(cells) else None
            if type(cell) is str:
                cell = cell.strip()
            if cell is None or cell == "":
                if one.required:
                    findings.error(line, title, f"{one.label} mangler.")
                    is_whole = False
                continue
            try:
                values[name] = convert(cell)
            except Doubtful as doubt:
                values[name] = doubt.value
                findings.warn(line, title, doubt.reason)
            except ValueError as error:
                findings.error(line, title, str(error))
                is_whole = False
        if is_whole:
            yield line, values


def is_wider(cells: Sequence[Value], width: int) -> bool:
    """Whether anything is said beyond the last title."""
    return any(cell not in ("", None) for cell in cells[width:])


def too_wide(count: int, width: int) -> str:
    return (
        f"Linjen har {count} kolonner, men tittellinjen har {width}. Trengs ikke det som står til høyre, kryss av for "
        "«Overse celler til høyre for siste tittel» under «Endre kolonnene»."
    )


def converter(one: Field, zone: ZoneInfo | None = None) -> Callable[[Value], Any]:
    """How a cell that is not empty is read. It raises ValueError with a Norwegian sentence."""
    if one.kind in {"text", "code"}:
        return _text_converter(one)
    if one.kind == "moment":
        return lambda cell: to_moment(cell, zone or ZoneInfo("Europe/Oslo"))
    if one.kind in {"integer", "date"}:
        # A file of a year has the same few years, periods and days on every row.
        return lru_cache(maxsize=4096, typed=True)({"integer": to_integer, "date": to_date}[one.kind])
    return {"amount": to_amount, "number": to_number}[one.kind]


def _text_converter(one: Field) -> Callable[[Value], str]:
    longest = one.max_length

    def convert(cell: Value) -> str:
        text = cell.strip() if type(cell) is str else to_text(cell)
        if longest and len(text) > longest:
            raise ValueError(f"«{text[:20]}…» er lengre enn {longest} tegn.")
        return text

    return convert


def _meant_by(one: Field, titles: Iterable[str], is_exact: bool) -> Iterator[str]:
    for name in map(words_of, (one.label, *one.synonyms)):
        for title in titles:
            found = words_of(title)
            is_same = found.replace(" ", "") == name.replace(" ", "")
            if is_same or (not is_exact and found.startswith(f"{name} ")):
                yield title


def words_of(title: str) -> str:
    """In lower case, without signs: `KOSTRA-art (T)` is `kostra art t`, `createdAt` is `created at`, `#` is `nummer`.

    A program that has no `ø` writes `oe`, so that it is one and the same.
    """
    plain = re.sub(r"(?<=[a-zæøå])(?=[A-Z])", " ", title.replace("#", " nummer ")).lower()
    for letter, pair in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        plain = plain.replace(letter, pair)
    return " ".join(re.sub(r"[_\W]+", " ", plain).split())
