"""Verbs that change the lines of the operating result and the causes of their variances."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models

from budget.ledger.models import has_import
from budget.lines.models import BudgetLine, VarianceCause
from budget.year_budget.actions import check_may_be_typed
from budget.year_budget.models import AdoptedLine, RegulatedLine
from budget.years.actions import check_figures_may_move, check_open, set_reach
from rorikt.audit import rows
from rorikt.people.models import User
from rorikt.snapshot import moves_figures


def store_line(line: BudgetLine, *, by: User, now: datetime) -> None:
    """Add or change a line.

    Raises ValidationError for figures of a closed year, accounts that are imported, and a budget that is adopted.
    """

    def check(stored: models.Model | None) -> None:
        before = stored.actual if isinstance(stored, BudgetLine) else 0
        if line.actual != before and has_import(line.year):
            imported = f"Regnskapet for {line.year} er importert, og kan ikke skrives inn for hånd."
            raise ValidationError({"actual": imported})
        year = check_figures_may_move(line, stored)
        check_may_be_typed(line, stored if isinstance(stored, BudgetLine) else None)
        if year and line.actual != before:  # how far typed accounts reach has to be stated again
            set_reach(year, None, by=by, now=now)

    rows.store_row(line, by=by, now=now, check=check)


@moves_figures
def delete_line(line: BudgetLine, *, by: User, now: datetime) -> None:
    """Raises ValidationError if a document uses the line, for a closed year, and for a line of an adopted budget."""
    check_open(line.year)
    if AdoptedLine.objects.filter(line=line).exists() or RegulatedLine.objects.filter(line=line).exists():
        raise ValidationError(
            f"«{line.title}» er med i det vedtatte budsjettet for {line.year}, og kan ikke slettes. "
            "Reguler den til 0 i stedet."
        )
    rows.delete_row(line, by=by, now=now)


def store_cause(cause: VarianceCause, *, by: User, now: datetime) -> None:
    """Add or change a cause. A document names it by its slug and year, so two of one year may not share a slug."""

    def check(stored: models.Model | None) -> None:
        others = VarianceCause.objects.filter(line__year=cause.line.year, slug=cause.slug).exclude(pk=cause.pk)
        if others.exists():
            raise ValidationError({"slug": f"En annen årsak i {cause.line.year} har allerede dette kortnavnet."})

    rows.set_slug(cause)
    rows.store_row(cause, by=by, now=now, check=check)
