"""The calendar that a person subscribes to: the meetings of the council, and the dates of the person's own actions.

Meetings have the UID of their invitations, so that a calendar that has both shows one. Nothing exempt is named: what a
calendar reads lies on many servers, and is shown on locked screens.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from icalendar import Calendar, Event

from meetings.agenda.models import Meeting
from meetings.followup.models import Action
from meetings.mailing import letters
from meetings.mailing.invitations import add_when_and_where, oslo, uid_of
from meetings.mailing.models import Notice
from meetings.notice.sending import ends_at
from meetings.telling.models import CalendarAddress
from rorikt.calendar import ONE_DAY
from rorikt.mail.handing_over import one_line
from rorikt.mail.links import link_to
from rorikt.people.models import Cooperation

PRODUCT = "-//Rorikt//Kalender//NO"
SHOWN_BACK = timedelta(days=400)
ASKED_AGAIN = timedelta(hours=4)


def calendar_of(address: CalendarAddress, today: date) -> bytes:
    cooperation = Cooperation.objects.first()
    council = cooperation.council_name if cooperation else "rådet"
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add("x-wr-calname", one_line(f"Møter i {council}"))
    calendar.add("x-wr-timezone", "Europe/Oslo")
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    calendar.add_component(oslo())
    for meeting in _meetings(today):
        calendar.add_component(_meeting(meeting, council, address.made_at))
    for action in Action.objects.open().owned_by(address.user).with_case():
        calendar.add_component(_deadline(action, address.made_at))
    return calendar.to_ical()


def _meetings(today: date) -> Iterable[Meeting]:
    notices = Prefetch("notices", Notice.objects.order_by("number").defer("text"))
    return Meeting.objects.filter(held_on__gte=today - SHOWN_BACK).order_by("held_on", "pk").prefetch_related(notices)


def _meeting(meeting: Meeting, council: str, made_at: datetime) -> Event:
    """As it is now. What has moved since it was last told of has the sequence that its next notice will have."""
    told: list[Notice] = list(meeting.notices.all())
    to_all = [notice for notice in told if notice.kind in Notice.TO_ALL]
    last = to_all[-1] if to_all else None
    facts = letters.when_and_where(meeting, ends_at=ends_at(last))
    sequence = max((notice.calendar_sequence for notice in told), default=0)
    is_off = meeting.cancelled_at is not None
    if (last and letters.moved(last.facts, facts)) or (is_off and not _is_told_to_be_off(to_all)):
        sequence += 1
    event = Event()
    event.add("uid", told[0].calendar_uid if told else uid_of("mote", meeting.pk))
    event.add("sequence", sequence)
    moments = (meeting.cancelled_at, meeting.closed_at, told[-1].sent_at if told else None, meeting.summoned_at)
    event.add("dtstamp", max((moment for moment in moments if moment), default=made_at).astimezone(UTC))
    status = "CANCELLED" if is_off else "CONFIRMED" if meeting.summoned_at else "TENTATIVE"
    event.add("status", status)
    prefix = {"CANCELLED": "Avlyst: ", "TENTATIVE": "Planlagt: "}.get(status, "")
    event.add("summary", one_line(f"{prefix}Møte {meeting.number} i {council}"))
    add_when_and_where(event, facts)
    _add_page(event, "Saksliste og dokumenter", meeting.get_absolute_url())
    return event


def _is_told_to_be_off(notices: Iterable[Notice]) -> bool:
    return any(notice.kind == Notice.Kind.CANCELLATION for notice in notices)


def _deadline(action: Action, made_at: datetime) -> Event:
    item = action.item
    event = Event()
    event.add("uid", uid_of("tiltak", action.pk))
    event.add("dtstamp", made_at.astimezone(UTC))
    title = f"tiltak i saken «{item.public_title}»" if item.is_exempt else action.title
    event.add("summary", one_line(f"Frist: {title}"))
    event.add("dtstart", action.due_on)
    event.add("dtend", action.due_on + ONE_DAY)
    event.add("transp", "TRANSPARENT")
    _add_page(event, f"Sak {item.number}. Tiltaket", action.get_absolute_url())
    return event


def _add_page(event: Any, what: str, path: str) -> None:
    if url := link_to(path):
        event.add("description", f"{what}: {url}")
        event.add("url", url)
