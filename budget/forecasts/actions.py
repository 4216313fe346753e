"""Verbs that spread a line's budget over the months and choose its forecast."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.lines.forecast import Method
from budget.lines.models import BudgetLine, LineForecast, MonthShare
from budget.lines.period import MONTHS_OF_YEAR, distribution_fault
from rorikt.audit import rows, trail
from rorikt.people.models import User


@transaction.atomic
def set_distribution(line: BudgetLine, percentages: Sequence[Decimal] | None, *, by: User, now: datetime) -> None:
    """Spread the line's budget over the months, January first; `None` makes it even again.

    Raises ValidationError if there are not twelve per cents that sum to 100.00.
    """
    BudgetLine.objects.select_for_update().get(pk=line.pk)
    if percentages is not None:
        if len(percentages) != MONTHS_OF_YEAR:
            raise ValidationError("Fyll ut en andel for hver av de tolv månedene, 0 der det ikke er noe.")
        if fault := distribution_fault(percentages):
            raise ValidationError(fault)
    before = [str(share.percent) for share in line.month_shares.all()]
    before = before or [str(month.amount) for month in line.month_amounts.all()]
    line.month_shares.all().delete()
    line.month_amounts.all().delete()
    for month, percent in enumerate(percentages or (), start=1):
        share = MonthShare(line=line, month=month, percent=percent)
        share.full_clean()
        share.save()
    after = [str(percent) for percent in percentages or ()]
    trail.record("endret månedsfordeling", line, by=by, now=now, before=before, after=after)


@transaction.atomic
def set_forecast(
    line: BudgetLine, *, method: Method, amount: Decimal | None, text: str, by: User, now: datetime
) -> LineForecast:
    """Choose how the line's year is foreseen from now on; what was chosen before stays as history.

    Raises ValidationError without an amount set by hand, or without a reason for it.
    """
    if method == Method.BY_HAND and not text.strip():
        raise ValidationError({"text": "Skriv hvorfor prognosen settes for hånd."})
    forecast = LineForecast(line=line, method=method, amount=amount, text=text, set_at=now, set_by=by)
    rows.store_row(forecast, by=by, now=now)
    return forecast
