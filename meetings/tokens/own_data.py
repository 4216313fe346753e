"""What a document owns itself: numbers and tables that no app keeps."""

from decimal import Decimal

from meetings.documents.models import Document
from meetings.own.models import ManualFigure, ManualTable
from rorikt import amounts
from rorikt.figures.once import once
from rorikt.figures.values import Cell, Column, Figure, NotAvailable, Table


def manual_figure(document: Document, slug: str) -> Figure:
    """Raises NotAvailable where the document has no figure of this name."""
    own = _figures(document).get(slug)
    if own is None:
        raise NotAvailable(f"dokumentet har ikke noe eget tall med kortnavnet {slug}.")
    text = amounts.number(own.value, own.decimals) + (amounts.NO_BREAK_SPACE + own.unit if own.unit else "")
    return Figure("tall", own.label, own.value, own.unit, text)


def manual_table(document: Document, slug: str) -> Table:
    """Raises NotAvailable where the document has no table of this name."""
    own = _own_table(document, slug)
    columns = tuple(Column(column["label"], column["kind"]) for column in own.columns)
    return Table(
        key=f"egen:{slug}",
        caption=own.title,
        columns=columns,
        rows=tuple(tuple(_cell(text, column) for text, column in zip(row, columns, strict=True)) for row in own.rows),
        total=_total(own) if own.has_total else (),
        note=own.note,
    )


def table_sum(document: Document, slug: str, column: str) -> Figure:
    """The sum of a column of a manual table; columns are counted from 1."""
    own = _own_table(document, slug)
    if not column.isdecimal() or not 1 <= int(column) <= len(own.columns):
        raise NotAvailable(f"tabellen {slug} har kolonnene 1 til {len(own.columns)}.")
    total = own.column_sum(int(column) - 1)
    if total is None:
        raise NotAvailable(f"kolonne {column} i tabellen {slug} er ikke en tallkolonne.")
    label = f"Sum {own.columns[int(column) - 1]['label']}, {own.title}"
    return Figure("tabellsum", label, total, "", _printed(total))


@once
def _figures(document: Document) -> dict[str, ManualFigure]:
    return {own.slug: own for own in document.manual_figures.all()}


@once
def _tables(document: Document) -> dict[str, ManualTable]:
    return {own.slug: own for own in document.manual_tables.all()}


def _own_table(document: Document, slug: str) -> ManualTable:
    own = _tables(document).get(slug)
    if own is None:
        raise NotAvailable(f"dokumentet har ingen egen tabell med kortnavnet {slug}.")
    return own


def _cell(text: str, column: Column) -> Cell:
    if column.kind == "text":
        return Cell(text)
    return Cell(_printed(Decimal(text)), value=text) if text else Cell(amounts.NOTHING)


def _total(own: ManualTable) -> tuple[Cell, ...]:
    sums = [own.column_sum(index) for index in range(len(own.columns))]
    cells = [Cell("") if total is None else Cell(_printed(total), value=str(total)) for total in sums]
    return (Cell("Sum"), *cells[1:])


def _printed(value: Decimal) -> str:
    """With the decimals the number has."""
    return amounts.number(value, max(0, -int(value.normalize().as_tuple().exponent)))
