"""What a frozen document keeps of the rows of a register behind its figures."""

import hashlib

from meetings.registers.access import rows_for
from meetings.registers.models import Register, RegisterCell
from rorikt.figures.values import Source


def source_of(register: Register) -> Source:
    """The rows that are open to the public, as they stand: a paper prints no other."""
    rows = rows_for(None, register)
    cells = RegisterCell.objects.filter(row__in=rows.values("pk"), column__removed_at=None)
    told = [
        (str(uuid), key, part, *cell.values)
        for uuid, key, part, cell in (
            (cell.row.uuid, cell.column.key, cell.part, cell)
            for cell in cells.select_related("row", "column").order_by("row__position", "row", "column", "part")
        )
    ]
    return Source(register.title, rows.count(), hashlib.sha256(repr(told).encode()).hexdigest())
