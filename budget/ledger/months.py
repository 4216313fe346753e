"""The accounts of a year month by month, read from the sums that are kept of imported entries, never from entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, Sum

from budget.ledger.codes import WHOLE_YEAR
from budget.ledger.models import AccountTotal
from budget.ledger.unplaced import Unplaced
from budget.lines.models import BudgetLine
from budget.lines.period import MONTHS_OF_YEAR
from rorikt.amounts import ORE
from rorikt.figures.once import once

Months = tuple[Decimal, ...]
NO_MONTHS: Months = (Decimal(0),) * MONTHS_OF_YEAR


@dataclass(frozen=True)
class MonthlyActuals:
    """NOK of each line, by its primary key, January first; the closing entries of a year count as December.

    `last` is the last month with any rows, zero where the accounts are not known month by month. `imported` are the
    lines that have imported rows at all, also such as tell only their year. `unplaced_by_month` is what stands on
    `unplaced_count` accounts that belong to no line, of which rows that tell only their year are month 0.
    """

    last: int = 0
    by_line: Mapping[int, Months] = field(default_factory=dict)
    imported: frozenset[int] = frozenset()
    unplaced_by_month: Mapping[int, Decimal] = field(default_factory=dict)
    unplaced_count: int = 0

    @property
    def is_known(self) -> bool:
        return self.last > 0

    @property
    def is_imported(self) -> bool:
        return bool(self.imported or self.unplaced_count)

    def of(self, line: BudgetLine) -> Months:
        return self.by_line.get(line.pk, NO_MONTHS)

    def to_date(self, line: BudgetLine, month: int) -> Decimal:
        return sum(self.of(line)[:month], Decimal(0))

    def after(self, month: int) -> Decimal:
        """What is booked on the lines in later months."""
        return sum((sum(months[month:], Decimal(0)) for months in self.by_line.values()), Decimal(0))

    def unplaced(self, month: int = MONTHS_OF_YEAR) -> Unplaced:
        """What the sums up to a month lack."""
        until = (amount for at, amount in self.unplaced_by_month.items() if at <= month)
        return Unplaced(self.unplaced_count, sum(until, Decimal(0)))


@once
def actuals(year: int) -> MonthlyActuals:
    """Not known as soon as a row tells only its year. Accounts kept outside the operating result are no part of it."""
    totals = AccountTotal.objects.in_force().for_year(year).filter(Q(line__isnull=False) | Q(is_known=False))
    rows = list(totals.order_by().values_list("line", "month").annotate(amount=Sum("amount")))
    count = totals.filter(line__isnull=True).order_by().values("account", "art").distinct().count()
    if not rows:
        return MonthlyActuals()
    imported = frozenset(line for line, _, _ in rows if line is not None)
    found: dict[int, list[Decimal]] = {}
    unplaced: dict[int, Decimal] = {}
    for line, month, amount in rows:
        month, amount = min(month, MONTHS_OF_YEAR), amount.quantize(ORE)
        if line is None:
            unplaced[month] = unplaced.get(month, Decimal(0)) + amount
        elif month != WHOLE_YEAR:
            found.setdefault(line, list(NO_MONTHS))[month - 1] += amount
    if any(month == WHOLE_YEAR for _, month, _ in rows):
        return MonthlyActuals(imported=imported, unplaced_by_month=unplaced, unplaced_count=count)
    last = max(min(month, MONTHS_OF_YEAR) for _, month, _ in rows)
    by_line = {line: tuple(months) for line, months in found.items()}
    return MonthlyActuals(last, by_line, imported, unplaced, count)
