"""What a year and the one before it hold of what is carried on, as it is stored."""

from budget.ledger.models import AccountMapping
from budget.lines.models import BudgetLine
from budget.new_year.copying import Choices, Plan, YearLine, YearMapping, plan_of


def plan_for(year: int, before: int, choices: Choices) -> Plan:
    """What would be made in `year` of what `before` has."""
    return plan_of(lines_of(before), lines_of(year), mappings_of(before), mappings_of(year), choices)


def year_before(year: int) -> int | None:
    """The newest earlier year with lines, from which the new one is begun; `None` for the first."""
    earlier = BudgetLine.objects.filter(year__lt=year).order_by("-year")
    return earlier.values_list("year", flat=True).first()


def lines_of(year: int) -> list[YearLine]:
    lines = BudgetLine.objects.for_year(year).prefetch_related("month_shares", "causes")
    return [
        YearLine(
            line.title,
            line.position,
            line.budgeted,
            tuple(share.percent for share in line.month_shares.all()),
            {cause.slug: cause.title for cause in line.causes.all()},
        )
        for line in lines
    ]


def mappings_of(year: int) -> list[YearMapping]:
    stored = AccountMapping.objects.filter(year=year).select_related("line")
    return [YearMapping(one.as_rule, one.line.title if one.line else None, str(one)) for one in stored]
