"""The safe copy that is shown of a voucher's file, made when there is time for it, or at once for who asks.

Thousands of files come at once and few of them are ever opened, so nobody waits for all of them: the clock makes some
every few seconds, and a job the one that a person wants to see.
"""

import hashlib
import time
from datetime import datetime

from django.core.exceptions import ValidationError

from budget.vouchers.models import VoucherFile, voucher_path
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.jobs.queue import Progress
from rorikt.people.models import User
from rorikt.safe_pdf.safe import Refused
from rorikt.storing import keeping
from rorikt.uploads import examination
from rorikt.uploads.examination import Finding

SECONDS_AT_ONCE = 10  # of the clock's time, after which other duties have their turn
GONE = "Filen mangler på lageret, eller er en annen enn den som ble lastet opp. Last den opp på nytt."


def start(file: VoucherFile, *, by: User) -> Job:
    """Queue the making of a copy that somebody waits for. The job leads back to the voucher."""
    return queue.start(
        make_copy,
        key=f"voucher-copy:{file.pk}",
        title=f"Gjør klart bilag {file.number}"[:200],
        by=by,
        origin=file.get_absolute_url(),
        file=file.pk,
    )


@queue.work("voucher-copy", restartable=True)
def make_copy(progress: Progress, *, file: int) -> str:
    progress("Lager en trygg kopi", 10)
    found = VoucherFile.objects.filter(pk=file).first()
    if found is None:
        raise ValidationError("Bilaget er slettet i mellomtiden.")
    if not (found.safe_file or found.fault):
        make_ready(found)
    return found.get_absolute_url()


def make_some(now: datetime) -> str:
    """Copies of the files that wait, the oldest first, for a few seconds."""
    ends, count = time.monotonic() + SECONDS_AT_ONCE, 0
    while time.monotonic() < ends and (file := VoucherFile.objects.without_copy().order_by("pk").first()):
        make_ready(file)
        count += 1
    return f"{count} trygge kopier av bilag er laget." if count else ""


def make_ready(file: VoucherFile) -> None:
    """Make the copy, or note why there can be none. Whoever comes second finds it made."""
    waiting = VoucherFile.objects.without_copy().filter(pk=file.pk)
    try:
        found = _examined(file)
    except ValidationError as refused:
        waiting.update(fault=" ".join(refused.messages)[:400])
    else:
        sha256 = hashlib.sha256(found.safe).hexdigest()
        path = keeping.keep(voucher_path(sha256, "pdf"), found.safe, sha256)
        waiting.update(safe_file=path, safe_sha256=sha256, page_count=found.page_count, treatment=list(found.treatment))
    file.refresh_from_db()


def _examined(file: VoucherFile) -> Finding:
    """Raises ValidationError with what to do."""
    try:
        data = keeping.read(str(file.file.name), file.sha256)
    except OSError as error:
        raise ValidationError(GONE) from error
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise ValidationError(GONE)
    try:
        return examination.examine(data, is_for_packets=False)
    except Refused as refused:
        raise ValidationError(refused.message) from refused
