"""The rows of a register as a table that is exported: every box with its exact value."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from meetings.registers.contents import Kind
from meetings.registers.models import RegisterColumn, RegisterRow
from meetings.registers.sheet import Sheet


class BoxColumn(tables.Column):
    """What one box of each row holds: as it is printed, and exact."""

    def __init__(self, sheet: Sheet, column: RegisterColumn, part: str) -> None:
        super().__init__(sheet.label(column, part), empty_values=(), orderable=False)
        self.sheet, self.of, self.part = sheet, column, part

    def render(self, record: RegisterRow) -> str:
        return self.sheet.text(record, self.of, self.part)

    def value(self, record: RegisterRow) -> str | Decimal | date | datetime:
        held = self.sheet.content(record, self.of, self.part)
        if held.number is not None:
            decimals = 2 if self.of.kind == Kind.AMOUNT else self.of.decimals
            return held.number.quantize(Decimal(1).scaleb(-decimals))  # as many as it has: it is stored with more
        return held.moment or held.day or self.sheet.text(record, self.of, self.part)


def table_of(sheet: Sheet, rows: Iterable[RegisterRow]) -> tables.Table:
    """`rows` have their cells at hand."""
    columns: list[tuple[str, Any]] = [
        (f"box{place}", BoxColumn(sheet, column, part)) for place, (column, part) in enumerate(sheet.boxes)
    ]
    table = tables.Table(rows, extra_columns=columns, orderable=False, default="")
    table.caption = sheet.register.title  # what the file and its sheet are called
    return table
