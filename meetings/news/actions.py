"""What a reader has seen is noted when they open it. Nothing of it goes to the trail: it is theirs."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.news.models import LastSeen
from meetings.news.visiting import Visit, opened, settled
from rorikt.people.models import User

Thing = Document | Attachment | AgendaItem
OFTEN = timedelta(minutes=1)  # what is looked at again within it is not written again


def note_opened(thing: Thing, what: Any, *, by: User, now: datetime, is_kept: bool = True) -> Visit:
    """`what` it is now, in numbers and hashes. The visit as it then is; not `is_kept` where nobody looks at it."""
    row = _row(thing, by)
    stored = row.visit if row else None
    visit = opened(stored, what, now)
    if is_kept and (stored is None or visit != replace(stored, last_at=now) or now - stored.last_at >= OFTEN):
        _keep(thing, row, visit, by)
    return visit


@transaction.atomic
def settle(seen: Iterable[tuple[Thing, Any]], *, by: User, now: datetime) -> None:
    """They have seen all that is new of these, each with what it is now."""
    for thing, what in seen:
        row = _row(thing, by)
        _keep(thing, row, settled(opened(row.visit if row else None, what, now), now), by)


def _which(thing: Thing) -> dict[str, Any]:
    match thing:
        case Document():
            return {"document": thing}
        case Attachment():
            return {"attachment": thing}
    return {"item": thing}


def _row(thing: Thing, user: User) -> LastSeen | None:
    return LastSeen.objects.filter(user=user, **_which(thing)).first()


def _keep(thing: Thing, row: LastSeen | None, visit: Visit, user: User) -> None:
    """Where two devices open it for the first time at once, one of them is enough."""
    if row:
        LastSeen.objects.filter(pk=row.pk).update(**asdict(visit))
    else:
        LastSeen.objects.bulk_create([LastSeen(user=user, **_which(thing), **asdict(visit))], ignore_conflicts=True)
