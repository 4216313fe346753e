"""The accounts of a year month by month, read from the sums that are kept of imported entries, never from entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from budget.account_models import AccountTotal
from budget.accounts import WHOLE_YEAR
from budget.models import BudgetLine
from budget.period import MONTHS_OF_YEAR
from rorikt.amounts import ORE

Months = tuple[Decimal, ...]
NO_MONTHS: Months = (Decimal(0),) * MONTHS_OF_YEAR


@dataclass(frozen=True)
class MonthlyActuals:
    """NOK of each line, by its primary key, January first; the closing entries of a year count as December.

    `last` is the last month with any rows, zero where the accounts are not known month by month. `imported` are the
    lines that have imported rows at all, also such as tell only their year.
    """

    last: int = 0
    by_line: Mapping[int, Months] = field(default_factory=dict)
    imported: frozenset[int] = frozenset()

    @property
    def is_known(self) -> bool:
        return self.last > 0

    def of(self, line: BudgetLine) -> Months:
        return self.by_line.get(line.pk, NO_MONTHS)

    def to_date(self, line: BudgetLine, month: int) -> Decimal:
        return sum(self.of(line)[:month], Decimal(0))


def actuals(year: int) -> MonthlyActuals:
    """Not known as soon as a line holds rows that tell only their year."""
    rows = list(
        AccountTotal.objects.in_force()
        .for_year(year)
        .filter(line__isnull=False)
        .order_by()
        .values_list("line", "month")
        .annotate(amount=Sum("amount"))
    )
    imported = frozenset(line for line, _, _ in rows)
    if any(month == WHOLE_YEAR for _, month, _ in rows):
        return MonthlyActuals(imported=imported)
    found: dict[int, list[Decimal]] = {}
    last = 0
    for line, month, amount in rows:
        month = min(month, MONTHS_OF_YEAR)
        last = max(last, month)
        found.setdefault(line, list(NO_MONTHS))[month - 1] += amount.quantize(ORE)
    return MonthlyActuals(last, {line: tuple(months) for line, months in found.items()}, imported)
