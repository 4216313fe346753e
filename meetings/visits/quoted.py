"""What is exempt and was quoted, as in a list of hits, has been read: it is in the trail as what it is of is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from rorikt.audit.reading import note
from rorikt.people.models import User


class Quoted(Protocol):
    document_id: int | None
    attachment_id: int | None
    item_id: int | None
    reach: int


EXEMPT = 1  # in `reach`, as search has it: for those who see what is exempt


def note_quoted(user: User, quoted: Iterable[Any], what: str, *, now: datetime) -> None:
    """By the paper, the attachment or the case that is quoted; what is of none has no row to note it on."""
    note(user, [row for one in quoted if one.reach & EXEMPT and (row := _row(one))], what=what, now=now)


def _row(one: Quoted) -> Model | None:
    if one.document_id:
        return Document(pk=one.document_id)
    if one.attachment_id:
        return Attachment(pk=one.attachment_id)
    return AgendaItem(pk=one.item_id) if one.item_id else None
