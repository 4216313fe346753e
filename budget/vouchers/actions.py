"""What is done with vouchers besides the upload: opened to the municipalities, shielded from them, a file deleted."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.vouchers.files import delete_files
from budget.vouchers.models import OpenedYear, ShieldedVoucher, VoucherFile
from budget.years.actions import check_open
from rorikt.audit import trail
from rorikt.audit.rows import store_row
from rorikt.people.models import User


def open_year(year: int, *, by: User, now: datetime) -> None:
    """Let the finance staff of the municipalities see the vouchers of a year. Raises ValidationError if they may."""
    if OpenedYear.objects.filter(year=year).exists():
        raise ValidationError(f"Bilagene for {year} er allerede åpne for kommunene.")
    store_row(OpenedYear(year=year, opened_at=now, opened_by=by), by=by, now=now, is_figure=False)


@transaction.atomic
def close_year(year: int, *, by: User, now: datetime) -> None:
    """Raises ValidationError if they are closed already."""
    opened = OpenedYear.objects.select_for_update().filter(year=year).first()
    if opened is None:
        raise ValidationError(f"Bilagene for {year} er ikke åpne for kommunene.")
    trail.record("trakk innsyn i bilag", opened, by=by, now=now, year=year)
    opened.delete()


def shield(voucher: ShieldedVoucher, *, by: User, now: datetime) -> None:
    """Keep one voucher from the municipalities, with the reason. Raises ValidationError if it is kept already."""
    voucher.shielded_at, voucher.shielded_by = now, by
    store_row(voucher, by=by, now=now, is_figure=False)


@transaction.atomic
def unshield(voucher: ShieldedVoucher, *, by: User, now: datetime) -> None:
    trail.record(
        "trakk skjerming av bilag", voucher, by=by, now=now, year=voucher.year, number=voucher.number,
        reason=voucher.reason,
    )  # fmt: skip
    voucher.delete()


@transaction.atomic
def delete_file(file: VoucherFile, *, by: User, now: datetime) -> None:
    """Raises ValidationError for a closed year, which rests on its vouchers."""
    check_open(file.year)
    told = {"year": file.year, "number": file.number, "name": file.name, "sha256": file.sha256}
    trail.record("slettet bilagsfil", file, by=by, now=now, **told)
    delete_files(VoucherFile.objects.filter(pk=file.pk))
