"""What is done with notes. None of it is in the trail: what a person notes is that person's own.

A note that was changed on two devices is two: what is sent by one that had not seen what stands, becomes a note of its
own at the same place, whose number follows from what it had seen, so that what is written on there goes on in it.
What does not go on from that, is from a third one, and becomes one more.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from meetings.notes.models import LONGEST, LONGEST_QUOTE, Note, Words, may_share, seen_in
from meetings.notes.places import NOWHERE, Asked, place_of
from rorikt.amounts import number
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.people.permissions import require

IN_TWO_PLACES = (
    "Notatet ble endret et annet sted mens du skrev, for eksempel på en annen enhet. Begge tekstene er tatt vare på, "
    "som hvert sitt notat."
)
CAME_BACK = "Notatet var slettet et annet sted. Det du skrev, er tatt vare på i et nytt notat."
NO_PLACE = "Stedet notatet gjaldt, er ikke å finne lenger. Notatet er lagret under «Mine notater»."
NOT_DELETED = (
    "Notatet er endret et annet sted siden du så det, og er ikke slettet. Last siden på nytt, og se på det først."
)


@dataclass(frozen=True)
class Sent:
    """A note as somebody has written it. `asked` says of what, and is read only for one that is not stored yet."""

    text: str
    quote: str = ""
    is_shared: bool = False
    asked: Asked | None = None


@dataclass(frozen=True)
class Saved:
    """`told` is what the person has to know."""

    stamp: str
    note: Note
    told: str = ""


@transaction.atomic
def save_note(pk: UUID, sent: Sent, *, seen: str, by: User, now: datetime) -> Saved:
    """Store what is written of the note of that number by one who has `seen` it so; by its stamp, empty for a new one.
    Raises ValidationError for a text that is too long, and PermissionDenied where it is another person's."""
    require(by, "meetings.keep_notes")
    check_size(sent.text)
    sent = replace(sent, quote=" ".join(sent.quote.split())[:LONGEST_QUOTE])
    named, mark = seen_in(seen)
    stored = _own(named, by) if named else None
    if stored is None:
        stored, mark = _own(pk, by), mark if named == pk else ""
    if stored is None:
        return _made(pk, sent, by, now, told=CAME_BACK if seen else "")
    if mark == stored.mark:
        return _changed(stored, sent, now)
    if _says(stored, sent):
        return Saved(stored.stamp, stored)
    twin = uuid5(stored.pk, mark or "new")
    while other := _own(twin, by):
        if sent.text.startswith(other.words.text):
            return replace(_changed(other, sent, now), told=IN_TWO_PLACES)
        twin = uuid5(twin, "other")
    return _made(twin, sent, by, now, told=IN_TWO_PLACES, beside=stored)


@transaction.atomic
def delete_note(pk: UUID, *, seen: str, by: User) -> None:
    """One that is gone already is no fault. Raises ValidationError where it was changed since it was `seen`."""
    named, mark = seen_in(seen)
    stored = _own(named or pk, by)
    if stored is None:
        return
    if stored.mark != mark:
        raise ValidationError(NOT_DELETED)
    stored.delete()


def check_size(text: str) -> None:
    if len(text) > LONGEST:
        raise ValidationError(
            f"Notatet er på {number(len(text))} tegn, og kan ha høyst {number(LONGEST)}. Del det i flere. "
            "Teksten står på siden til da."
        )


def _own(pk: UUID, by: User) -> Note | None:
    stored: Note | None = locked(Note.objects.filter(pk=pk)).first()
    if stored and stored.author_id != by.pk:
        raise PermissionDenied
    return stored


def _made(pk: UUID, sent: Sent, by: User, now: datetime, *, told: str = "", beside: Note | None = None) -> Saved:
    """`beside` is the note whose place it has too."""
    note = Note(pk=pk, author=by, made_at=now, changed_at=now)
    if beside:
        for name in ("document", "attachment", "item", "meeting", "version", "section", "block", "page"):
            setattr(note, name, getattr(beside, name))
        note.put(replace(beside.words, text=sent.text, quote=sent.quote))
    else:
        place = place_of(sent.asked or {}, by)
        told = told or (NO_PLACE if place == NOWHERE else "")
        for name, value in place.stored.items():
            setattr(note, name, value)
        note.put(Words(text=sent.text, quote=sent.quote, **place.words))
    _share(note, sent, by)
    note.save(force_insert=True)
    return Saved(note.stamp, note, told)


def _changed(stored: Note, sent: Sent, now: datetime) -> Saved:
    if _says(stored, sent):
        return Saved(stored.stamp, stored)
    stored.put(replace(stored.words, text=sent.text, quote=sent.quote or stored.words.quote))
    stored.changed_at = now
    _share(stored, sent, stored.author)
    stored.save()
    return Saved(stored.stamp, stored)


def _says(stored: Note, sent: Sent) -> bool:
    return (stored.words.text, bool(stored.shared_with_id)) == (sent.text, sent.is_shared and may_share(stored.author))


def _share(note: Note, sent: Sent, by: User) -> None:
    """With the municipality that the person has now, for as long as they have it."""
    note.shared_with = by.municipality if sent.is_shared and may_share(by) else None
