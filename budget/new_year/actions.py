"""Verbs that begin a year: take what it lacks from the year before, and lay the budgets of its lines."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from budget.accounts.actions import add_mappings
from budget.forecasts.actions import set_distribution
from budget.ledger.models import AccountMapping
from budget.lines.models import BudgetLine, VarianceCause
from budget.new_year.copying import Choices, Plan
from budget.new_year.report import plan_for
from budget.result.actions import store_cause, store_line
from budget.years.actions import check_open
from rorikt.audit import seen
from rorikt.people.models import User
from rorikt.snapshot import moves_figures

CARRIED = "Årsaken er hentet fra {before}. Skriv hva den gjelder i {year}."


@moves_figures
def begin_year(year: int, *, before: int, choices: Choices, by: User, now: datetime) -> Plan:
    """Make what the year lacks of what the year before has; what was made. What is there stays as it is.

    Raises ValidationError for a closed year, or where nothing is missing.
    """
    check_open(year)
    plan = plan_for(year, before, choices)
    if plan.is_empty:
        raise ValidationError(f"Alt som er valgt fra {before}, finnes allerede i {year}.")
    for new in plan.lines:
        row = BudgetLine(
            year=year, title=new.title, position=new.position, budgeted=new.budgeted, purpose_id=new.purpose
        )
        store_line(row, by=by, now=now)
    lines = {line.title: line for line in BudgetLine.objects.for_year(year)}
    for title, percents in plan.distributions.items():
        set_distribution(lines[title], percents, by=by, now=now)
    for cause in plan.causes:
        store_cause(_cause(cause.slug, cause.title, lines[cause.line], before), by=by, now=now)
    add_mappings(
        [
            AccountMapping(
                year=year,
                basis=AccountMapping.Basis.ART if one.rule.by_art else AccountMapping.Basis.ACCOUNT,
                first=one.rule.first,
                last=one.rule.last,
                line=None if one.title is None else lines[one.title],
            )
            for one in plan.mappings
        ],
        by=by,
        now=now,
    )
    return plan


@moves_figures
def set_budgets(budgets: Mapping[BudgetLine, Decimal], *, marks: Mapping[int, str], by: User, now: datetime) -> int:
    """Lay the budget of several lines at once, all or none; how many have changed.

    `marks` are what the person saw of each, by primary key: see rorikt.audit.seen. Raises ValidationError with the
    primary key of the line as its field, for a closed year or a line that another has changed meanwhile.
    """
    changed = 0
    for line, budgeted in budgets.items():
        if line.budgeted == budgeted:
            continue
        line.budgeted = budgeted
        if mark := marks.get(line.pk):
            seen.remember(line, {"budgeted": mark})
        try:
            store_line(line, by=by, now=now)
        except ValidationError as error:
            raise ValidationError({str(line.pk): error.messages}) from error
        changed += 1
    return changed


def _cause(slug: str, title: str, line: BudgetLine, before: int) -> VarianceCause:
    """Its name alone: what it explained and cost was of the other year."""
    return VarianceCause(line=line, slug=slug, title=title, text=CARRIED.format(before=before, year=line.year))
