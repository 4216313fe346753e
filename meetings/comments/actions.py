"""What is done with comments: written, answered, settled and taken up again. None is ever changed or deleted."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.comments.mentioning import Mentionable, Named, mentionable, mentioned, names_of
from meetings.comments.models import LONGEST, Comment, CommentAnswer, Mention
from meetings.documents.models import Section
from meetings.documents.writing import note_remark
from rorikt.audit import trail
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.people.permissions import require

MAY = "meetings.comment_section"
IS_SETTLED = "Kommentaren er avgjort. Ta den opp igjen hvis du vil svare."


def readers_of(section: Section) -> list[User]:
    """Who may read the draft, and so be mentioned in its comments."""
    staff = [User.Role.HEAD, User.Role.SECRETARY, User.Role.AUTHOR, User.Role.ADMINISTRATOR]
    people = User.objects.filter(is_active=True, role__in=staff)
    return [one for one in people if one.has_perm("meetings.view_draft") and one.has_perm("meetings.view_exempt")]


def people_in(text: str, section: Section) -> list[User]:
    """Those who are mentioned. Raises ValidationError for a name that nobody has who may read the draft, or several."""
    if "@" not in text:
        return []
    readers = {one.pk: one for one in readers_of(section)}
    people = _named(readers.values())
    names = names_of(people)
    found, unknown = mentioned(text, names)
    for name in unknown:
        if meant := names.get(name[1:].casefold()):
            listed = zip(people, mentionable(people), strict=True)
            ways = " eller ".join(f"@{one.written}" for person, one in listed if person.key in meant)
            raise ValidationError(f"Flere som kan lese utkastet, heter {name[1:]}. Skriv {ways}.")
    if unknown:
        raise ValidationError(f"Ingen som kan lese utkastet, heter {', '.join(unknown)}. Skriv hele navnet etter @.")
    return [readers[pk] for pk in found]


def mentionable_in(section: Section) -> list[Mentionable]:
    return mentionable(_named(readers_of(section)))


def _named(people: Iterable[User]) -> list[Named]:
    return [Named(one.pk, one.name, one.email) for one in people]


@transaction.atomic
def write_comment(section: Section, text: str, *, quote: str = "", block: str = "", by: User, now: datetime) -> Comment:
    """Raises ValidationError for an empty text, or where it mentions somebody who may not read it."""
    require(by, MAY, section)
    text = _said(text)
    people = people_in(text, section)
    made = Comment.objects.create(section=section, text=text, quote=quote, block=block, made_at=now, made_by=by)
    _mention(people, made, None, by, now)
    _note(made, "la til kommentar", by, now, mentioned=[one.name for one in people])
    return made


@transaction.atomic
def answer_comment(comment: Comment, text: str, *, by: User, now: datetime) -> CommentAnswer:
    """Raises ValidationError as `write_comment`, and for a comment that is settled."""
    stored = _locked(comment, by)
    text = _said(text)
    people = people_in(text, stored.section)
    if stored.settled_at:
        raise ValidationError(IS_SETTLED)
    made = CommentAnswer.objects.create(comment=stored, text=text, made_at=now, made_by=by)
    _mention(people, stored, made, by, now)
    _note(stored, "la til svar på kommentar", by, now, mentioned=[one.name for one in people])
    return made


@transaction.atomic
def settle_comment(comment: Comment, *, by: User, now: datetime) -> None:
    """The first who settles it is the one who did."""
    stored = _locked(comment, by)
    if stored.settled_at is None:
        stored.settled_at, stored.settled_by = now, by
        stored.save(update_fields=["settled_at", "settled_by"])
        _note(stored, "avgjorde kommentar", by, now)


@transaction.atomic
def reopen_comment(comment: Comment, *, by: User, now: datetime) -> None:
    stored = _locked(comment, by)
    if stored.settled_at:
        stored.settled_at = stored.settled_by = None
        stored.save(update_fields=["settled_at", "settled_by"])
        _note(stored, "gjenåpnet kommentar", by, now)


def _locked(comment: Comment, by: User) -> Comment:
    stored: Comment = locked(Comment.objects.filter(pk=comment.pk).select_related("section__document")).get()
    require(by, MAY, stored.section)
    return stored


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise ValidationError("Skriv hva du vil si.")
    if len(said) > LONGEST:
        raise ValidationError(f"Skriv høyst {LONGEST} tegn.")
    return said


def _mention(people: Iterable[User], comment: Comment, answer: CommentAnswer | None, by: User, now: datetime) -> None:
    """Nobody is told of what they wrote themselves."""
    others = [one for one in people if one != by]
    Mention.objects.bulk_create(Mention(comment=comment, answer=answer, person=one, made_at=now) for one in others)


def _note(comment: Comment, verb: str, by: User, now: datetime, **detail: object) -> None:
    """In the trail, without the words; the draft is checked again."""
    told = {name: value for name, value in detail.items() if value}
    trail.record(verb, comment, by=by, now=now, section=str(comment.section_id), **told)
    note_remark(comment.section.document)
