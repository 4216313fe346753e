"""Verbs of received payments: one is typed or taken away, a file is imported or taken back.

None of it moves a figure that is approved: what a year is settled by is what is entered on account, in investments.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from budget.payments import payments_file
from budget.payments.models import ReceivedPayment
from rorikt.audit import rows
from rorikt.imports.imported_files import ImportKind, path_of, summary_of
from rorikt.imports.models import ImportedFile
from rorikt.jobs.queue import Progress
from rorikt.people.models import User


def store_payment(payment: ReceivedPayment, *, by: User, now: datetime) -> None:
    """Raises ValidationError for a charge of another municipality or year, and for one that a file brought."""
    if payment.imported_id:
        raise ValidationError("Innbetalingen kommer fra en fil. Angre importen hvis den er feil.")
    part = payment.part
    if part and part.municipality_id != payment.municipality_id:
        raise ValidationError({"part": "Kravet er en annen kommunes."})
    if part and not part.run.is_approved:
        raise ValidationError({"part": "Fordelingen er ikke godkjent, så ingenting er krevd ennå."})
    if payment._state.adding:
        payment.recorded_at, payment.recorded_by = now, by
    rows.store_row(payment, by=by, now=now, is_figure=False)


def delete_payment(payment: ReceivedPayment, *, by: User, now: datetime) -> None:
    if payment.imported_id:
        raise ValidationError("Innbetalingen kommer fra en fil. Angre importen hvis den er feil.")
    rows.delete_row(payment, by=by, now=now, is_figure=False)


def preview(imported: ImportedFile, progress: Progress) -> dict[str, Any]:
    progress("Leser innbetalingene", 20)
    reading = payments_file.read(imported, path_of(imported))
    return {
        "row_count": len(reading.payments),
        "sums": [[number, count, str(amount)] for number, count, amount in payments_file.sums(reading.payments)],
        "unmatched": reading.unmatched,
        "known": reading.known,
        **summary_of(reading.findings),
    }


@contextmanager
def prepare(imported: ImportedFile, progress: Progress) -> Iterator[list[payments_file.Paid]]:
    """Raises ValidationError where the file reads otherwise now: an invoice or a payment came in between."""
    reading = payments_file.read(imported, path_of(imported))
    if reading.findings.error_count or len(reading.payments) != imported.row_count:
        raise ValidationError("Fakturaer eller innbetalinger er ført siden filen ble lest. Les den på nytt først.")
    yield reading.payments


def store(imported: ImportedFile, payments: list[payments_file.Paid], by: User, now: datetime) -> None:
    ReceivedPayment.objects.bulk_create(
        ReceivedPayment(
            municipality_id=one.municipality,
            year=one.year,
            part_id=one.part,
            paid_on=one.paid_on,
            amount=one.amount,
            reference=one.reference,
            imported=imported,
            recorded_at=now,
            recorded_by=by,
        )
        for one in payments
    )


def remove(imported: ImportedFile, by: User, now: datetime) -> None:
    ReceivedPayment.objects.filter(imported=imported).delete()


KIND = ImportKind(
    name=payments_file.KIND,
    permission="budget.record_received",
    preview=preview,
    prepare=prepare,
    store=store,
    remove=remove,
    address="budget:payment-import",
    faults=payments_file.faults,
)
