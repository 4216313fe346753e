"""A table made of its columns."""

from datetime import date
from decimal import Decimal

import pytest

from rorikt.amounts import kroner, number, percentage
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Cell, Column, Table

ROWS = [("Lønn", Decimal("1200.50")), ("Strøm", Decimal("99.50"))]


def cells_of(told, rows=ROWS):
    """The cells of the rows, and of the total, of a table with one column."""
    table = tabulate("t", "T", (told,), rows)
    return [row[0] for row in table.rows], table.total


def test_a_table_is_what_its_columns_say_of_each_row():
    table = tabulate(
        "utgifter",
        "Utgifter",
        (
            column("Type", lambda row: row[0], width=60, total="SUM"),
            column("Beløp", lambda row: row[1], kroner, 40, total=sum, group="Regnskap"),
        ),
        iter(ROWS),
        unit_note="Beløp i kroner.",
        as_of=date(2024, 2, 1),
    )

    assert table == Table(
        key="utgifter",
        caption="Utgifter",
        columns=(Column("Type", "text", 60), Column("Beløp", "number", 40, "Regnskap")),
        rows=(
            (Cell("Lønn"), Cell("1\u00a0200,50", "1200.50")),
            (Cell("Strøm"), Cell("99,50", "99.50")),
        ),
        total=(Cell("SUM"), Cell("1\u00a0300,00", "1300.00")),
        unit_note="Beløp i kroner.",
        as_of=date(2024, 2, 1),
    )


def test_a_table_has_a_total_only_where_a_column_has_one():
    assert tabulate("t", "T", (column("Type", lambda row: row[0]),), ROWS).total == ()


@pytest.mark.parametrize(
    ("total", "cell"),
    [
        (Decimal(100), Cell("100,00\u00a0%", "100")),
        (None, Cell("–")),
        ("uten tall", Cell("uten tall")),
        (Cell("lukket", source="/"), Cell("lukket", source="/")),
        (len, Cell("2,00\u00a0%", "2")),
    ],
)
def test_a_total_is_a_value_a_text_a_cell_or_what_comes_of_the_values(total, cell):
    assert cells_of(column("Andel", lambda row: row[1], percentage, total=total))[1] == (cell,)


def test_what_is_not_known_is_a_dash_with_no_value_behind_it():
    assert cells_of(column("Antall", lambda row: None, number), [1])[0] == [Cell("–")]


def test_a_value_leads_to_the_rows_behind_it_and_the_total_does_not():
    told = column("Beløp", lambda row: row[1], kroner, total=sum, link=lambda row: f"/{row[0]}/")

    cells, total = cells_of(told)

    assert [cell.source for cell in cells] == ["/Lønn/", "/Strøm/"]
    assert total[0].source == ""


def test_a_column_may_make_its_cells_itself_and_says_then_whether_they_are_numbers():
    told = column("Beløp", lambda row: Cell("lukket"), kind="number", link=lambda row: "/")

    assert told.head == Column("Beløp", "number")
    assert cells_of(told)[0] == [Cell("lukket"), Cell("lukket")]
