"""The meeting as a calendar reads it: an invitation, its update, or its cancellation (RFC 5545, RFC 5546)."""

from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vRecur

from meetings.mailing.models import Delivery, Notice
from rorikt.calendar import ONE_DAY, OSLO
from rorikt.mail.handing_over import one_line

REQUEST, CANCEL = "REQUEST", "CANCEL"
CANCELS = (Notice.Kind.CANCELLATION, Notice.Kind.RECALL)
PRODUCT = "-//Rorikt//Innkalling//NO"
_CET, _CEST = timedelta(hours=1), timedelta(hours=2)
# Since 1996, by directive 2000/84/EC: clocks are moved on the last Sunday of March and of October. Local time.
_SUMMER = (TimezoneDaylight, "1996-03-31T02:00", 3, _CET, _CEST, "CEST")
_WINTER = (TimezoneStandard, "1996-10-27T03:00", 10, _CEST, _CET, "CET")


def uid_of(kind: str, pk: int) -> str:
    """What calendars know a meeting or a deadline of ours by: the same for as long as it is there, in this
    installation alone."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"{kind}-{salted_hmac('meetings.calendar', f'{kind}:{pk}', algorithm='sha256').hexdigest()[:32]}@{domain}"


def method_of(notice: Notice) -> str:
    return CANCEL if notice.kind in CANCELS else REQUEST


def invitation(notice: Notice, delivery: Delivery) -> bytes:
    """For the one recipient alone: nobody is told who else is called, and answers go to the sender."""
    method = method_of(notice)
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        calendar.add(name, value)
    calendar.add_component(oslo())
    calendar.add_component(_event(notice, delivery, method))
    return calendar.to_ical()


def _event(notice: Notice, delivery: Delivery, method: str) -> Event:
    facts = notice.facts
    event = Event()
    event.add("uid", notice.calendar_uid)
    event.add("sequence", notice.calendar_sequence)
    event.add("dtstamp", notice.sent_at.astimezone(UTC))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("summary", one_line(f"Møte {facts['number']} i {facts['council']}"))
    add_when_and_where(event, facts)
    url = f"{notice.site}{facts['path']}"
    event.add("description", f"Saksliste og møtepakke: {url}")
    event.add("url", url)
    event["organizer"] = _organiser(facts["council"])
    event.add("attendee", _attendee(delivery), encode=False)
    return event


def add_when_and_where(event: Event, facts: dict[str, Any]) -> None:
    """Of facts as letters.when_and_where gives them. Without a clock it is the whole day."""
    day = date.fromisoformat(facts["held_on"])
    if facts["starts_at"]:
        event.add("dtstart", _moment(day, facts["starts_at"]))
        if facts["ends_at"]:
            event.add("dtend", _moment(day, facts["ends_at"]))
    else:
        event.add("dtstart", day)
        event.add("dtend", day + ONE_DAY)
    if facts["where"]:
        event.add("location", one_line(facts["where"]))


def _moment(day: date, clock: str) -> datetime:
    hour, minute = map(int, clock.split("."))
    return datetime.combine(day, time(hour, minute), OSLO)


def _organiser(council: str) -> vCalAddress:
    organiser = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organiser.params["CN"] = one_line(council)
    return organiser


def _attendee(delivery: Delivery) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{delivery.address}")
    is_optional = delivery.role == Delivery.Role.OFFICER
    attendee.params.update(
        {
            "CN": one_line(delivery.name),
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "OPT-PARTICIPANT" if is_optional else "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "FALSE",
        }
    )
    return attendee


def oslo() -> Timezone:
    zone = Timezone()
    zone.add("tzid", OSLO.key)
    for kind, begins, month, before, after, name in (_WINTER, _SUMMER):
        part: Any = kind()
        part.add("dtstart", datetime.fromisoformat(begins))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        part.add("rrule", vRecur({"freq": "yearly", "bymonth": month, "byday": "-1su"}))
        zone.add_component(part)
    return zone
