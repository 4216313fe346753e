"""What is said of a text that comes from the last document: that it is unchanged, taken to be edited, or confirmed."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.carrying.last_time import HAS_A_TEXT, LastTime, is_own, last_time
from meetings.carrying.periods import text_moved_on
from meetings.documents.models import Section
from meetings.documents.writing import note_change
from meetings.objections import moved
from meetings.revisions.saving import keep_change
from rorikt.audit import trail
from rorikt.audit.rows import locked, values_of
from rorikt.people.models import User
from rorikt.people.permissions import require
from rorikt.texts import richtext
from rorikt.texts.blocks import identified

NO_LAST_TIME = "Avsnittet har ikke noe avsnitt i et forrige dokument."
CONFIRMED = "Teksten fra forrige dokument"
State, Carried = Section.State, Section.Carried
MARKED = ["body", "state", "carried", "unchanged_since", "is_standing", "revision"]


@transaction.atomic
def mark_unchanged(section: Section, *, by: User, now: datetime) -> None:
    """It says what the last document said, and is done. Raises ValidationError where it cannot be said."""
    stored = _locked(section, by)
    last = _last(stored)
    if last.refusal:
        raise ValidationError(f"«{stored}»: {last.refusal}")
    stored.body, stored.state = _taken(last, stored), State.READY
    stored.carried, stored.unchanged_since = Carried.UNCHANGED, _since(last)
    _store(stored, "Uendret siden sist", by=by, now=now)


@transaction.atomic
def take_last(section: Section, *, by: User, now: datetime) -> None:
    """The text of last time to go on from. It is marked until somebody has edited or confirmed it."""
    stored = _locked(section, by)
    last = _last(stored)
    if is_own(stored, last.body):
        raise ValidationError(f"«{stored}»: {HAS_A_TEXT}")
    if not last.body:
        raise ValidationError(f"«{stored}»: {last.refusal}")
    stored.body = text_moved_on(_taken(last, stored), last.section.document, stored.document)
    stored.state = State.DRAFT
    stored.carried, stored.unchanged_since = Carried.LAST, None
    _store(stored, "Teksten fra sist er tatt inn", by=by, now=now)


@transaction.atomic
def confirm_text(section: Section, *, by: User, now: datetime) -> None:
    """The text that was carried over is right this time too, and the section is done."""
    stored = _locked(section, by)
    if not stored.is_unconfirmed:
        raise ValidationError(f"«{stored}» har ingen tekst fra forrige dokument som venter på å bli bekreftet.")
    stored.carried = Carried.CONFIRMED
    if not stored.is_finished:
        stored.state = State.READY
    _store(stored, CONFIRMED, by=by, now=now)


@transaction.atomic
def set_standing(section: Section, is_standing: bool, *, by: User, now: datetime) -> None:
    """Whether the next document begins with the same text."""
    stored = _locked(section, by)
    if stored.is_standing != is_standing:
        stored.is_standing = is_standing
        _store(stored, "Fast tekst" if is_standing else "Ikke lenger fast tekst", by=by, now=now)


def _locked(section: Section, by: User) -> Section:
    """As it is stored, for one who may write in it. Raises PermissionDenied, and ValidationError where it is gone."""
    found = locked(Section.objects.filter(pk=section.pk).select_related("document", "came_from__document")).first()
    if found is None:
        raise ValidationError("Avsnittet er slettet av en annen i mellomtiden.")
    require(by, "meetings.change_section", found)
    stored: Section = found
    return stored


def _last(section: Section) -> LastTime:
    last = last_time(section)
    if last is None:
        raise ValidationError(f"«{section}»: {NO_LAST_TIME}")
    return last


def _taken(last: LastTime, section: Section) -> str:
    """Each block keeps its id, or gets that of the block it is here."""
    return identified(richtext.clean(last.body), section.body)


def _since(last: LastTime) -> date:
    """The day of the document that the text was first written for."""
    return last.section.unchanged_since or last.as_of


def _store(section: Section, what: str, *, by: User, now: datetime) -> None:
    """Whoever has the section open is told of it, as of any text that somebody else has saved; it has its revision."""
    stood = Section.objects.get(pk=section.pk)
    section.revision += 1
    section.save(update_fields=MARKED)
    keep_change(stood, section, by=by, now=now)
    note_change(section.document)
    before, after = values_of(stood), values_of(section)
    transaction.on_commit(lambda: moved.remember_new(section), robust=True)
    for values in (before, after):
        del values["body"]
    verb = "bekreftet avsnitt" if what == CONFIRMED else "merket avsnitt"
    trail.record(verb, section, by=by, now=now, what=what, before=before, after=after)
