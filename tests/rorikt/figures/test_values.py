"""Figures and tables as JSON, for what is frozen: the same again, exact and in plain types."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rorikt.figures.shown import shown
from rorikt.figures.values import (
    Cell,
    Chart,
    Column,
    Figure,
    NotAvailable,
    Series,
    Source,
    Table,
    chart_from_json,
    table_from_json,
    to_json,
)

TABLE = Table(
    key="t",
    caption="Sum",
    columns=(Column("Hva", width=60), Column("Beløp", "number", 40, "2024")),
    rows=((Cell("A"), Cell("1", "1.10", "/rader/")),),
    total=(Cell("SUM"), Cell("1", "1.10")),
    source="/her/",
    as_of=date(2024, 2, 1),
    lacks="Uten 2,00.",
)
CHART = Chart("c", "Diagram", "lines", ("jan", "feb"), (Series("A", (1.5, None)),), "kr", TABLE, as_of=date(2024, 2, 1))


@pytest.mark.parametrize("value", [TABLE, Table("u", "Uten sum", (Column("A"),), ())])
def test_a_table_that_was_stored_is_the_same_table(value):
    assert table_from_json(json.loads(json.dumps(to_json(value)))) == value


def test_a_chart_that_was_stored_is_the_same_chart_with_its_gaps():
    assert chart_from_json(json.loads(json.dumps(to_json(CHART)))) == CHART


def test_an_exact_number_and_a_day_are_stored_as_text():
    stored = to_json(Figure("f", "F", Decimal("0.10"), "kr", "0,10", date(2024, 2, 1)))

    assert (stored["value"], stored["as_of"], stored["source"]) == ("0.10", "2024-02-01", "")
    assert to_json(Figure("f", "F", None, "%", "–"))["value"] is None
    assert to_json(Source("s", 2, "00", {"year": 2024}))["settings"] == {"year": 2024}


def test_a_table_is_printed_cell_by_cell_with_its_columns():
    assert TABLE.printed_rows == [[(TABLE.columns[0], Cell("A")), (TABLE.columns[1], Cell("1", "1.10", "/rader/"))]]
    assert [cell.text for _, cell in TABLE.printed_total] == ["SUM", "1"]
    assert TABLE.has_groups
    bare = Table("u", "Uten sum", (Column("A"),), ((Cell("x"),),))
    assert (bare.printed_total, bare.has_groups) == ([], False)


def test_a_row_that_lacks_a_cell_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="zip"):
        _ = Table("u", "U", (Column("A"), Column("B")), ((Cell("x"),),)).printed_rows


def test_the_page_that_a_table_leads_to_does_not_lead_to_itself():
    assert shown(lambda: TABLE).table.source == ""
    assert shown(lambda: TABLE).missing == ""


def test_what_is_missing_stands_in_the_place_of_the_table():
    def missing(year, *, month):
        raise NotAvailable(f"Det finnes ingen tall for {month}.{year}.")

    found = shown(missing, 2024, month=2)

    assert (found.table, found.missing) == (None, "Det finnes ingen tall for 2.2024.")


@pytest.mark.parametrize(("text", "link"), [("0", "/saker/"), ("–", "")])
def test_a_dash_leads_nowhere(text, link):
    assert Cell(text, source="/saker/").link == link
    assert Figure("n", "Nye", None, "saker", text, source="/saker/").link == link


def test_marks_and_names_for_life_are_stored_where_there_are_any_and_change_nothing_else():
    plain = to_json(TABLE)
    assert {"row_keys", "changes"} & plain.keys() == set()
    assert plain["columns"][0].keys() == {"label", "kind", "width", "group"}
    assert plain["rows"][0][0].keys() == {"text", "value", "source"}

    cells = (Cell("A", change="same", since=date(2024, 2, 6)), Cell("1", "1.10", change="changed", was="2"))
    marked = replace(TABLE, rows=(cells,), row_keys=("en",), changes="Merkene viser noe.")

    assert table_from_json(json.loads(json.dumps(to_json(marked)))) == marked
    assert [cell.mark for cell in cells] == ["Uendret siden 06.02.2024", "Endret (var «2»)"]
