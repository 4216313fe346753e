"""What is done with vouchers by the clock: the safe copies of new ones, some at a time."""

from datetime import timedelta

from budget.vouchers.copies import make_some
from budget.vouchers.models import VoucherFile
from rorikt.duties.ticking import Duty


def _waits() -> bool:
    return VoucherFile.objects.without_copy().exists()


DUTIES = (Duty("Lager trygge kopier av bilag", timedelta(seconds=15), make_some, _waits),)
