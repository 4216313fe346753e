"""What a row is called: what its first column holds, repeated for whatever refers to it."""

from collections.abc import Mapping, Sequence

from meetings.registers import contents
from meetings.registers.contents import Kind
from meetings.registers.models import TITLE_LENGTH, Register, RegisterCell, RegisterRow
from meetings.registers.sheet import Sheet, cells_of, content_of

AT_ONCE = 500


def title_of(sheet: Sheet, held: Mapping[int, Sequence[RegisterCell]]) -> str:
    """What the first column holds, on one line. `held` are the cells of the row, by column."""
    first = sheet.columns[0]
    if first.is_per_municipality:
        return ""
    # Whoever reads the row reads its title, so it tells of no row that only some may read.
    words = (Sheet(sheet.register) if first.kind == Kind.ROW else sheet).words[first.pk]
    shown = contents.printed(first.kind, content_of(first, "", held.get(first.pk, ())), words)
    return " ".join(shown.split())[:TITLE_LENGTH]


def retitle(register: Register) -> None:
    """Call every row anew, once another column is the first, or its words are others."""
    sheet = Sheet(register)
    changed = []
    for row in register.rows.with_cells().iterator(chunk_size=AT_ONCE):
        title = title_of(sheet, cells_of(row))
        if title != row.title:
            row.title = title
            changed.append(row)
    RegisterRow.objects.bulk_update(changed, ["title"], batch_size=AT_ONCE)
