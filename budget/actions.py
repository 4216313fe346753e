"""Verbs that change the money. Each one is audited with what stood before and what stands after.

Approved documents keep their own frozen copy of every figure and key, so nothing here can move what was approved.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied

from budget.projects.models import PaymentOnAccount
from budget.years.actions import check_open
from rorikt.audit import trail
from rorikt.audit.rows import values_of
from rorikt.people.models import Municipality, User
from rorikt.snapshot import moves_figures


@moves_figures
def set_payments(amounts: Mapping[Municipality, Decimal | None], *, year: int, by: User, now: datetime) -> None:
    """What municipalities paid on account for a year; `None` removes what stood there, and one left out is untouched.

    Raises PermissionDenied for a municipality that `by` may not write for, ValidationError for a negative amount or a
    closed year.
    """
    check_open(year)
    stored = {payment.municipality_id: payment for payment in PaymentOnAccount.objects.for_year(year)}
    for municipality, amount in amounts.items():
        if not by.has_perm("budget.change_payment", municipality):
            raise PermissionDenied
        payment = stored.get(municipality.pk) or PaymentOnAccount(year=year, municipality=municipality)
        before = values_of(payment) if payment.pk else None
        if amount is None:
            _remove_payment(payment, by=by, now=now)
        elif payment.pk is None or payment.amount != amount:
            payment.amount = amount
            payment.full_clean()
            payment.save()
            verb = "endret akontobetaling" if before else "la til akontobetaling"
            trail.record(verb, payment, by=by, now=now, before=before, after=values_of(payment))


def _remove_payment(payment: PaymentOnAccount, *, by: User, now: datetime) -> None:
    if payment.pk is None:
        return
    before, pk = values_of(payment), payment.pk
    payment.delete()
    payment.pk = pk
    trail.record("slettet akontobetaling", payment, by=by, now=now, before=before, after=None)
