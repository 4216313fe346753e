"""A manual table as text: what a person types or pastes from a spreadsheet, and back.

A column is a line, `Beløp | tall` or only `Beløp` for text. A row is a line with a tab or a semicolon between cells.
"""

from decimal import Decimal
from typing import Any

from rorikt import amounts

KINDS = {"tall": "number", "tekst": "text", "": "text"}
WORDS = {"number": "tall", "text": "tekst"}


def parse_columns(text: str) -> list[dict[str, str]]:
    """Raises ValueError with a Norwegian sentence that names the line."""
    columns = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        label, _, word = (part.strip() for part in line.partition("|"))
        if not label:
            raise ValueError(f"Kolonne {number} mangler navn. Skriv for eksempel «Beløp | tall».")
        if word.lower() not in KINDS:
            raise ValueError(f"Kolonne {number}: «{word}» er ikke en type. Skriv «tall» eller «tekst» etter streken.")
        columns.append({"label": label, "kind": KINDS[word.lower()]})
    if not columns:
        raise ValueError("Tabellen må ha minst én kolonne. Skriv én kolonne på hver linje.")
    return columns


def parse_rows(text: str, columns: list[dict[str, str]]) -> list[list[str]]:
    """Rows as ManualTable stores them. Raises ValueError that names the row and the column."""
    rows = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
        if len(cells) != len(columns):
            raise ValueError(
                f"Rad {number} har {len(cells)} celle{'r' * (len(cells) != 1)}, men tabellen har {len(columns)} "
                f"kolonne{'r' * (len(columns) != 1)}. "
                "Sett tabulator eller semikolon mellom cellene."
            )
        places = zip(cells, columns, range(1, len(columns) + 1), strict=True)
        rows.append([_stored(cell, column, number, place) for cell, column, place in places])
    return rows


def columns_text(columns: list[dict[str, Any]]) -> str:
    return "\n".join(f"{column['label']} | {WORDS[column['kind']]}" for column in columns)


def rows_text(rows: list[list[str]], columns: list[dict[str, Any]]) -> str:
    """Semicolons between cells, or tabs where a cell holds a semicolon."""
    between = "\t" if any(";" in cell for row in rows for cell in row) else "; "
    return "\n".join(
        between.join(_typed(cell, column) for cell, column in zip(row, columns, strict=True)) for row in rows
    )


def _stored(cell: str, column: dict[str, str], row: int, place: int) -> str:
    if column["kind"] == "text" or cell in {"", amounts.NOTHING, "-"}:
        return cell if column["kind"] == "text" else ""
    try:
        return f"{amounts.parse_number(cell):f}"
    except ValueError as error:
        raise ValueError(f"Rad {row}, kolonne {place} ({column['label']}): {error}") from error


def _typed(cell: str, column: dict[str, Any]) -> str:
    if column["kind"] == "text" or not cell:
        return cell
    value = Decimal(cell)
    return amounts.number(value, max(0, -int(value.as_tuple().exponent)))
