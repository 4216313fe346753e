"""The rows of a register in the order of what one of its boxes holds; those without anything there come last."""

from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce, Lower

from meetings.registers.contents import Kind
from meetings.registers.models import RegisterCell, RegisterColumn, RegisterRowQuerySet
from meetings.registers.sheet import Sheet

TEXT = Lower("text")
# A list of municipalities by the first of them; «Alle» has no municipality, but a text.
MUNICIPALITY = Lower(Coalesce("municipality__name", Cast("text", CharField())))
BY = {
    Kind.TEXT: TEXT,
    Kind.NOTES: TEXT,
    Kind.NUMBER: F("number"),
    Kind.AMOUNT: F("number"),
    Kind.DAY: F("day"),
    Kind.MOMENT: F("moment"),
    Kind.STATE: F("state__position"),
    Kind.PERSON: Lower("person__name"),
    Kind.ROW: Lower("refers__title"),
    Kind.MUNICIPALITY: MUNICIPALITY,
    Kind.MUNICIPALITIES: MUNICIPALITY,
}


def name_of(column: RegisterColumn, part: str) -> str:
    """What a box is called in the query string."""
    return f"{column.key}.{part}" if part else column.key


def in_order(rows: RegisterRowQuerySet, sheet: Sheet, asked: str) -> RegisterRowQuerySet:
    """`asked` is the name of a box, with a minus for the largest first; else that of the register."""
    boxes = {name_of(column, part): (column, part) for column, part in sheet.boxes}
    if (found := boxes.get(asked.removeprefix("-"))) is None:
        return rows.order_by("position", "pk")
    column, part = found
    cells = RegisterCell.objects.filter(row=OuterRef("pk"), column=column)
    if column.kind != Kind.MUNICIPALITIES:
        cells = cells.filter(part=part)
    held = cells.order_by("part").annotate(held=BY[Kind(column.kind)]).values("held")[:1]
    by = F("held")
    last = by.desc(nulls_last=True) if asked.startswith("-") else by.asc(nulls_last=True)
    return rows.annotate(held=Subquery(held)).order_by(last, "position", "pk")
