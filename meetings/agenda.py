"""What is done with the meetings, their cases and what the cases carry: papers in order and attachments."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Max

from meetings.attachments import Examined
from meetings.models import AgendaItem, Attachment, Document, Meeting, attachment_path
from rorikt import audit
from rorikt.models import User


def next_sequence(year: int) -> int:
    """The next free number of a meeting in the year."""
    return (Meeting.objects.filter(year=year).aggregate(last=Max("sequence"))["last"] or 0) + 1


@transaction.atomic
def save_meeting(meeting: Meeting, *, by: User, now: datetime, changed: list[str]) -> Meeting:
    action = "endret møte" if meeting.pk else "opprettet møte"
    meeting.save()
    audit.record(action, meeting, by=by, now=now, number=meeting.number, fields=changed)
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
    audit.record(action, item, by=by, now=now, number=item.number, title=item.title, fields=changed)
    return item


@transaction.atomic
def delete_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Raises ValidationError unless the case is the last one and carries nothing: a printed number is never reused."""
    if item.meeting.agenda.filter(sequence__gt=item.sequence).exists():
        raise ValidationError("Bare den siste saken kan slettes, for et saksnummer skal aldri brukes om igjen.")
    if item.documents.exists() or item.attachments.exists():
        raise ValidationError("Saken har dokumenter eller vedlegg. Flytt eller slett dem først.")
    audit.record("slettet sak", item, by=by, now=now, number=item.number, title=item.title)
    item.delete()


@transaction.atomic
def move_document(document: Document, step: int, *, by: User, now: datetime) -> None:
    """One place up (-1) or down (+1) among the papers of its case."""
    if document.agenda_item and move(list(document.agenda_item.documents.all()), document, step):
        audit.record("flyttet dokument", document, by=by, now=now, case=document.agenda_item.number, step=step)


@transaction.atomic
def add_attachment(
    item: AgendaItem, *, title: str, data: bytes, examined: Examined, by: User, now: datetime
) -> Attachment:
    """Keep the file as it came, with what `attachments.examine` found out about it."""
    last = item.attachments.aggregate(last=Max("position"))["last"] or 0
    attachment = Attachment(
        agenda_item=item,
        position=last + 1,
        title=title,
        sha256=examined.sha256,
        page_count=examined.page_count,
        byte_count=examined.byte_count,
        uploaded_at=now,
        uploaded_by=by,
    )
    path = attachment_path(attachment, "")
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
    attachment.file.name = path
    attachment.full_clean()
    attachment.save()
    audit.record("la til vedlegg", attachment, by=by, now=now, case=item.number, title=title, sha256=examined.sha256)
    return attachment


@transaction.atomic
def move_attachment(attachment: Attachment, step: int, *, by: User, now: datetime) -> None:
    item = attachment.agenda_item
    if move(list(item.attachments.all()), attachment, step):
        audit.record("flyttet vedlegg", attachment, by=by, now=now, case=item.number, step=step)


@transaction.atomic
def delete_attachment(attachment: Attachment, *, by: User, now: datetime) -> None:
    """The file goes too, unless another case carries the same one."""
    audit.record(
        "slettet vedlegg",
        attachment,
        by=by,
        now=now,
        case=attachment.agenda_item.number,
        title=attachment.title,
        sha256=attachment.sha256,
    )
    path = str(attachment.file.name)
    attachment.delete()
    if not Attachment.objects.filter(file=path).exists():
        transaction.on_commit(lambda: default_storage.delete(path))


def move(brothers: list[Any], one: models.Model, step: int) -> bool:
    """Give `one` the place `step` further on and number them all from 1. False where there is no such place."""
    place = brothers.index(one)
    if not 0 <= place + step < len(brothers):
        return False
    brothers.insert(place + step, brothers.pop(place))
    for position, brother in enumerate(brothers, start=1):
        brother.position = position
    type(brothers[0])._default_manager.bulk_update(brothers, ["position"])
    return True
