"""Owners of sections are reminded by e-mail: two days before the deadline, when it has passed, and when asked by hand.

Each once: a reminder is a row before it is a mail, and the database refuses the second.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from budget.money.reader import Reader
from meetings.board.models import SectionReminder
from meetings.documents.models import Document, Section
from rorikt.amounts import short_date
from rorikt.mail import Undelivered
from rorikt.mail.handing_over import Unknown, check_set_up, hand_over
from rorikt.mail.links import link_to
from rorikt.people.models import Cooperation, User

AHEAD = timedelta(days=2)
LATE_FOR = timedelta(days=14)  # what is later than this when mail is set up, is known
NEWS = timedelta(days=2)
FIRST_HOUR = 7  # nobody is told at night
Kind = SectionReminder.Kind


def due(now: datetime) -> list[tuple[Section, SectionReminder.Kind]]:
    """What is to be reminded of by the clock, and has not been."""
    local = timezone.localtime(now)
    if local.hour < FIRST_HOUR:
        return []
    today = local.date()
    near = Section.objects.unfinished().filter(
        document__status=Document.Status.DRAFT,
        responsible__is_active=True,
        deadline_on__range=(today - LATE_FOR, today + AHEAD),
    )
    found = [(one, Kind.LATE if one.deadline_on < today else Kind.SOON) for one in near if one.deadline_on]
    told = set(
        SectionReminder.objects.filter(section__in=[one for one, _ in found]).values_list(
            "section", "owner", "kind", "day"
        )
    )
    return [(one, kind) for one, kind in found if (one.pk, one.responsible_id, kind, one.deadline_on) not in told]


def ask(sections: Iterable[Section], *, now: datetime) -> int:
    """Remind their owners by hand, at most once a day. Returns of how many sections.

    Raises ValidationError where mail goes nowhere, and for a section that nobody has.
    """
    try:
        check_set_up()
    except Undelivered as reason:
        raise ValidationError(str(reason)) from reason
    chosen = list(sections)
    if without := [f"«{one}»" for one in chosen if one.responsible is None or not one.responsible.is_active]:
        raise ValidationError(f"Ingen å minne: {', '.join(without)} har ingen ansvarlig.")
    today = timezone.localdate(now)
    return sum(_note(one, Kind.BY_HAND, today, now) for one in chosen)


def remind(now: datetime) -> str:
    """One mail to each owner, with all that is new. Raises ValidationError where mail cannot be sent now."""
    for section, kind in due(now):
        if section.deadline_on:
            _note(section, kind, section.deadline_on, now)
    of_owner: dict[User, list[SectionReminder]] = defaultdict(list)
    for one in unsent(now).select_related("owner", "section__document__agenda_item"):
        of_owner[one.owner].append(one)
    try:
        told = sum(_send(owner, reminders, now) for owner, reminders in of_owner.items())
    except Undelivered as reason:
        raise ValidationError(str(reason)) from reason
    return f"{told} fikk påminnelse om avsnitt." if told else ""


def unsent(now: datetime) -> "QuerySet[SectionReminder]":
    return SectionReminder.objects.filter(sent_at=None, made_at__gt=now - NEWS)


def _note(section: Section, kind: SectionReminder.Kind, day: date, now: datetime) -> bool:
    its_own = {"section": section, "owner_id": section.responsible_id, "kind": kind, "day": day}
    _, is_first = SectionReminder.objects.get_or_create(**its_own, defaults={"made_at": now})
    return is_first


def _send(owner: User, reminders: list[SectionReminder], now: datetime) -> bool:
    """They are noted as sent before the mail goes: one that is lost is not doubled."""
    taken = [one for one in reminders if SectionReminder.objects.filter(pk=one.pk, sent_at=None).update(sent_at=now)]
    if not taken:
        return False
    own = SectionReminder.objects.filter(pk__in=[one.pk for one in taken])
    try:
        reply = hand_over(message(owner, taken))
    except Undelivered:
        own.update(sent_at=None)
        raise
    except Unknown:
        return False
    if reply.is_for_now:  # asked again by the next tick
        own.update(sent_at=None)
    return reply.is_taken


def message(owner: User, reminders: Iterable[SectionReminder]) -> EmailMessage:
    public, cooperation = Reader(), Cooperation.objects.first()
    link = link_to(reverse("meetings:my-sections"))
    lines = [
        "Du er ansvarlig for dette:",
        "\n".join(f"- {_line(one, public)}" for one in reminders),
        f"Se avsnittene dine: {link}" if link else "Logg inn, og velg Dokumenter og Mine avsnitt.",
        cooperation.name if cooperation else "",
    ]
    body = "\n\n".join(line for line in lines if line)
    return EmailMessage("Frister for avsnitt", f"{body}\n", to=[owner.email])


def _line(reminder: SectionReminder, public: Reader) -> str:
    """A mail is read by anybody who passes it on, so it names nothing that is exempt."""
    section = reminder.section
    is_closed = section.document.exempted_by(public) is not None
    name = "Et avsnitt i et dokument som er unntatt offentlighet" if is_closed else f"{section} i {section.document}"
    if section.deadline_on is None:
        return name
    day = short_date(section.deadline_on)
    return (
        f"{name}: fristen gikk ut {day}"
        if section.deadline_on < timezone.localdate(reminder.made_at)
        else f"{name}: frist {day}"
    )
