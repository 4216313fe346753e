"""What is done with the meetings, their cases and what the cases carry: papers in order and attachments."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, Q

from budget.money.reader import is_named
from meetings import attachments
from meetings.models import AgendaItem, Attachment, Document, Meeting
from rorikt.audit import trail
from rorikt.pages.ordering import move
from rorikt.people.models import User
from rorikt.uploads.examination import Finding


def next_sequence(year: int) -> int:
    """The next free number of a meeting in the year."""
    return (Meeting.objects.filter(year=year).aggregate(last=Max("sequence"))["last"] or 0) + 1


@transaction.atomic
def save_meeting(meeting: Meeting, *, by: User, now: datetime, changed: list[str]) -> Meeting:
    action = "endret møte" if meeting.pk else "opprettet møte"
    meeting.save()
    trail.record(action, meeting, by=by, now=now, number=meeting.number, fields=changed)
    return meeting


@transaction.atomic
def save_item(item: AgendaItem, *, case_officers: Any, by: User, now: datetime, changed: list[str]) -> AgendaItem:
    """A new case gets the number after the last one that stands on the agenda."""
    action = "endret sak" if item.pk else "opprettet sak"
    if not item.pk:
        Meeting.objects.select_for_update().get(pk=item.meeting_id)
        item.sequence = (item.meeting.agenda.aggregate(last=Max("sequence"))["last"] or 0) + 1
    item.save()
    item.case_officers.set(case_officers)
    trail.record(action, item, by=by, now=now, number=item.number, title=item.title, fields=changed)
    return item


@transaction.atomic
def delete_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Raises ValidationError unless the case is the last one, carries nothing and is named nowhere.

    A printed number is never reused, and what names an exempt case would be open without it.
    """
    if item.meeting.agenda.filter(sequence__gt=item.sequence).exists():
        raise ValidationError("Bare den siste saken kan slettes, for et saksnummer skal aldri brukes om igjen.")
    if item.documents.exists() or item.attachments.exists():
        raise ValidationError("Saken har dokumenter eller vedlegg. Flytt eller slett dem først.")
    if is_named(item.number):
        raise ValidationError("Saken er nevnt i økonomien, i et vedtak, et overslag eller en nøkkel, og må stå.")
    trail.record("slettet sak", item, by=by, now=now, number=item.number, title=item.title)
    item.delete()


@transaction.atomic
def move_document(document: Document, step: int, *, by: User, now: datetime) -> None:
    """One place up (-1) or down (+1) among the papers of its case."""
    if document.agenda_item and move(list(document.agenda_item.documents.all()), document, step):
        trail.record("flyttet dokument", document, by=by, now=now, case=document.agenda_item.number, step=step)


@transaction.atomic
def add_attachment(
    item: AgendaItem,
    *,
    title: str,
    data: bytes,
    examined: Finding,
    by: User,
    now: datetime,
    exemption_basis: str = "",
    public_title: str = "",
) -> Attachment:
    """Keep the file as it came, and beside it the safe copy that `attachments.examine` made of it."""
    last = item.attachments.aggregate(last=Max("position"))["last"] or 0
    attachment = Attachment(
        agenda_item=item,
        position=last + 1,
        title=title,
        exemption_basis=exemption_basis,
        public_title=public_title,
        kind=examined.kind,
        sha256=hashlib.sha256(data).hexdigest(),
        byte_count=len(data),
        uploaded_at=now,
        uploaded_by=by,
    )
    attachment.file.name = attachments.keep(data, attachment.sha256, examined.kind)
    _set_safe_copy(attachment, examined)
    attachment.full_clean()
    attachment.save()
    trail.record("la til vedlegg", attachment, by=by, now=now, case=item.number, title=title, sha256=attachment.sha256)
    return attachment


@transaction.atomic
def renew_safe_copy(attachment: Attachment, *, examined: Finding, now: datetime, by: User | None = None) -> None:
    """Put a safe copy made by today's programs in the place of the one there is, or of none."""
    _set_safe_copy(attachment, examined)
    attachment.save()
    trail.record("laget trygg kopi av vedlegg", attachment, by=by, now=now, sha256=attachment.safe_sha256)


@transaction.atomic
def restore_attachment(attachment: Attachment, *, data: bytes, examined: Finding, by: User, now: datetime) -> None:
    """Put a file that was damaged in storage back, from the same file uploaded anew, with a new safe copy."""
    attachment.file.name = attachments.keep(data, attachment.sha256, attachment.kind)
    _set_safe_copy(attachment, examined)
    attachment.save()
    trail.record("la inn vedlegg på nytt", attachment, by=by, now=now, sha256=attachment.sha256)


@transaction.atomic
def note_fault(attachment: Attachment, fault: str, *, now: datetime) -> None:
    """Why it cannot be put into a packet; empty where it can again."""
    attachment.fault = fault[:400]
    attachment.save(update_fields=["fault"])
    trail.record(
        "fant feil i vedlegg" if fault else "fant vedlegget i orden", attachment, by=None, now=now, fault=fault
    )


@transaction.atomic
def save_attachment(attachment: Attachment, *, by: User, now: datetime, changed: list[str]) -> None:
    """A new title, or what is exempt from the public."""
    attachment.save()
    trail.record("endret vedlegg", attachment, by=by, now=now, title=attachment.title, fields=changed)


@transaction.atomic
def move_attachment(attachment: Attachment, step: int, *, by: User, now: datetime) -> None:
    item = attachment.agenda_item
    if move(list(item.attachments.all()), attachment, step):
        trail.record("flyttet vedlegg", attachment, by=by, now=now, case=item.number, step=step)


@transaction.atomic
def delete_attachment(attachment: Attachment, *, by: User, now: datetime) -> None:
    """The file goes too, unless another case carries the same one."""
    trail.record(
        "slettet vedlegg",
        attachment,
        by=by,
        now=now,
        case=attachment.agenda_item.number,
        title=attachment.title,
        sha256=attachment.sha256,
    )
    paths = {str(attachment.file.name), str(attachment.safe_file.name)} - {""}
    attachment.delete()
    kept = Attachment.objects.filter(Q(file__in=paths) | Q(safe_file__in=paths)).values_list("file", "safe_file")
    for path in paths - {name for names in kept for name in names}:
        transaction.on_commit(lambda path=path: default_storage.delete(path))  # type: ignore[misc]


def _set_safe_copy(attachment: Attachment, examined: Finding) -> None:
    attachment.safe_sha256 = hashlib.sha256(examined.safe).hexdigest()
    attachment.safe_file.name = attachments.keep(examined.safe, attachment.safe_sha256)
    attachment.page_count = examined.page_count
    attachment.treatment = list(examined.treatment)
    attachment.accessibility = examined.accessibility
    attachment.fault = ""
