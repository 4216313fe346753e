"""Which cells of a sheet are filled, found without making the sheet: XLSX and XLSB as they lie in their zip.

The reader of workbooks (calamine) makes room for every cell from the first to the last, so what lies at the edge is
found here first, and left out of a copy that it then reads. Runs in a limited child.
"""

import io
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any

from lxml import etree

from rorikt.children.limited_reading import Unreadable
from rorikt.sheets.office_xml import SAFELY
from rorikt.sheets.strays import Extent, cell_name

MOST_CELLS = 5_000_000
TOO_MANY_CELLS = (
    "Arket har flere enn 5 millioner celler. Del det i flere filer, eller lagre det som CSV, og velg den nye filen."
)
CHUNK = 1024 * 1024
SOME = 100_000
MOST_OF_HEAD = 64 * CHUNK  # forty rows of a table never take as much

# A cell with content, whatever prefix its namespace has: one that closes at once has only a look.
_CELL = re.compile(rb"""<(?:\w+:)?c(?=\s)[^>]*?\sr=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>(?!</)""")
# What stands in it instead of a value, such as #DIV/0!; the reader would give an empty cell for it.
_ERROR = re.compile(rb"""(<(?:\w+:)?c\s(?:[^>]*?\s)?t=["'])e(?=["'])""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
# A formula that was never worked out has no value; one that gives an empty text says so by its type. Its own text, of
# which a cell that shares another's has none, takes the place of the value.
_UNCOUNTED = re.compile(
    rb"""<((?:\w+:)?)c(?=\s)((?:(?!\st=["'](?:str|s|inlineStr)["'])[^>])*)>\s*"""
    rb"""<\1f(?:\s[^>]*)?(?:/>|>([^<]*)</\1f>)\s*(?:<\1v\s*/>|<\1v>\s*</\1v>)?\s*</\1c\s*>"""
)
_TYPE = re.compile(rb"""\st=["']\w+["']""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^>]*\shidden=["'](?:1|true)["'])(?:[^>]*?\s)?r=["'](\d{1,7})["']""")
_CELL_ENDS = re.compile(rb"</(?:\w+:)?c\s*>")
_ROW_ENDS = re.compile(rb"</(\w+:|)row\s*>")
_RELATION = "{*}Relationship"
# What the reader needs beside the sheet itself.
_COMMON = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/\.rels|xl/[^/]+\.(?:xml|bin)|xl/_rels/[^/]+\.rels)", re.IGNORECASE
)
# Records of XLSB; the first kind of cell has no content.
_ROW, _FIRST_CELL, _LAST_CELL, _SHEET_DATA_ENDS, _SHEET = 0, 1, 11, 146, 156
_ERRORS = {3, 11}  # a cell that is one, and a formula that gives one: code after column and look
_TEXT_CELL = 6
_CODES = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#DATA"}


@dataclass
class Filled:
    """How many cells are filled in each row and column that has any, and which rows are hidden.

    `has_errors` is whether some may hold an error of the sheet, or a formula without its value.
    """

    rows: Counter[int] = field(default_factory=Counter)
    columns: Counter[int] = field(default_factory=Counter)
    count: int = 0
    has_errors: bool = False
    hidden: list[int] = field(default_factory=list)

    def add(self, columns: Counter[int], rows: Counter[int]) -> None:
        self.columns.update(columns)
        self.rows.update(rows)
        self.count += rows.total()
        if self.count > MOST_CELLS:
            raise Unreadable(TOO_MANY_CELLS)


def part_of(path: Path, name: str) -> str | None:
    """The member of the zip that holds the sheet of this name; `None` where the workbook is another kind of file."""
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        members = {member.lower(): member for member in archive.namelist()}
        book = next((members[one] for one in ("xl/workbook.xml", "xl/workbook.bin") if one in members), None)
        rels = members.get(f"xl/_rels/{PurePosixPath(book).name.lower()}.rels") if book else None
        if book is None or rels is None:
            return None
        keys = _sheets_of_xml(archive, book) if book.lower().endswith(".xml") else _sheets_of_records(archive, book)
        targets = {
            relation.get("Id"): relation.get("Target", "") for _, relation in _elements(archive, rels, _RELATION)
        }
        target = targets.get(keys.get(name))
        if not target:
            return None
        place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        return members.get(place.lower())


def filled(path: Path, part: str) -> Filled:
    """Raises Unreadable where there are more than MOST_CELLS."""
    found = Filled()
    with zipfile.ZipFile(path) as archive, archive.open(part) as sheet:
        if part.lower().endswith(".bin"):
            _count_records(sheet, found)
        else:
            _count_cells(sheet, found)
    return found


def outside(path: Path, part: str, extent: Extent) -> list[str]:
    """The names of the filled cells beyond it, as they lie in the file."""
    names = []
    with zipfile.ZipFile(path) as archive, archive.open(part) as sheet:
        if part.lower().endswith(".bin"):
            for row, column, _ in _cells_of_records(sheet):
                if column and not extent.holds(row, column):
                    names.append(cell_name(row, column))
        else:
            for text in _texts(sheet):
                names += [
                    (letters + digits).decode() for letters, digits in _CELL.findall(text)
                    if not extent.holds(int(digits), _number(letters))
                ]  # fmt: skip
    return names


def without(path: Path, part: str, extent: Extent, strays: Collection[str], *, head: int = 0) -> Path:
    """A copy of the workbook in which only this sheet has content, without the strays beyond `extent`.

    An error is text in the copy, and so is a formula without a value, so that neither is taken for an empty cell.
    With `head`, and where its rows are written as text, only as many of them. The copy lies in the folder for temporary
    files of the child, which goes with it.
    """
    target = Path(tempfile.mkdtemp()) / "cut"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made:
        for member in source.namelist():
            if member != part and _COMMON.fullmatch(member):
                made.writestr(member, source.read(member))
        with source.open(part) as sheet, made.open(part, "w", force_zip64=True) as cut:
            if part.lower().endswith(".bin"):
                _cut_records(sheet, cut, extent)
            else:
                cut.write(_cut(_head(sheet, head) if head else sheet.read(), strays))
    return target


# XLSX


def _count_cells(sheet: IO[bytes], into: Filled) -> None:
    for text in _texts(sheet):
        found = _CELL.findall(text)
        into.has_errors = into.has_errors or bool(_ERROR.search(text) or _FORMULA.search(text))
        into.hidden += map(int, _HIDDEN_ROW.findall(text))
        columns = Counter(letters for letters, _ in found)
        rows = Counter(digits for _, digits in found)
        into.add(
            Counter({_number(letters): count for letters, count in columns.items()}),
            Counter({int(digits): count for digits, count in rows.items()}),
        )


def _texts(sheet: IO[bytes]) -> Iterator[bytes]:
    """The sheet in pieces of some thousand cells, each of which begins in one piece."""
    left = b""
    while chunk := sheet.read(CHUNK):
        text = left + chunk
        end = text.rfind(b"<")  # what begins here may go on in the next chunk
        text, left = text[:end], text[end:]
        if len(left) > CHUNK:
            raise Unreadable(TOO_MANY_CELLS)
        yield text
    yield left


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cut(text: bytes, strays: Collection[str]) -> bytes:
    for name in strays:
        place = 0
        while found := re.compile(rb"""\sr=["']%s["']""" % name.encode()).search(text, place):
            start, end = text.rfind(b"<", 0, found.start()), _CELL_ENDS.search(text, found.end())
            text = text[:start] + (text[end.end() :] if end else b"")
            place = start
    return _UNCOUNTED.sub(_as_text, _ERROR.sub(rb"\1str", text))


def _as_text(cell: "re.Match[bytes]") -> bytes:
    prefix, attributes, formula = cell[1], _TYPE.sub(b"", cell[2]), cell[3] or b""
    return b'<%bc%b t="str"><%bv>=%b</%bv></%bc>' % (prefix, attributes, prefix, formula, prefix, prefix)


def _head(sheet: IO[bytes], count: int) -> bytes:
    """As far as the end of so many rows, and what closes it."""
    text = b""
    while chunk := sheet.read(CHUNK):
        text += chunk
        ends = list(islice(_ROW_ENDS.finditer(text), count))
        if len(ends) == count:
            prefix = ends[-1][1]
            return text[: ends[-1].end()] + b"</%bsheetData></%bworksheet>" % (prefix, prefix)
        if len(text) > MOST_OF_HEAD:
            raise Unreadable(TOO_MANY_CELLS)
    return text


def _sheets_of_xml(archive: zipfile.ZipFile, book: str) -> dict[str, str]:
    """Name of a sheet to the key of its relation."""
    found = {}
    for _, sheet in _elements(archive, book, "{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        found[sheet.get("name", "")] = key
    return found


def _elements(archive: zipfile.ZipFile, member: str, tag: str) -> Iterator[tuple[str, Any]]:
    with archive.open(member) as file:
        yield from etree.iterparse(file, tag=tag, **SAFELY)


# XLSB


def _count_records(sheet: IO[bytes], into: Filled) -> None:
    def cells() -> Iterator[tuple[int, int]]:
        for row, column, whole in _cells_of_records(sheet):
            if column:
                into.has_errors = into.has_errors or whole[0] in _ERRORS
                yield row, column

    found = cells()
    while some := list(islice(found, SOME)):
        into.add(Counter(column for _, column in some), Counter(row for row, _ in some))


def _cells_of_records(sheet: IO[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Row, column and bytes of each record; the column is 0 where it is no cell with content, the row 0 outside."""
    row = 0
    for kind, data, whole in _records(sheet):
        column = 0
        if kind == _ROW:
            row = int.from_bytes(data[:4], "little") + 1
        elif kind == _SHEET_DATA_ENDS:
            row = 0
        elif row and _FIRST_CELL < kind <= _LAST_CELL:
            column = int.from_bytes(data[:4], "little") + 1
        yield row, column, whole


def _records(file: IO[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    """Kind, content and the whole of each record: two numbers of seven bits to the byte stand before its content."""
    data = file.read()
    place, end = 0, len(data)
    while place < end:
        start, kind, size = place, data[place], 0
        place += 1
        if kind & 0x80 and place < end:
            kind = (kind & 0x7F) | (data[place] & 0x7F) << 7
            place += 1
        for shift in (0, 7, 14, 21):
            if place >= end:
                return
            byte = data[place]
            place += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, data[place : place + size], data[start : place + size]
        place += size


def _cut_records(sheet: IO[bytes], cut: IO[bytes], extent: Extent) -> None:
    for row, column, whole in _cells_of_records(sheet):
        if row <= extent.last_row and column <= extent.last_column:
            cut.write(_as_text_record(whole) if column and whole[0] in _ERRORS else whole)


def _as_text_record(whole: bytes) -> bytes:
    """An error, which is one byte after column and look, as the text that a spreadsheet shows for it."""
    [(_, data, _)] = _records(io.BytesIO(whole))
    text = _CODES.get(data[8], "#FEIL")
    content = data[:8] + len(text).to_bytes(4, "little") + text.encode("utf-16-le")
    return bytes([_TEXT_CELL, len(content)]) + content


def _sheets_of_records(archive: zipfile.ZipFile, book: str) -> dict[str, str]:
    found = {}
    with archive.open(book) as file:
        for kind, data, _ in _records(file):
            if kind == _SHEET:  # two numbers, then the key of its relation and its name
                key, rest = _wide_string(data[8:])
                found[_wide_string(rest)[0]] = key
    return found


def _wide_string(data: bytes) -> tuple[str, bytes]:
    length = 2 * int.from_bytes(data[:4], "little")
    return data[4 : 4 + length].decode("utf-16-le", errors="replace"), data[4 + length :]
