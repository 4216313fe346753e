"""What a document owns itself: its numbers, tables, sums and terms, exact and as they are printed."""

from decimal import Decimal

import pytest

from meetings.own.models import ManualFigure, ManualTable
from meetings.tokens.own_data import manual_figure, manual_table, table_sum
from rorikt.figures.values import Cell, NotAvailable
from tests.factories import make_document

pytestmark = pytest.mark.django_db
COLUMNS = [{"label": "Hva", "kind": "text"}, {"label": "Antall", "kind": "number"}, {"label": "Pris", "kind": "number"}]
ROWS = [["PC", "12", "1464000.50"], ["Skjerm", "", "-0.25"]]


@pytest.fixture
def document():
    return make_document()


def own_table(document, **overrides):
    values = {"slug": "utstyr", "title": "Utstyr", "columns": COLUMNS, "rows": ROWS, **overrides}
    return ManualTable.objects.create(document=document, **values)


def own_figure(document, **overrides):
    values = {"slug": "ansatte", "label": "Ansatte", "value": Decimal("1234.5"), "origin": "Telling", **overrides}
    return ManualFigure.objects.create(document=document, **values)


def texts(row):
    return [cell.text.replace("\u00a0", " ") for cell in row]


@pytest.mark.parametrize(
    ("written", "text"),
    [({}, "1 235"), ({"decimals": 1}, "1 234,5"), ({"decimals": 2, "unit": "årsverk"}, "1 234,50 årsverk")],
)
def test_a_number_is_printed_with_the_decimals_and_the_unit_it_was_given(document, written, text):
    own_figure(document, **written)

    figure = manual_figure(document, "ansatte")

    assert figure.text.replace("\u00a0", " ") == text
    assert figure.value == Decimal("1234.5")


def test_a_number_of_another_document_is_not_this_one_s(document):
    own_figure(make_document(), slug="ansatte")

    with pytest.raises(NotAvailable, match="ikke noe eget tall med kortnavnet ansatte"):
        manual_figure(document, "ansatte")


def test_a_table_has_its_rows_as_they_are_stored_and_their_sums(document):
    own_table(document, note="Uten mva.")

    table = manual_table(document, "utstyr")

    assert (table.key, table.caption, table.note) == ("egen:utstyr", "Utstyr", "Uten mva.")
    assert [texts(row) for row in (*table.rows, table.total)] == [
        ["PC", "12", "1 464 000,5"],
        ["Skjerm", "–", "−0,25"],
        ["Sum", "12", "1 464 000,25"],
    ]
    assert [cell.value for cell in table.total] == ["", "12", "1464000.25"]
    assert table.rows[1][1] == Cell("–")


def test_a_table_without_a_row_of_sums_has_none(document):
    own_table(document, has_total=False)

    assert manual_table(document, "utstyr").total == ()


def test_columns_of_text_have_no_sum_and_the_first_says_what_the_row_is(document):
    own_table(document, columns=[*COLUMNS[1:], {"label": "Merknad", "kind": "text"}], rows=[["1", "2", "x"]])

    assert texts(manual_table(document, "utstyr").total) == ["Sum", "2", ""]


def test_the_sum_of_a_column_is_counted_from_one(document):
    own_table(document)

    figure = table_sum(document, "utstyr", "3")

    assert (figure.value, figure.label) == (Decimal("1464000.25"), "Sum Pris, Utstyr")
    assert figure.text == "1\u00a0464\u00a0000,25"
    assert table_sum(document, "utstyr", "2").value == 12


@pytest.mark.parametrize("column", ["0", "4", "-1", "x", "", "1.0", "²"])
def test_a_column_that_is_not_there_is_told_which_there_are(document, column):
    own_table(document)

    with pytest.raises(NotAvailable, match="tabellen utstyr har kolonnene 1 til 3"):
        table_sum(document, "utstyr", column)


def test_a_column_of_text_has_no_sum(document):
    own_table(document)

    with pytest.raises(NotAvailable, match="kolonne 1 i tabellen utstyr er ikke en tallkolonne"):
        table_sum(document, "utstyr", "1")


def test_a_table_of_another_document_is_not_this_one_s(document):
    own_table(make_document())

    for asked in (lambda: manual_table(document, "utstyr"), lambda: table_sum(document, "utstyr", "2")):
        with pytest.raises(NotAvailable, match="ingen egen tabell med kortnavnet utstyr"):
            asked()
