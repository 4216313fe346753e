"""A split in print."""

from decimal import Decimal

from budget.keys.report import municipality_names
from budget.money.cells import KRONER_NOTE, Printer
from budget.money.reader import Reader
from budget.splits.splitting import Split
from rorikt.amounts import ORE
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table

ZERO = Decimal(0)


def split_table(
    key: str, caption: str, split: Split, shown: Printer, *, label: str, unit: Decimal = ORE, source: str
) -> Table:
    """The share and the part of each municipality, in the order of their numbers. The part stands under `label`.

    Members that none of it is for are named, with exactly nothing to pay.
    """
    names, parts = municipality_names(), split.parts(unit)
    return tabulate(
        key,
        caption,
        (
            column("Kommune", lambda number: names[number], width=40, total="SUM"),
            column("Andel", split.printed_share, width=25, total=split.printed_total, kind="number"),
            column(label, lambda number: parts.get(number, ZERO), shown, 35, total=split.amount),
        ),
        sorted({*parts, *split.not_taking_part}),
        unit_note=KRONER_NOTE,
        note=split.note(Reader()),
        source=source,
    )
