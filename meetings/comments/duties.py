"""Who is mentioned in a comment is told by e-mail, once. Of an exempt document the mail says only that there is one."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.utils import timezone

from meetings.comments.models import Mention, MentionQuerySet
from meetings.documents.models import Section
from rorikt.duties.ticking import Duty
from rorikt.mail import Undelivered, is_set_up
from rorikt.mail.handing_over import hand_over_once, one_line
from rorikt.mail.links import link_to
from rorikt.people.models import Cooperation, User

# Older than this they are no news, as where mail is set up later.
NEWS = timedelta(days=2)


def untold(now: datetime) -> MentionQuerySet:
    waiting = Mention.objects.filter(mailed_at=None, made_at__gt=now - NEWS, person__is_active=True)
    return waiting.select_related(
        "comment__made_by", "comment__section__document__agenda_item", "answer__made_by", "person"
    )


def tell(now: datetime) -> str:
    """Raises ValidationError where mail cannot be sent now."""
    try:
        sent = sum(_tell(one, now) for one in list(untold(now)))
    except Undelivered as reason:
        raise ValidationError(str(reason)) from reason
    return f"{sent} fikk vite at de er nevnt i en kommentar." if sent else ""


def is_waiting() -> bool:
    return is_set_up() and untold(timezone.now()).exists()


def _tell(mention: Mention, now: datetime) -> bool:
    return hand_over_once(Mention.objects.filter(pk=mention.pk), "mailed_at", lambda: message(mention), now)


def message(mention: Mention) -> EmailMessage:
    comment = mention.comment
    writer = (mention.answer or comment).made_by
    return letter(
        f"{writer.name} har nevnt deg",
        f"{writer.name} har nevnt deg i en kommentar.",
        comment.section,
        comment.get_absolute_url(),
        to=mention.person,
    )


def letter(subject: str, told: str, section: Section, page: str, *, to: User) -> EmailMessage:
    """What has happened to a section, without its words; of an exempt document only that there is something."""
    if section.document.exempt_part is None:
        where = f"Avsnittet «{section}» i «{section.document}»."
    else:
        where = "Dokumentet er unntatt offentlighet, og nevnes derfor ikke her."
    link = link_to(page)
    cooperation = Cooperation.objects.first()
    read = f"Les mer her: {link}" if link else "Logg inn, og velg Dokumenter og Mine avsnitt."
    body = "\n\n".join(line for line in (told, where, read, cooperation.name if cooperation else "") if line)
    return EmailMessage(one_line(subject), f"{body}\n", to=[to.email])


DUTIES = (Duty("Varsler dem som er nevnt i kommentarer", timedelta(minutes=1), tell, waits=is_waiting),)
