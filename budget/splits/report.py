"""A split in print."""

from decimal import Decimal

from budget.keys.report import municipality_names
from budget.money.cells import KRONER_NOTE, Printer
from budget.money.reader import Reader
from budget.splits.splitting import Split
from rorikt.amounts import ORE, percentage
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Table

ZERO = Decimal(0)
TEN_DECIMALS = Decimal("1e-10")  # of a per cent where several keys decided: enough to tell an øre of any amount


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
            share_column(split, 25),
            column(label, lambda number: parts.get(number, ZERO), shown, 35, total=split.amount),
        ),
        sorted({*parts, *split.not_taking_part}),
        unit_note=KRONER_NOTE,
        note=split.note(Reader()),
        source=source,
    )


def share_column(split: Split, width: int) -> ValueColumn[str]:
    """The share of each, a number where one key or several decided, in words where purposes do or none is taken."""

    def share(number: str) -> Cell:
        if split.only is None or number not in split.numbers:
            return Cell(split.printed_share(number))
        sharing = split.only.sharing
        percent = sharing.percent(number) if sharing.is_by_one_key else sharing.portion(number).quantize(TEN_DECIMALS)
        return Cell(split.printed_share(number), str(percent))

    total = Cell.of(Decimal(100), percentage) if split.only else Cell("")
    return column("Andel", share, width=width, total=total, kind="number")
