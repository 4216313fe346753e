"""What is done with questions: sent once, and answered. The trail knows that it was done, and not what was said."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from meetings.agenda.models import AgendaItem
from meetings.council.models import CouncilMember
from meetings.documents.models import Document
from meetings.questions.models import LONGEST, Question
from meetings.questions.tells import ANSWERED, ASKED
from rorikt.audit import trail
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.people.permissions import require
from rorikt.telling.telling import tell

IS_ANSWERED = "Spørsmålet er allerede besvart. Last siden på nytt for å se svaret."


@transaction.atomic
def ask(
    text: str,
    *,
    item: AgendaItem | None,
    document: Document | None,
    anchor: str = "",
    about: str = "",
    is_shared: bool = False,
    note: UUID | None = None,
    by: User,
    now: datetime,
) -> Question:
    """Send a question. The same text of the same note is sent once. Raises ValidationError for an empty text."""
    require(by, "meetings.keep_notes")
    text = _said(text, "spør om")
    if note and (sent := Question.objects.filter(note=note, asked_by=by, text=text).first()):
        return sent
    made = Question.objects.create(
        note=note,
        item=item,
        document=document,
        anchor=anchor,
        about=about,
        text=text,
        is_shared=is_shared,
        asked_as=seat_of(by, now),
        asked_by=by,
        asked_at=now,
    )
    trail.record("sendte spørsmål", made, by=by, now=now)
    _tell(
        ASKED,
        made,
        [one for one in answering(made) if one != by],
        told="Et spørsmål er sendt til saksbehandler",
        now=now,
    )
    return made


@transaction.atomic
def answer(question: Question, text: str, *, by: User, now: datetime) -> None:
    """The first answer is the one that stands. Raises ValidationError where there is one, or it says nothing."""
    require(by, "meetings.answer_question", question)
    text = _said(text, "svarer")
    stored: Question = locked(Question.objects.filter(pk=question.pk)).get()
    if stored.answered_at:
        raise ValidationError(IS_ANSWERED)
    stored.answer, stored.answered_by, stored.answered_at = text, by, now
    stored.save(update_fields=["answer", "answered_by", "answered_at"])
    trail.record("sendte svar på spørsmål", stored, by=by, now=now)
    if stored.asked_by and stored.asked_by != by:
        _tell(ANSWERED, stored, [stored.asked_by], told="Spørsmålet ditt er besvart", now=now)


def answering(question: Question) -> list[User]:
    """Those who are told of it: the case officers, or who runs the meetings where there are none. No administrator."""
    officers = list(question.item.case_officers.filter(is_active=True)) if question.item else []
    runs = Q(role__in=[User.Role.HEAD, User.Role.SECRETARY])
    return officers or list(User.objects.filter(runs, is_active=True))


def seat_of(user: User, now: datetime) -> str:
    """«Rådsmedlem Fjord, medlem, Fjord»: kept as it was, whoever has the seat later."""
    seat = CouncilMember.objects.filter(user=user).seated_on(now.date()).select_related("municipality").first()
    what = seat.get_function_display().lower() if seat else user.get_role_display().lower()
    of = (seat.municipality if seat else None) or user.municipality
    return ", ".join(filter(None, [user.name, what, str(of or "")]))[:200]


def _said(text: str, what: str) -> str:
    said = text.strip()
    if not said:
        raise ValidationError(f"Skriv hva du {what}.")
    if len(said) > LONGEST:
        told = f"{len(said):,}".replace(",", "\u00a0")
        raise ValidationError(f"Teksten er på {told} tegn. Skriv høyst 4\u00a0000.")
    return said


def _tell(kind: str, question: Question, people: list[User], *, told: str, now: datetime) -> None:
    """The mail says neither what was asked nor what was answered, and of what is exempt not even the case."""
    item, document = question.item, question.document
    is_closed = (item is not None and item.is_exempt) or (document is not None and document.exempt_part is not None)
    where = "" if is_closed or item is None or item.sent_at is None else f" i sak {item.number}"
    text = f"{told}{where}. Logg inn for å lese."
    once = f"{kind}:{question.pk}"
    tell(kind, people, subject=f"{told}{where}", text=text, url=question.get_absolute_url(), once=once, now=now)
