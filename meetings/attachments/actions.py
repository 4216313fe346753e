"""What is done with attachments: added, mended, moved and deleted."""

import hashlib
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from meetings.agenda.actions import check_not_over
from meetings.agenda.models import AgendaItem
from meetings.attachments import files
from meetings.attachments.models import Attachment
from rorikt.audit import trail
from rorikt.audit.rows import delete_row, move_row, store_row, values_of
from rorikt.people.models import User
from rorikt.storing import keeping
from rorikt.uploads.examination import Finding


@transaction.atomic
def add_attachment(
    item: AgendaItem,
    *,
    title: str,
    data: bytes,
    examined: Finding,
    by: User,
    now: datetime,
    **exemption: Any,
) -> Attachment:
    """Keep the file as it came, and beside it the safe copy that `files.examine` made of it.

    `exemption` are the fields of `Exemptible`. Raises ValidationError for a meeting that is held or cancelled.
    """
    check_not_over(item.meeting)
    last = item.attachments.aggregate(last=Max("position"))["last"] or 0
    attachment = Attachment(
        agenda_item=item,
        position=last + 1,
        title=title,
        **exemption,
        kind=examined.kind,
        sha256=hashlib.sha256(data).hexdigest(),
        byte_count=len(data),
        uploaded_at=now,
        uploaded_by=by,
    )
    attachment.file.name = files.keep(data, attachment.sha256, examined.kind)
    _set_safe_copy(attachment, examined)
    store_row(attachment, by=by, now=now, is_figure=False)
    return attachment


@transaction.atomic
def renew_safe_copy(attachment: Attachment, *, examined: Finding, now: datetime, by: User | None = None) -> None:
    """Put a safe copy made by today's programs in the place of the one there is, or of none."""
    before = values_of(attachment)
    _set_safe_copy(attachment, examined)
    attachment.save()
    after = values_of(attachment)
    trail.record("laget trygg kopi av vedlegg", attachment, by=by, now=now, before=before, after=after)


@transaction.atomic
def restore_attachment(attachment: Attachment, *, data: bytes, examined: Finding, by: User, now: datetime) -> None:
    """Put a file that was damaged in storage back, from the same file uploaded anew, with a new safe copy."""
    before = values_of(attachment)
    attachment.file.name = files.keep(data, attachment.sha256, attachment.kind)
    _set_safe_copy(attachment, examined)
    attachment.save()
    trail.record("la til vedlegg på nytt", attachment, by=by, now=now, before=before, after=values_of(attachment))


@transaction.atomic
def note_fault(attachment: Attachment, fault: str, *, now: datetime) -> None:
    """Why it cannot be put into a packet; empty where it can again."""
    before, attachment.fault = {"fault": attachment.fault}, fault[:400]
    attachment.save(update_fields=["fault"])
    verb, after = "fant feil i vedlegg" if fault else "fant vedlegget i orden", {"fault": attachment.fault}
    trail.record(verb, attachment, by=None, now=now, before=before, after=after)


def save_attachment(attachment: Attachment, *, by: User, now: datetime) -> None:
    """A new title, or what is exempt from the public; that also in a meeting that is held."""
    if Attachment.objects.filter(pk=attachment.pk).exclude(title=attachment.title).exists():
        check_not_over(attachment.agenda_item.meeting)
    store_row(attachment, by=by, now=now, is_figure=False)


def move_attachment(attachment: Attachment, step: int, *, by: User, now: datetime) -> None:
    check_not_over(attachment.agenda_item.meeting)
    move_row(attachment.agenda_item.attachments.all(), attachment, step, by=by, now=now)


@transaction.atomic
def delete_attachment(attachment: Attachment, *, by: User, now: datetime) -> None:
    """The file goes too, unless another case carries the same one."""
    check_not_over(attachment.agenda_item.meeting)
    paths = {str(attachment.file.name), str(attachment.safe_file.name)} - {""}
    delete_row(attachment, by=by, now=now, is_figure=False)
    kept = Attachment.objects.filter(Q(file__in=paths) | Q(safe_file__in=paths)).values_list("file", "safe_file")
    for path in paths - {name for names in kept for name in names}:
        transaction.on_commit(partial(keeping.forget, path))


def _set_safe_copy(attachment: Attachment, examined: Finding) -> None:
    attachment.safe_sha256 = hashlib.sha256(examined.safe).hexdigest()
    attachment.safe_file.name = files.keep(examined.safe, attachment.safe_sha256)
    attachment.page_count = examined.page_count
    attachment.treatment = list(examined.treatment)
    attachment.accessibility = examined.accessibility
    attachment.fault = ""
