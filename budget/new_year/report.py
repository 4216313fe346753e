"""What a year and the one before it hold of what is carried on, as it is stored."""

from decimal import Decimal
from fractions import Fraction

from budget.keys.calculator import rounded
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
    lines = BudgetLine.objects.for_year(year).prefetch_related("month_shares", "month_amounts", "causes")
    return [
        YearLine(
            line.title,
            line.position,
            line.budgeted,
            percents_of(line),
            {cause.slug: cause.title for cause in line.causes.all()},
            line.purpose_id,
        )
        for line in lines
    ]


def percents_of(line: BudgetLine) -> tuple[Decimal, ...]:
    """Its months in per cent. The amounts of a file are those of its year: of another they are the weights alone.

    Nothing where it is even, and where a month is below zero, which no weight can be.
    """
    if amounts := [month.amount for month in line.month_amounts.all()]:
        whole = sum(amounts, Decimal(0))
        weights = [amount if whole > 0 else -amount for amount in amounts]
        if not whole or min(weights) < 0:
            return ()
        exact = {f"{at:02}": Fraction(weight) * 100 / Fraction(abs(whole)) for at, weight in enumerate(weights)}
        return tuple(rounded(exact).values())
    return tuple(share.percent for share in line.month_shares.all())


def mappings_of(year: int) -> list[YearMapping]:
    stored = AccountMapping.objects.filter(year=year).select_related("line")
    return [YearMapping(one.as_rule, one.line.title if one.line else None, str(one)) for one in stored]
