"""What those who met say of the draft, and what becomes of it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.minutes.facts import seat_that_met
from meetings.minutes.models import Minutes, MinutesComment
from meetings.proceedings.models import Attendance
from rorikt import mail
from rorikt.amounts import long_date
from rorikt.audit import trail
from rorikt.audit.rows import locked, store_row
from rorikt.people.models import User


def is_open(minutes: Minutes, now: datetime) -> bool:
    """Sent, not confirmed yet, and within the deadline, whose day is the last."""
    until = minutes.comments_until
    return until is not None and timezone.localdate(now) <= until and not minutes.document.versions.exists()


def store_comment(comment: MinutesComment, *, by: User, now: datetime) -> None:
    """Raises ValidationError when it is too late or too early, and for one who was not there."""
    minutes = locked(Minutes.objects.filter(pk=comment.minutes_id)).select_related("document").get()
    meeting = minutes.document.minutes_of
    seat = seat_that_met(meeting, by) if meeting else None
    if seat is None:
        raise ValidationError("Bare de som møtte, kan skrive merknader.")
    if not is_open(minutes, now):
        raise ValidationError("Protokollen er ikke ute til merknad nå. Ta kontakt med sekretæren.")
    comment.seat, comment.made_by, comment.made_at = seat, by, now
    store_row(comment, by=by, now=now, is_figure=False)


@transaction.atomic
def answer(comment: MinutesComment, *, by: User, now: datetime) -> None:
    """`comment` has its outcome and its answer. Raises ValidationError once the minutes are confirmed."""
    if comment.minutes.document.versions.exists():
        raise ValidationError("Protokollen er bekreftet, så svaret kan ikke endres.")
    stood = MinutesComment.objects.get(pk=comment.pk)
    before = {"outcome": stood.outcome, "answer": stood.answer}
    comment.answered_by, comment.answered_at = by, now
    comment.full_clean()
    comment.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    after = {"outcome": comment.outcome, "answer": comment.answer}
    trail.record("endret merknad til protokoll", comment, by=by, now=now, before=before, after=after)


def tell_those_who_met(meeting: Meeting, minutes: Minutes, url: str) -> int:
    """How many got a mail with the way to the draft; none where mail is not set up."""
    if not mail.is_set_up() or minutes.comments_until is None:
        return 0
    met = meeting.attendances.filter(state=Attendance.State.PRESENT, seat__user__is_active=True)
    addresses = sorted({row.seat.address for row in met.select_related("seat__user")} - {""})
    text = (
        f"Utkastet til protokoll fra møte {meeting.number} {long_date(meeting.held_on)} er klart til merknader.\n\n"
        f"Les det og skriv merknader innen {long_date(minutes.comments_until)}:\n{url}\n"
    )
    for address in addresses:
        mail.send(EmailMessage(f"Protokoll fra møte {meeting.number} til merknad", text, to=[address]))
    return len(addresses)
