"""Files hold what the page shows, with every number exact and no text that runs as a formula."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import django_tables2 as tables
import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from rorikt.figures.values import Cell, Column, Table
from rorikt.tables import export

FIGURES = Table(
    key="fordeling",
    caption="Fordeling av merforbruket 2023: hver kommunes andel",
    columns=(Column("Kommune"), Column("Beløp", "number")),
    rows=((Cell("=HYPERLINK(1)"), Cell("240 091,31", "240091.31")), (Cell("Rauma"), Cell("–"))),
    total=(Cell("SUM"), Cell("240 091,31", "240091.31")),
)


class Row:
    def __init__(self, **values):
        self.__dict__.update(values)


class Rows(tables.Table):
    caption = "Rader"

    title = tables.Column("Tittel", linkify=lambda record: "/x/")
    amount = tables.Column("Beløp", footer="1 000")
    day = tables.Column("Dag")
    at = tables.Column("Tid")
    is_on = tables.Column("Av og på")
    change = tables.Column("endre", empty_values=())

    def render_amount(self, value):
        return f"{value / 1000:.0f}"

    def render_day(self, value):
        return "i går"


ROW = Row(title="-1+1", amount=Decimal("1000.25"), day=date(2024, 2, 14), at=datetime(2024, 2, 14, 11, tzinfo=UTC),
          is_on=True, change=None)  # fmt: skip


def workbook(content):
    return load_workbook(io.BytesIO(content))


def get(query):
    return RequestFactory().get(f"/?{query}")


def test_a_page_that_is_not_asked_for_a_file_gives_none():
    assert export.answer(get(""), "Navn", FIGURES) is None
    assert export.answer(get("eksport=exe"), "Navn", FIGURES) is None
    assert export.answer(get("eksport=csv"), "Navn", None) is None


def test_csv_is_as_a_norwegian_excel_opens_it():
    response = export.answer(get("eksport=csv"), "Fordeling 2023", FIGURES)

    assert response.content.decode() == (
        "\ufeffKommune;Beløp\r\n'=HYPERLINK(1);240091,31\r\nRauma;–\r\nSUM;240091,31\r\n"
    )
    assert response["Content-Disposition"] == 'attachment; filename="Fordeling 2023.csv"'


def test_the_workbook_holds_amounts_as_exact_numbers_and_text_as_text():
    sheet = workbook(export.answer(get("eksport=xlsx"), "Fordeling", FIGURES).content).active

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Kommune", "Beløp"],
        ["=HYPERLINK(1)", 240091.31],
        ["Rauma", "–"],
        ["SUM", 240091.31],
    ]
    assert (sheet["A2"].data_type, sheet["B2"].data_type) == ("s", "n")


def test_a_list_exports_its_values_and_not_what_it_shows():
    response = export.answer(get("eksport=csv"), "Liste", Rows([ROW]))

    assert response.content.decode().splitlines() == [
        "\ufeffTittel;Beløp;Dag;Tid;Av og på",
        "'-1+1;1000,25;14.02.2024;14.02.2024 12:00;ja",
        ";1 000;;;",
    ]


def test_a_list_in_a_workbook_has_days_as_days():
    sheet = workbook(export.answer(get("eksport=xlsx"), "Liste", Rows([ROW])).content).active

    row = [cell.value for cell in sheet[2]]
    assert row[:2] == ["-1+1", 1000.25]
    assert [value.isoformat() for value in row[2:4]] == ["2024-02-14T00:00:00", "2024-02-14T12:00:00"]


def test_the_tables_of_a_page_are_sheets_of_one_workbook_and_files_of_their_own():
    pair = (FIGURES, FIGURES)

    book = workbook(export.answer(get("eksport=xlsx"), "To", *pair).content)
    second = export.answer(get("eksport=csv&tabell=2"), "To", FIGURES, Rows([ROW]))

    assert len(book.sheetnames) == 2 == len({name.lower() for name in book.sheetnames})
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert second.content.decode().startswith("\ufeffTittel")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1", "\r=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert export.safe_text(text) == f"'{text}"


def test_ordinary_text_is_left_alone():
    assert export.safe_text("Lønn – drift") == "Lønn – drift"


def test_a_csv_file_cuts_off_what_has_no_end():
    endless = Decimal(89_960_000) / 3

    written = export.csv_bytes(
        export.TableSheet("Ark", ("Beløp",), [[endless], [Decimal("-0.005")], [Decimal("12.5")]])
    )

    assert written.decode("utf-8-sig").split() == ["Beløp", "29986666,666667", "-0,005", "12,5"]


def test_a_sign_that_no_workbook_can_hold_stops_no_export():
    sheet = export.TableSheet("a\x0bb", ("Tekst\x01",), [["c\x1fd"]])

    [page] = load_workbook(io.BytesIO(export.xlsx([sheet]))).worksheets

    assert (page.title, [[cell.value for cell in row] for row in page.rows]) == ("ab", [["Tekst"], ["cd"]])
