"""Files of rows: CSV in the encodings and separators that Norwegian systems write, XLSX and XLS.

`examine` looks at a file and tells how it is laid out, `rows` reads it from the top. CSV is never held in memory.
Everything that can be wrong with a file is a `NotTabular` with a Norwegian sentence that says what to do.
"""

import codecs
import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

Value = str | int | float | bool | date | datetime | time | timedelta | None

SEPARATORS = ";\t|,"
SAMPLE = 40  # lines that decide how a file is laid out
FIRST = 5  # rows below the titles that a person sees
LONGEST_CELL = 1_000_000
LARGEST_WORKBOOK = 300 * 1024**2  # bytes once unpacked: near a million rows, and twice that in memory
CHUNK = 1024 * 1024

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER_OR_DATE = re.compile(r"[+\-−–]?[\d\s.,/:\u00a0\u202f]*\d[\d\s.,/:\-−\u00a0\u202f]*%?")


class NotTabular(ValueError):
    """A file that no rows can be read from. The message is for the person who chose it."""


class Row(NamedTuple):
    """`line` is the line of the text file, or the row of the sheet, that it begins on; the first is 1."""

    line: int
    cells: Sequence[Value]


@dataclass(frozen=True)
class Layout:
    """How a file is to be read. `header` has a title for each column, every one different.

    `sheets` are the names of all sheets of a workbook that show, `first` the rows to look at below the titles.
    """

    kind: str  # "csv" or "workbook"
    header: tuple[str, ...]
    header_line: int
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    first: tuple[Row, ...] = ()


def examine(path: Path, sheet: str = "") -> Layout:
    """Raises NotTabular unless the file, or this sheet of it, has a line of column titles."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NotTabular("Filen er tom. Eksporter den på nytt, og velg den nye filen.")
    if start.startswith((_ZIP, _OLE)):
        status = path.stat()
        return _examine_workbook(path, sheet, (status.st_size, status.st_mtime_ns))
    _check_that_it_is_text(start)
    encoding = _encoding(path, start)
    with path.open(encoding=encoding, newline="") as text:
        sample = list(islice(text, SAMPLE))
    separator = _separator(sample)
    header, line, first = _header(islice(_csv_rows(path, encoding, separator), SAMPLE))
    return Layout("csv", header, line, encoding=encoding, separator=separator, first=first)


def rows(path: Path, layout: Layout) -> Iterator[Row]:
    """The rows below the titles, as wide as they are; empty ones are left out."""
    every = _csv_rows(path, layout.encoding, layout.separator)
    if layout.kind == "workbook":
        every = _sheet_rows(_open_workbook(path), layout.sheet)
    return (row for row in every if row.line > layout.header_line and not _is_empty(row))


# Text


def _check_that_it_is_text(start: bytes) -> None:
    if start.startswith(_BOMS[1][0]) or start.startswith(_BOMS[2][0]):
        return
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<?xml", b"<!DOCTYPE", b"<html", b"%PDF")):
        raise NotTabular("Filen er ikke en tabell. Lagre den som CSV eller XLSX, og velg den nye filen.")
    if len(_CONTROLS.findall(start)) > len(start) / 200:
        raise NotTabular("Filen er verken CSV eller regneark. Lagre den som CSV eller XLSX, og velg den nye filen.")


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 if the whole file is, otherwise Windows-1252: the first «æ» may stand far down."""
    for mark, name in _BOMS:
        if start.startswith(mark):
            _check_encoding(path, name)
            return name
    try:
        _check_encoding(path, "utf-8")
        return "utf-8"
    except NotTabular:
        _check_encoding(path, "cp1252")
        return "cp1252"


def _check_encoding(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise NotTabular("Tegnene i filen kan ikke leses. Lagre den som «CSV UTF-8», og velg den nye filen.") from error


def _separator(sample: list[str]) -> str:
    if sample and (named := _SEPARATOR_LINE.fullmatch(sample[0])):
        return named[1]
    return max(SEPARATORS, key=lambda separator: _cut_by(sample, separator))


def _cut_by(sample: list[str], separator: str) -> float:
    """How many cuts it makes in the commonest width, for each line: a decimal comma cuts fewer than what is around it.

    A comma that cuts the numbers alone has no line of titles as wide as its rows, and counts for little.
    """
    try:
        lines = [row for row in csv.reader(sample, delimiter=separator) if any(row)]
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in lines)
    width = max(widths, key=lambda width: ((width - 1) * widths[width], width), default=0)
    has_titles = any(len(row) == width and all(map(_may_be_title, row)) for row in lines)
    return (width - 1) * widths[width] * (1 if has_titles else 0.1) if width else 0


def _csv_rows(path: Path, encoding: str, separator: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as text:
        # Strict: an opening quote without its end would otherwise swallow the rows below it without a word.
        reader = csv.reader((line.replace("\x00", "") for line in text), delimiter=separator, strict=True)
        line = 1
        try:
            for cells in reader:
                if not (line == 1 and _SEPARATOR_LINE.fullmatch(separator.join(cells))):
                    yield Row(line, list(cells))
                line = reader.line_num + 1
        except csv.Error as error:
            raise NotTabular(
                f"Linje {line} kan ikke leses. Se etter et anførselstegn som mangler, og lagre filen på nytt."
            ) from error


# Workbooks


@lru_cache(maxsize=16)
def _examine_workbook(path: Path, chosen: str, version: tuple[int, int]) -> Layout:
    """The chosen sheet, else the first that shows and has titles.

    Kept for the next who asks, by the size and time of the file: a sheet can only be opened whole.
    """
    workbook = _open_workbook(path)
    names = tuple(sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible)
    fault = NotTabular("Arbeidsboken har ingen ark. Lagre den på nytt, og velg den nye filen.")
    for name in [chosen] if chosen in names else names:
        try:
            header, line, first = _header(islice(_sheet_rows(workbook, name), SAMPLE))
        except NotTabular as error:
            fault = error
        else:
            return Layout("workbook", header, line, sheet=name, sheets=names, first=first)
    raise fault


def _open_workbook(path: Path) -> CalamineWorkbook:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > LARGEST_WORKBOOK:
                    raise NotTabular("Arbeidsboken er for stor. Del den, eller lagre arket som CSV.")
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise NotTabular("Arbeidsboken er låst med passord. Lagre den uten passord, og velg den nye filen.") from error
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        if isinstance(error, NotTabular):
            raise
        raise NotTabular(
            "Filen er ikke et regneark som kan leses, eller den er skadet. Åpne den i regnearkprogrammet, lagre den "
            "som XLSX, og velg den nye filen."
        ) from error


def _sheet_rows(workbook: CalamineWorkbook, name: str) -> Iterator[Row]:
    try:
        sheet = workbook.get_sheet_by_name(name)
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            yield Row(line, cells)
    except CalamineError as error:
        raise NotTabular(f"Arket «{name}» kan ikke leses. Lagre det på nytt som XLSX eller CSV.") from error


# Titles


def _header(sample: Iterator[Row]) -> tuple[tuple[str, ...], int, tuple[Row, ...]]:
    """The first line with at least two titles, and at least half as many as the lines below have cells.

    Its titles, which line it is, and the rows right below it.
    """
    lines = [row for row in sample if not _is_empty(row)]
    width = max((_filled(row) for row in lines), default=0)
    for row in lines:
        if _filled(row) >= max(2, width / 2) and all(_may_be_title(cell) for cell in row.cells):
            first = [below for below in lines if below.line > row.line][:FIRST]
            return _titles(row.cells), row.line, tuple(first)
    if width < 2:
        raise NotTabular("Filen har bare én kolonne. Lagre den som CSV med semikolon mellom kolonnene, eller som XLSX.")
    raise NotTabular("Filen har ingen linje med kolonnetitler. Legg inn en øverst, for eksempel «Konto;Tekst;Beløp».")


def _titles(cells: Sequence[Value]) -> tuple[str, ...]:
    """Without breaks and doubled spaces; a column without a title, or with one already used, gets a number."""
    titles: list[str] = []
    for position, cell in enumerate(cells, start=1):
        text = " ".join(str(cell if cell is not None else "").replace("\ufeff", "").split())
        plain = text or f"Kolonne {position}"
        titles.append(plain if plain not in titles else f"{plain} ({position})")
    return tuple(titles)


def _may_be_title(cell: Value) -> bool:
    """Text that is not a number or a date; a year is a title in many reports."""
    if isinstance(cell, (int, float)):
        return 1900 <= cell <= 2100
    if not isinstance(cell, str):
        return cell is None
    text = cell.strip()
    return bool(_YEAR.fullmatch(text)) or not _NUMBER_OR_DATE.fullmatch(text)


def _is_empty(row: Row) -> bool:
    return not any(_says_something(cell) for cell in row.cells)


def _filled(row: Row) -> int:
    return sum(_says_something(cell) for cell in row.cells)


def _says_something(cell: Value) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None
