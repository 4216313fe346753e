"""Lists and tables as XLSX, CSV and PDF: what stands on the page, with every number exact.

A page offers its tables to `answer`, which gives the file that `?eksport=xlsx`, `csv` or `pdf` asks for. What is
shown of a cell is its `render`; what is exported is its value: a number as a number, a day as a day, and text as text
that no spreadsheet takes for a formula.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from html import unescape
from typing import Any, cast

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]

from rorikt.characters import writable
from rorikt.figures.values import Cell, Chart, Table
from rorikt.pages import downloads
from rorikt.pages.caching import NOT_KEPT
from rorikt.tables import printed_tables

Value = str | int | Decimal | date | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"
MILLIONTH = Decimal("0.000001")
# What a spreadsheet takes for the beginning of a formula, also after spaces.
FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class TableSheet:
    """`rows` include the total, where there is one, and a row that says what the sums lack."""

    title: str
    header: tuple[str, ...]
    rows: Iterable[Sequence[Value]]


def answer(request: HttpRequest, name: str, *shown: Table | Chart | tables.Table | None) -> HttpResponse | None:
    """The file that the query string asks for, all rows of all pages; nothing where it asks for none.

    A chart is drawn in a PDF; other files have its numbers. A PDF may be the page of the job that prints it. XLSX has a
    sheet for each table. CSV has one table: the first, or the one that `tabell` counts to.
    """
    asked = request.GET.get("eksport")
    found = [table for table in shown if table is not None]
    if asked not in {"xlsx", "csv", "pdf"} or not found:
        return None
    if asked == "pdf":
        printed = printed_tables.answer(request, name, [_printed(table, name) for table in found])
        return cast(
            HttpResponse, printed
        )  # a file is sent in pieces, which is all the same to the pages that call this
    sheets = [sheet_of(table, f"{name} {number}") for number, table in enumerate(found, 1)]
    if asked == "xlsx":
        return attachment(xlsx(sheets), f"{name}.xlsx", XLSX)
    number = request.GET.get("tabell", "")
    chosen = int(number) if number.isascii() and number.isdigit() and 1 <= int(number) <= len(sheets) else 1
    return attachment(csv_bytes(sheets[chosen - 1]), f"{name}.csv", "text/csv; charset=utf-8")


def sheet_of(table: Table | Chart | tables.Table, name: str = "") -> TableSheet:
    """Every row of the table with its exact values, then its total and what it lacks."""
    table = table.table if isinstance(table, Chart) else table
    if isinstance(table, Table):
        header = tuple(f"{column.group} {column.label}".strip() for column in table.columns)
        told = [[table.lacks]] if table.lacks else []
        return TableSheet(
            table.caption, header, [*([cell_value(cell) for cell in row] for row in table.all_rows), *told]
        )
    columns = _exported(table)
    heads = getattr(table, "exact_heads", {})
    header = tuple(heads.get(column.name, str(column.header)) for column in columns)
    title = getattr(table, "exact_caption", "") or _caption(table, name)
    return TableSheet(str(title), header, _rows(table, columns))


def _printed(table: Table | Chart | tables.Table, name: str) -> Table | Chart:
    """As the page shows it, in the unit that its caption names, and not the exact values that are exported."""
    if isinstance(table, Table | Chart):
        return table
    sheet, columns = sheet_of(table, name), _exported(table)
    shown = [[_shown(row.get_cell(column.name)) for column in columns] for row in table.rows]
    if table.has_footer():
        shown.append([_shown(column.footer) if column.has_footer() else "" for column in columns])
    values, caption = list(sheet.rows)[: len(shown)], _caption(table, name)
    printed = printed_tables.table_of(caption, sheet.header, shown, values=values, has_total=table.has_footer())
    return replace(printed, lacks=getattr(table, "lacks", ""))


def _caption(table: tables.Table, name: str) -> str:
    return str(getattr(table, "caption", "") or name)


def _exported(table: tables.Table) -> list[Any]:
    columns = [column for column in table.columns if not column.column.exclude_from_export and column.header]
    return [column for column in columns if column.name != "change"]


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    text = unescape(strip_tags(cell.replace("<", " <"))) if isinstance(cell, SafeString) else str(cell)
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def cell_value(cell: Cell) -> Value:
    """The exact value behind a printed cell; its text where there is none."""
    if not cell.value:
        return cell.text
    try:
        return Decimal(cell.value)
    except InvalidOperation:
        return cell.value


def xlsx(sheets: Iterable[TableSheet]) -> bytes:
    """Amounts are numbers with all their decimals, days are days."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(_sheet_name(sheet.title, taken))
        page.freeze_panes = "A2"
        for index, title in enumerate(sheet.header):
            page.column_dimensions[chr(65 + index) if index < 26 else "Z"].width = max(12, min(60, len(title) + 6))
        page.append([_styled(page, title, bold=True) for title in sheet.header])
        for row in sheet.rows:
            page.append([_styled(page, value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv_bytes(sheet: TableSheet) -> bytes:
    """As a Norwegian Excel opens it: UTF-8 with its mark, `;` between cells, a comma before decimals."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(title) for title in sheet.header])
    for row in sheet.rows:
        writer.writerow([_csv_text(value) for value in row])
    return (BYTE_ORDER_MARK + target.getvalue()).encode()


def safe_text(text: str) -> str:
    """With an apostrophe in front of what a spreadsheet would run as a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def attachment(content: bytes, file_name: str, content_type: str) -> HttpResponse:
    """A file to be saved; no browser keeps a copy."""
    headers = {"Content-Disposition": downloads.disposition(file_name, save=True), "Cache-Control": NOT_KEPT}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _rows(table: tables.Table, columns: Sequence[Any]) -> Iterator[list[Value]]:
    for row in table.rows:
        yield [_exact(table, row, column) for column in columns]
    if table.has_footer():
        yield [_footer(column) for column in columns]
    if lacks := getattr(table, "lacks", ""):
        yield [lacks]


def _exact(table: tables.Table, row: Any, column: Any) -> Value:
    """What the column says is its `value`; else the number or the day that it shows; else its text."""
    if hasattr(table, f"value_{column.name}") or type(column.column).value is not tables.Column.value:
        return _plain(row.get_cell_value(column.name))
    raw = column.accessor.resolve(row.record, quiet=True) if column.accessor else None
    has_own_text = hasattr(row.record, f"get_{column.accessor}_display")
    if not has_own_text and isinstance(raw, Decimal | int | date) and not isinstance(raw, bool):
        return _plain(raw)
    return _plain(row.get_cell_value(column.name))


def _footer(column: Any) -> Value:
    """An exact sum where the column can give one, else what it shows."""
    exact = getattr(column.column, "footer_value", None)
    if exact is not None:
        return exact(column, column._table)
    return _plain(column.footer) if column.has_footer() else ""


def _plain(value: Any) -> Value:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if value is None or isinstance(value, Decimal | int | date):
        return value
    return strip_tags(str(value)).strip()


def _styled(page: Any, value: Value, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(page, value=writable(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, datetime):
        cell.number_format = "dd.mm.yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd.mm.yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return _csv_number(value) if isinstance(value, Decimal) else str(value)


def _csv_number(value: Decimal) -> str:
    """Exact, but for what has no end: four twelfths of a budget, a mean. Six decimals are more than anybody prints."""
    ends_at = value.as_tuple().exponent
    is_long = isinstance(ends_at, int) and ends_at < -6
    return format(value.quantize(MILLIONTH, ROUND_HALF_UP) if is_long else value, "f").replace(".", ",")


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters, without those that Excel refuses, and unlike its neighbours."""
    plain = FORBIDDEN_IN_SHEET_NAME.sub(" ", writable(title)).strip("' ")[:31].strip() or "Tabell"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: 30 - len(str(number))]} {number}"
    taken.add(name.lower())
    return name
