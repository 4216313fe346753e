"""From an uploaded file to an attachment: examining it takes seconds, so it is a job, and the file waits in storage."""

import hashlib
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from meetings.agenda.models import AgendaItem
from meetings.attachments import actions, files
from meetings.attachments.models import Attachment
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.jobs.queue import Cancelled, Progress
from rorikt.office import conversion
from rorikt.people.models import User
from rorikt.printing import print_workers
from rorikt.storing import keeping
from rorikt.uploads.examination import Finding

# What is typed of a file besides its title.
TYPED = ("exemption_basis", "public_title", "exempt_until", "exempt_until_event")
TOLD_FOR = timedelta(days=1)  # how long the page of the case tells of a file that was refused


def start(
    item: AgendaItem,
    *,
    data: bytes,
    title: str,
    by: User,
    exemption_basis: str = "",
    public_title: str = "",
    exempt_until: date | None = None,
    exempt_until_event: str = "",
) -> Job:
    """Put the file aside and queue its examination. The job leads to the attachment, or says why there is none."""
    sha256 = hashlib.sha256(data).hexdigest()
    return queue.start(
        make_attachment,
        key=f"attachment:{item.pk}:{sha256}",
        title=f"Vedlegg til sak {item.called}: {title}"[:200],
        by=by,
        origin=item.get_absolute_url(),
        item_id=item.pk,
        by_id=by.pk,
        asked_at=timezone.now().isoformat(),
        path=files.keep(data, sha256, conversion.kind_of(data)),
        typed={
            "title": title,
            "exemption_basis": exemption_basis,
            "public_title": public_title,
            "exempt_until": exempt_until.isoformat() if exempt_until else None,
            "exempt_until_event": exempt_until_event,
        },
    )


def under_way(item: AgendaItem, now: datetime) -> list[Job]:
    """Files of the case that are being examined, and those that were refused lately; the newest of each file."""
    jobs = Job.objects.filter(kind="attachment", key__startswith=f"attachment:{item.pk}:")
    shown = {job.key: job for job in jobs.filter(created_at__gte=now - TOLD_FOR).order_by("created_at")}
    if any(not job.is_finished for job in shown.values()):
        queue.settle_lost(jobs)
    return [job for job in shown.values() if job.state in {*Job.UNFINISHED, Job.State.FAILED}]


def _has_file(*, path: str, **arguments: Any) -> bool:
    return keeping.exists(path)


@queue.work("attachment", restartable=True, needs=_has_file)
def make_attachment(
    progress: Progress, *, item_id: int, by_id: int, path: str, typed: dict[str, Any], asked_at: str = ""
) -> str:
    """`asked_at` tells an attachment that this job has stored already, before its process died, from an older one."""
    progress("Undersøker filen", 5)
    try:
        item = AgendaItem.objects.filter(pk=item_id).first()
        if item is None:
            raise ValidationError("Saken er slettet i mellomtiden. Legg vedlegget til en annen sak.")
        try:
            data = keeping.read(path)
        except OSError as error:
            raise ValidationError("Filen er borte fra lageret. Last den opp på nytt.") from error
        found = _examined(data, progress)
        by = User.objects.get(pk=by_id)
        added = _stored_before(item, data, by, asked_at) or _added(item, data, found, by, typed)
    except (ValidationError, Cancelled):
        _forget(path)
        raise
    return added.get_absolute_url()


def _stored_before(item: AgendaItem, data: bytes, by: User, asked_at: str) -> Attachment | None:
    if not asked_at:
        return None
    same = item.attachments.filter(sha256=hashlib.sha256(data).hexdigest(), uploaded_by=by)
    return same.filter(uploaded_at__gte=datetime.fromisoformat(asked_at)).first()


def _added(item: AgendaItem, data: bytes, found: Finding, by: User, typed: dict[str, Any]) -> Attachment:
    """A new attachment; or the one with the same file, restored, where that could not be read any more."""
    double = item.attachments.filter(sha256=hashlib.sha256(data).hexdigest()).first()
    if double is None or files.can_be_read(double):
        until = typed.get("exempt_until")
        typed = {**typed, "exempt_until": date.fromisoformat(until) if until else None}
        return actions.add_attachment(item, data=data, examined=found, by=by, now=timezone.now(), **typed)
    actions.restore_attachment(double, data=data, examined=found, by=by, now=timezone.now())
    return double


def _examined(data: bytes, progress: Progress) -> Finding:
    stages = ["Undersøker filen"]

    def tell(count: int) -> None:
        progress(stages[-1], min(10 + 25 * len(stages), 95))

    [found] = print_workers.run_side_by_side([partial(files.examine, data, stages.append)], finished=tell)
    return found


def _forget(path: str) -> None:
    """A file that is refused or given up is not kept, unless it is an attachment elsewhere."""
    if not Attachment.objects.filter(Q(file=path) | Q(safe_file=path)).exists():
        keeping.forget(path)
