"""Files of rows: CSV in the encodings and separators that Norwegian systems write, XLSX and XLS.

`examine` looks at a file and tells how it is laid out, `rows` reads it from the top. CSV is never held in memory.
Everything that can be wrong with a file is a `NotTabular` with a Norwegian sentence that says what to do.

The file is a stranger's: only the first part of this module, `layout_of` and `rows_of`, is for the process that answers
people or does jobs. They have the rest done in a limited child.
"""

import codecs
import csv
import math
import re
import zipfile
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from rorikt.characters import writable
from rorikt.children import limited_reading
from rorikt.children.limited_reading import LOOKING_SECONDS, READING_SECONDS, Unreadable, plain
from rorikt.sheets import sheet_cells, strays
from rorikt.sheets.month_titles import are_months
from rorikt.sheets.sheet_cells import Filled
from rorikt.sheets.strays import Extent

Value = str | int | float | bool | date | datetime | time | timedelta | None

SEPARATORS = ";\t|,"
SAMPLE = 40  # lines that decide how a file is laid out
TOP = 20  # lines from the first on that a person sees
LONGEST_CELL = 1_000_000
LARGEST_WORKBOOK = 300 * 1024**2  # bytes once unpacked
LONGEST_LINE = 4 * 1024**2  # bytes
MOST_LINES = 5_000_000
MOST_COLUMNS = 500
MOST_SHEETS = 200
MOST_AREA = 25_000_000  # cells from the first to the last, with and without content: each takes room
LONGEST_SHOWN = 200  # characters of a title, or of a cell that is only looked at
CHUNK = 1024 * 1024

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# The codes of the letters æ, ø and å inside words, in small and in capitals, by what encodes them.
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_EIGHT_BITS = ("cp1252", "cp865", "mac_roman")
_LETTERS = {
    name: re.compile(b"[A-Za-z][" + re.escape("æøå".encode(name)) + b"]|[A-Z][" + re.escape("ÆØÅ".encode(name)) + b"]")
    for name in _EIGHT_BITS
}
_SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER_OR_DATE = re.compile(r"[+\-−–]?[\d\s.,/:\u00a0\u202f]*\d[\d\s.,/:\-−\u00a0\u202f]*%?")


class NotTabular(Unreadable):
    """A file that no rows can be read from. The message is for the person who chose it."""


class SheetRow(NamedTuple):
    """`line` is the line of the text file, or the row of the sheet, that it begins on; the first is 1."""

    line: int
    cells: Sequence[Value]


@dataclass(frozen=True)
class Asked:
    """How a person has said that a file is to be read; what is empty is found out."""

    sheet: str = ""
    separator: str = ""
    encoding: str = ""
    header_line: int = 0


@dataclass(frozen=True)
class Layout:
    """How a file is to be read. `header` has a title for each column, every one different.

    `sheets` are the names of all sheets of a workbook that show, `top` the first rows as they are, to look at.
    `strays` are the cells that lie beyond the last row and column of the table, and are not read; 0 is no limit.
    Where it `has_errors`, cells may say #DIV/0! or the like instead of a value; they are read as that text.
    `hidden_rows` are those among the rows read that a spreadsheet does not show, `hidden_sheets` the names of those not
    read. Of a workbook that `hides_errors` (XLS, ODS) the reader cannot tell an error from an empty cell.
    """

    kind: str  # "csv" or "workbook"
    header: tuple[str, ...]
    header_line: int
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    top: tuple[SheetRow, ...] = ()
    last_row: int = 0
    last_column: int = 0
    strays: tuple[str, ...] = ()
    has_errors: bool = False
    hidden_rows: int = 0
    hidden_sheets: tuple[str, ...] = ()
    hides_errors: bool = False

    @property
    def extent(self) -> Extent:
        return Extent(self.last_row, self.last_column)

    @property
    def key(self) -> str:
        """Differs where the same file would be read otherwise."""
        return f"{self.sheet} {self.header_line} {self.separator} {self.encoding}"

    @property
    def notices(self) -> list[str]:
        """What a person has to know of the file as a whole, in sentences."""
        found = [strays.told(self.strays)]
        if self.hidden_rows:
            found.append(f"{self.hidden_rows} skjult{'e rader' if self.hidden_rows > 1 else ' rad'} er med.")
        if self.hidden_sheets:
            names = ", ".join(f"«{name}»" for name in self.hidden_sheets)
            found.append(f"Skjult{'e' if len(self.hidden_sheets) > 1 else ''} ark er ikke lest: {names}.")
        if self.hides_errors:
            found.append(
                "I en XLS- eller ODS-fil kan en celle med feil, som #DIV/0!, ikke skilles fra en tom. Lagre den som "
                "XLSX hvis den kan ha feil."
            )
        return [sentence for sentence in found if sentence]


FIND_OUT = Asked()


# In a limited child


def layout_of(path: Path, asked: Asked = FIND_OUT) -> Layout:
    """As `examine`, done in a limited child. Raises Unreadable."""
    [told] = limited_reading.read(
        "rorikt.sheets.tabular:told_layout", str(path), asdict(asked), seconds=LOOKING_SECONDS
    )
    return layout_from(told)


def rows_of(path: Path, layout: Layout) -> Generator[SheetRow]:
    """As `rows`, done in a limited child. Raises Unreadable, possibly after some rows."""
    told_of = plain(asdict(layout))
    for line, cells in limited_reading.read(
        "rorikt.sheets.tabular:told_rows", str(path), told_of, seconds=READING_SECONDS
    ):
        yield SheetRow(line, cells)


def layout_from(told: Mapping[str, Any]) -> Layout:
    """Of what `asdict` has made of one."""
    tuples = {name: tuple(told[name]) for name in ("header", "sheets", "strays", "hidden_sheets")}
    return Layout(**{**told, **tuples, "top": tuple(SheetRow(line, cells) for line, cells in told["top"])})


def told_layout(path: str, asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield asdict(examine(Path(path), Asked(**asked)))


def told_rows(path: str, layout: Mapping[str, Any]) -> Iterator[SheetRow]:
    return rows(Path(path), layout_from(layout))


# Reading


def examine(path: Path, asked: Asked = FIND_OUT) -> Layout:
    """Raises NotTabular unless the file, read as it is asked for, has a line of column titles."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NotTabular("Filen er tom. Eksporter den på nytt, og velg den nye filen.")
    if start.startswith((_ZIP, _OLE)):
        return _examine_workbook(path, asked)
    if asked.encoding:
        _check_encoding(path, asked.encoding)
    else:
        _check_that_it_is_text(start)
    encoding = asked.encoding or _encoding(path, start)
    with path.open(encoding=encoding, newline="") as text:
        sample = list(islice(text, SAMPLE))
    separator = asked.separator or _separator(sample)
    header, line, top = _header(islice(_csv_rows(path, encoding, separator), SAMPLE), asked.header_line)
    return Layout("csv", header, line, encoding=encoding, separator=separator, top=top)


def rows(path: Path, layout: Layout) -> Iterator[SheetRow]:
    """The rows below the titles, as wide as they are; empty ones are left out."""
    every = _csv_rows(path, layout.encoding, layout.separator)
    if layout.kind == "workbook":
        part = sheet_cells.part_of(path, layout.sheet) if layout.strays or layout.has_errors else None
        if part is not None:
            path = sheet_cells.without(path, part, layout.extent, layout.strays)
        every = _sheet_rows(_open_workbook(path), layout.sheet, layout.extent)
    return (row for row in every if row.line > layout.header_line and not _is_empty(row))


# Text


def _check_that_it_is_text(start: bytes) -> None:
    if start.startswith(_BOMS[1][0]) or start.startswith(_BOMS[2][0]):
        return
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<?xml", b"<!DOCTYPE", b"<html", b"%PDF")):
        raise NotTabular("Filen er ikke en tabell. Lagre den som CSV eller XLSX, og velg den nye filen.")
    if len(_CONTROLS.findall(start)) > max(3, len(start) / 200):
        raise NotTabular("Filen er verken CSV eller regneark. Lagre den som CSV eller XLSX, og velg den nye filen.")


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 if the whole file is, otherwise Windows', or that of DOS or an old Mac by which more words have æ, ø and å.

    The first of these letters may stand far down.
    """
    for mark, name in _BOMS:
        if start.startswith(mark):
            _check_encoding(path, name)
            return name
    try:
        _check_encoding(path, "utf-8")
        return "utf-8"
    except NotTabular:
        name = _eight_bits(path)
        _check_encoding(path, name)
        return name


def _eight_bits(path: Path) -> str:
    """Another than that of Windows only where the letters make up a good part of what is no ASCII."""
    counts, beyond = dict.fromkeys(_EIGHT_BITS, 0), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            beyond += len(_BEYOND_ASCII.findall(chunk))
            for name, letters in _LETTERS.items():
                counts[name] += len(letters.findall(chunk))
    name = max(_EIGHT_BITS, key=lambda name: counts[name])
    return name if 3 * counts[name] >= beyond else _EIGHT_BITS[0]


def _check_encoding(path: Path, encoding: str) -> None:
    decoder, unbroken = codecs.getincrementaldecoder(encoding)(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
                last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
                unbroken = unbroken + len(chunk) if last < 0 else len(chunk) - last
                if unbroken > LONGEST_LINE:
                    raise NotTabular(
                        "Filen har en linje som er for lang til å være en rad i en tabell. Eksporter den på nytt "
                        "med én linje for hver rad, og velg den nye filen."
                    )
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise NotTabular("Tegnene i filen kan ikke leses. Lagre den som «CSV UTF-8», og velg den nye filen.") from error


def _separator(sample: list[str]) -> str:
    if sample and (named := _SEPARATOR_LINE.fullmatch(sample[0])):
        return named[1]
    return max(SEPARATORS, key=lambda separator: _cut_by(sample, separator))


def _cut_by(sample: list[str], separator: str) -> float:
    """How many cuts it makes in the width that speaks most for it: a decimal comma cuts fewer than what is around it.

    A comma that cuts the numbers alone has no line of titles as wide as its rows, and counts for little.
    """
    try:
        lines = [row for row in csv.reader(sample, delimiter=separator) if any(row)]
    except csv.Error:
        return 0
    # One that closes every row makes no column.
    lines = [row[:-1] if not row[-1].strip() else row for row in lines]
    titles = {len(row) for row in lines if _are_titles(row)}

    def cuts(width: int, count: int) -> float:
        return (width - 1) * count * (1 if titles & {width, width + 1} else 0.1)

    return max((cuts(width, count) for width, count in Counter(map(len, lines)).items()), default=0)


def _csv_rows(path: Path, encoding: str, separator: str) -> Iterator[SheetRow]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as text:
        # Strict: an opening quote without its end would otherwise swallow the rows below it without a word.
        reader = csv.reader((writable(line) for line in text), delimiter=separator, strict=True)
        line = 1
        try:
            for cells in reader:
                if line > MOST_LINES:
                    raise NotTabular(
                        "Filen har flere enn 5 millioner linjer. Del den i flere, for eksempel én for hvert år."
                    )
                if not (line == 1 and _SEPARATOR_LINE.fullmatch(separator.join(cells))):
                    yield SheetRow(line, list(cells))
                line = reader.line_num + 1
        except csv.Error as error:
            raise NotTabular(
                f"Linje {line} kan ikke leses. Se etter et anførselstegn som mangler, og lagre filen på nytt."
            ) from error


# Workbooks


def _examine_workbook(path: Path, asked: Asked) -> Layout:
    """The chosen sheet, else the first that shows and has titles."""
    workbook = _open_workbook(path)
    tables = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    shown = [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
    hidden = [writable(sheet.name)[:LONGEST_SHOWN] for sheet in tables if sheet.visible != SheetVisibleEnum.Visible]
    names = tuple(name for name in shown if name.isprintable() and len(name) <= LONGEST_SHOWN)
    if len(names) > MOST_SHEETS:
        raise NotTabular(f"Arbeidsboken har flere enn {MOST_SHEETS} ark. Lagre arket med tabellen som en egen fil.")
    fault = NotTabular("Arbeidsboken har ingen ark. Lagre den på nytt, og velg den nye filen.")
    for name in [asked.sheet] if asked.sheet in names else names:
        try:
            layout = _examine_sheet(path, workbook, name, names, asked.header_line)
            return replace(layout, hidden_sheets=tuple(hidden[:MOST_SHEETS]))
        except NotTabular as error:
            fault = error
    raise fault


def _examine_sheet(
    path: Path, workbook: CalamineWorkbook, name: str, names: tuple[str, ...], header_line: int
) -> Layout:
    part = sheet_cells.part_of(path, name)
    filled = _filled_cells(workbook, name) if part is None else sheet_cells.filled(path, part)
    extent = strays.extent(filled.rows, filled.columns)
    if extent.last_column > MOST_COLUMNS:
        raise _too_wide()
    if extent.area > MOST_AREA:
        raise NotTabular(
            f"Cellene i arket «{name}» ligger for langt fra hverandre. Flytt tabellen til et ark for seg, og lagre på "
            "nytt."
        )
    beyond: list[str] = []
    if extent != Extent(max(filled.rows, default=0), max(filled.columns, default=0)):
        beyond = _outside(workbook, name, extent) if part is None else sheet_cells.outside(path, part, extent)
    if part is not None:
        workbook = _open_workbook(sheet_cells.without(path, part, extent, beyond, head=SAMPLE))
    try:
        header, line, top = _header(islice(_sheet_rows(workbook, name, extent), SAMPLE), header_line)
    except NotTabular as error:
        raise NotTabular(f"{strays.told(beyond)} {error}".strip()) from error
    return Layout(
        "workbook", header, line, sheet=name, sheets=names, top=top,
        last_row=extent.last_row, last_column=extent.last_column, strays=tuple(beyond), has_errors=filled.has_errors,
        hides_errors=part is None,
        hidden_rows=sum(line < row <= extent.last_row and row in filled.rows for row in filled.hidden),
    )  # fmt: skip


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


def _sheet_rows(workbook: CalamineWorkbook, name: str, extent: Extent) -> Iterator[SheetRow]:
    """As far as the table goes."""
    width = extent.last_column
    for line, cells in enumerate(_whole_rows(workbook, name), start=1):
        if line > extent.last_row:
            return
        if len(cells) > width:
            cells = cells[:width]
        yield SheetRow(line, [_clean(cell) if type(cell) in (str, float) else cell for cell in cells])


def _clean(cell: Value) -> Value:
    """What a database or XML cannot hold is left out of a text; a number that is none is the text of it."""
    if isinstance(cell, float) and math.isfinite(cell):
        return cell
    return writable(str(cell))


def _whole_rows(workbook: CalamineWorkbook, name: str) -> Iterator[Sequence[Value]]:
    try:
        yield from workbook.get_sheet_by_name(name).iter_rows()
    except (CalamineError, OSError, ValueError) as error:
        raise NotTabular(f"Arket «{name}» kan ikke leses. Lagre det på nytt som XLSX eller CSV.") from error


def _filled_cells(workbook: CalamineWorkbook, name: str) -> Filled:
    """Of a workbook that is no zip we know the inside of, and has to be read whole."""
    found = Filled()
    for line, cells in enumerate(_whole_rows(workbook, name), start=1):
        columns = Counter(column for column, cell in enumerate(cells, start=1) if _says_something(cell))
        if columns:
            found.add(columns, Counter({line: columns.total()}))
    return found


def _outside(workbook: CalamineWorkbook, name: str, extent: Extent) -> list[str]:
    return [
        strays.cell_name(line, column)
        for line, cells in enumerate(_whole_rows(workbook, name), start=1)
        for column, cell in enumerate(cells, start=1)
        if not extent.holds(line, column) and _says_something(cell)
    ]


# Titles


def _header(sample: Iterator[SheetRow], asked: int) -> tuple[tuple[str, ...], int, tuple[SheetRow, ...]]:
    """The titles, which line they are, and the first rows of all.

    They stand on the line asked for, else on the fullest of those above the first row of numbers and dates that have
    at least two titles, and at least half as many as the lines have cells.
    """
    lines = [row for row in sample if not _is_empty(row)]
    if any(len(row.cells) > MOST_COLUMNS for row in lines):
        raise _too_wide()
    width = max((_filled(row) for row in lines), default=0)
    if width < 2:
        raise NotTabular("Filen har bare én kolonne. Lagre den som CSV med semikolon mellom kolonnene, eller som XLSX.")
    top = tuple(SheetRow(row.line, _shortened(row.cells)) for row in lines[:TOP])
    if asked:
        found = next((row for row in lines if row.line == asked), None)
        if found is None:
            raise NotTabular(f"Linje {asked} kan ikke være tittellinje. Velg en av de første {SAMPLE} som ikke er tom.")
        return _titles(found.cells), found.line, top
    may_be: list[SheetRow] = []
    for row in lines:
        is_titles = _are_titles(row.cells)
        if is_titles and _filled(row) >= max(2, width / 2):
            may_be.append(row)
        if may_be and not is_titles:
            break
    if not may_be:
        raise NotTabular(
            "Filen har ingen linje med kolonnetitler. Legg inn en øverst, for eksempel «Konto;Tekst;Beløp»."
        )
    row = max(may_be, key=lambda row: sum(_says_something(cell) and not _is_year(cell) for cell in row.cells))
    return _titles(row.cells), row.line, top


def _too_wide() -> NotTabular:
    return NotTabular(
        f"Filen har flere enn {MOST_COLUMNS} kolonner. Slett dem som ikke trengs, lagre på nytt, og velg den nye filen."
    )


def _shortened(cells: Sequence[Value]) -> list[Value]:
    """To be looked at."""
    return [
        f"{cell[:LONGEST_SHOWN]}…" if isinstance(cell, str) and len(cell) > LONGEST_SHOWN else cell for cell in cells
    ]


def _titles(cells: Sequence[Value]) -> tuple[str, ...]:
    """Without breaks and doubled spaces; a column without a title, or with one already used, gets a number."""
    titles: list[str] = []
    for position, cell in enumerate(cells, start=1):
        text = " ".join(_title(cell).replace("\ufeff", "").split())[:LONGEST_SHOWN]
        plain = text or f"Kolonne {position}"
        while plain in titles:
            plain = f"{plain} ({position})"
        titles.append(plain)
    return tuple(titles)


def _title(cell: Value) -> str:
    """A whole number of a sheet has no decimals, and a day no clock."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return str(cell) if cell is not None else ""


def _is_year(cell: Value) -> bool:
    """A year alone says little of what its column holds."""
    return not isinstance(cell, date) and _YEAR.fullmatch(_title(cell).strip()) is not None


def _are_titles(cells: Sequence[Value]) -> bool:
    """Texts, among which months may be written as numbers or days, one after the other."""
    numbers = [_title(cell) for cell in cells if not _may_be_title(cell)]
    is_named = len(numbers) < sum(map(_says_something, cells))
    return not numbers or (is_named and are_months([text for text in numbers if text.strip("0 ")]))


def _may_be_title(cell: Value) -> bool:
    """Text that is not a number or a date; a year is a title in many reports."""
    if isinstance(cell, (int, float)):
        return 1900 <= cell <= 2100
    if not isinstance(cell, str):
        return cell is None
    text = cell.strip()
    return bool(_YEAR.fullmatch(text)) or not _NUMBER_OR_DATE.fullmatch(text)


def _is_empty(row: SheetRow) -> bool:
    return not any(_says_something(cell) for cell in row.cells)


def _filled(row: SheetRow) -> int:
    return sum(_says_something(cell) for cell in row.cells)


def _says_something(cell: Value) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None
