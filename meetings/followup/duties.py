"""Reminders of actions by e-mail, before their date and after it. Each is sent once, whoever ticks and however often.

The one after it cannot be turned off. The one before it comes as its owner wants it, see tells.py: here at once, else
through rorikt.telling.

A mail is read by anybody who passes it on, so it names what is exempt by the public title of its case, to all.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef
from django.utils import timezone

from meetings.followup.models import Action, ActionQuerySet, Reminder
from meetings.followup.tells import ACTION_DUE, told_as
from rorikt.amounts import long_date, short_date
from rorikt.duties.ticking import Duty
from rorikt.mail import Undelivered, is_set_up
from rorikt.mail.handing_over import Unknown, hand_over
from rorikt.mail.links import link_to
from rorikt.people.models import Cooperation, User
from rorikt.telling.models import Told, When
from rorikt.telling.telling import tell, wish_of

AHEAD = timedelta(days=7)
FIRST_HOUR = 7  # of the day, in Oslo: nobody is woken by a reminder
Kind = Reminder.Kind


def waiting(today: date) -> Iterator[tuple[Action, Reminder.Kind]]:
    """Those that somebody is to be reminded of now."""
    near = Action.objects.open().filter(due_on__range=(today, today + AHEAD))
    for kind, actions in ((Kind.BEFORE, near), (Kind.LATE, Action.objects.overdue(today))):
        for action in _not_reminded(actions, kind).with_case().select_related("created_by"):
            yield action, kind


def _not_reminded(actions: ActionQuerySet, kind: str) -> ActionQuerySet:
    sent = Reminder.objects.filter(action=OuterRef("pk"), due_on=OuterRef("due_on"), kind=kind)
    return actions.filter(~Exists(sent))


def person_of(action: Action) -> User | None:
    """The owner, or who made the action, where the owner does not log in; `None` where both have left."""
    people = (action.owner, action.created_by)
    return next((person for person in people if person and person.is_active), None)


def remind(now: datetime) -> str:
    """Raises ValidationError where mail cannot be sent now."""
    if timezone.localtime(now).hour < FIRST_HOUR:
        return ""
    sent = 0
    try:
        for action, kind in list(waiting(timezone.localdate(now))):
            sent += _remind(action, kind, now)
    except Undelivered as reason:
        raise ValidationError(str(reason)) from reason
    return f"{sent} påminnelse{'r' if sent > 1 else ''} om tiltak er sendt." if sent else ""


def _remind(action: Action, kind: Reminder.Kind, now: datetime) -> bool:
    """Whether this one sent it: another may have been first, and the server may refuse it, for now or for good."""
    person = person_of(action)
    if person is None or (kind == Kind.BEFORE and not _is_wanted_here(action, person, now)):
        return False
    address = person.email
    its_own = {"action": action, "kind": kind, "due_on": action.due_on}
    reminder, is_first = Reminder.objects.get_or_create(**its_own, defaults={"address": address})
    if not is_first:
        return False
    try:
        reply = hand_over(message(action, kind, address))
    except Undelivered:
        reminder.delete()
        raise
    except Unknown:
        return False
    if reply.is_for_now:  # asked again by the next tick
        reminder.delete()
    elif not reply.is_taken:
        Reminder.objects.filter(pk=reminder.pk).update(refusal=reply.text)
    else:
        Reminder.objects.filter(pk=reminder.pk).update(sent_at=now)
    return reply.is_taken


def _is_wanted_here(action: Action, person: User, now: datetime) -> bool:
    """Whether it is to be mailed by this room now. One that is to come with the mail of the day is noted for that."""
    once = f"{told_as(action)}{action.due_on}"
    wish = wish_of(person, ACTION_DUE)
    if wish == When.AT_ONCE:
        return not Told.objects.filter(user=person, kind=ACTION_DUE, once=once).exists()
    if wish == When.DAILY:
        subject, text = str(message(action, Kind.BEFORE, person.email).subject), f"Sak {action.item.number}."
        tell(ACTION_DUE, [person], subject=subject, text=text, url=action.get_absolute_url(), once=once, now=now)
    return False


def message(action: Action, kind: Reminder.Kind, address: str) -> EmailMessage:
    item = action.item
    title = f"tiltak i saken «{item.public_title}»" if item.is_exempt else action.title
    late = "Fristen er ute" if kind == Kind.LATE else "Fristen nærmer seg"
    cooperation = Cooperation.objects.first()
    lines = [
        f"{late} for dette tiltaket:",
        f"{title[:1].upper()}{title[1:]}",
        f"Frist: {long_date(action.due_on)}\nSak: {item.number}\nAnsvarlig: {_owner(action)}",
        f"{_where(action)} Der fører du det som utført, eller skriver hva som gjenstår.",
        cooperation.name if cooperation else "",
    ]
    body = "\n\n".join(line for line in lines if line)
    return EmailMessage(f"{late} {short_date(action.due_on)}: {title}", f"{body}\n", to=[address])


def _owner(action: Action) -> str:
    if action.owner:
        return action.owner.name
    return "se tiltaket" if action.item.is_exempt else action.body


def _where(action: Action) -> str:
    """With the address of its page where the product is served under a name of its own."""
    if link := link_to(action.get_absolute_url()):
        return f"Åpne tiltaket: {link}"
    return "Logg inn, og velg Møter og Oppfølging."


DUTIES = (Duty("Minner om tiltak", timedelta(hours=1), remind, waits=is_set_up),)
