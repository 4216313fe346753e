"""What a mail of a notice says, from what the notice and the delivery say and nothing else.

Mail is not safe: here, in the subject, in the names of files and in the invitation a case stands by its public title,
whoever reads it. See docs/decisions/0024-what-a-notice-carries.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from meetings.agenda.models import AgendaItem, Meeting
from meetings.issuing.models import IssuedPacket
from meetings.mailing.invitations import invitation, method_of
from meetings.mailing.models import Delivery, Notice
from rorikt.amounts import long_date
from rorikt.mail.handing_over import one_line
from rorikt.people.models import Cooperation
from rorikt.storing import keeping

Kind = Notice.Kind
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
WITHDRAWN = " (trukket)"
Packets = dict[str, list[IssuedPacket]]  # by audience, in order


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Letter:
    """One mail in its parts. `text` is what the secretary wrote; the rest follows from the meeting and the reader."""

    subject: str
    text: str
    rows: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]
    cases: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    notes: tuple[str, ...]

    @property
    def plain(self) -> str:
        parts = [self.text.strip(), "\n".join(f"{label}: {value}" for label, value in self.rows)]
        if self.changes:
            parts.append("Dette er endret:\n" + "\n".join(f"– {change}" for change in self.changes))
        if self.cases:
            parts.append("Saksliste:\n" + "\n".join(f"{number}  {title}" for number, title in self.cases))
        parts += [f"{link.label}:\n{link.url}" for link in self.links]
        return "\n\n".join(part for part in (*parts, *self.notes) if part) + "\n"

    @property
    def html(self) -> str:
        return render_to_string("meetings/mailing/letter.html", {"letter": self})


def facts_of(meeting: Meeting, *, ends_at: time | None) -> dict[str, Any]:
    """The meeting as every reader of a mail may know it, as plain JSON.

    `changes` are told in sentences, and `packets_from` is the first packet of each edition that is told of; both are
    filled in by who compares with what was told before.
    """
    cooperation = Cooperation.objects.first()
    return {
        **when_and_where(meeting, ends_at=ends_at),
        "council": cooperation.council_name if cooperation else "rådet",
        "number": meeting.number,
        "path": meeting.get_absolute_url(),
        "cases": [[item.number, _open_title(item)] for item in meeting.agenda.select_related("meeting")],
        "changes": [],
        "packets_from": {},
    }


def packets_of(notice: Notice) -> Packets:
    """What the reader of each edition is to have: all of it the first time, later what came since."""
    last = {packet.audience: packet.sequence for packet in (notice.full_packet, notice.public_packet) if packet}
    found: Packets = {audience: [] for audience in IssuedPacket.Audience.values}
    for packet in notice.meeting.issued_packets.select_related("meeting").defer("manifest", "pages"):
        first = notice.facts["packets_from"].get(packet.audience, 1)
        if first <= packet.sequence <= last.get(packet.audience, 0):
            found[packet.audience].append(packet)
    return found


def when_and_where(meeting: Meeting, *, ends_at: time | None) -> dict[str, Any]:
    """Those of the facts that a meeting is moved by."""
    remote = "Fjernmøte" if meeting.is_remote else ""
    return {
        "held_on": meeting.held_on.isoformat(),
        "starts_at": f"{meeting.starts_at:%H.%M}" if meeting.starts_at else "",
        "ends_at": f"{ends_at:%H.%M}" if ends_at else "",
        "where": ", ".join(part for part in (meeting.place, remote) if part),
    }


def _open_title(item: AgendaItem) -> str:
    title = item.public_title if item.is_exempt else item.title
    return one_line(title) + (WITHDRAWN if item.is_withdrawn else "")


def moved(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What is told of a meeting that has another day, time or place than it had: one sentence for each."""
    told = {"Møtedato": _day, "Klokkeslett": _clock, "Sted": lambda facts: facts["where"]}
    return [f"{name}: {now or 'ikke satt'}, ikke lenger {was or 'uten'}." for name, was, now in _pairs(told, old, new)]


def _pairs(told: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, of in told.items():
        if of(old) != of(new):
            yield name, of(old), of(new)


def _day(facts: dict[str, Any]) -> str:
    day = date.fromisoformat(facts["held_on"])
    return f"{WEEKDAYS[day.weekday()]} {long_date(day)}"


def _clock(facts: dict[str, Any]) -> str:
    until = f"–{facts['ends_at']}" if facts["ends_at"] else ""
    return f"kl. {facts['starts_at']}{until}" if facts["starts_at"] else ""


def letter_of(notice: Notice, delivery: Delivery, packets: Packets) -> Letter:
    facts = notice.facts
    rows = (("Møte", f"{facts['number']} i {facts['council']}"), ("Dato", _day(facts)), ("Klokkeslett", _clock(facts)))
    shows_agenda = notice.kind in (Kind.INVITATION, Kind.CHANGE, Kind.CALL)
    return Letter(
        subject=one_line(notice.subject),
        text=notice.text.replace("\r\n", "\n"),
        rows=tuple((label, value) for label, value in (*rows, ("Sted", facts["where"])) if value),
        changes=tuple(facts["changes"]),
        cases=tuple((number, title) for number, title in facts["cases"]) if shows_agenda else (),
        links=tuple(_links(notice, delivery, packets[delivery.audience])) if shows_agenda else (),
        notes=tuple(_notes(notice, delivery, shows_agenda)),
    )


def _links(notice: Notice, delivery: Delivery, packets: list[IssuedPacket]) -> Iterator[Link]:
    """Only for those who can open them."""
    if not delivery.has_login:
        return
    yield Link("Møtet med sakslisten", f"{notice.site}{notice.facts['path']}")
    for packet in packets:
        yield Link(str(packet), f"{notice.site}{packet.get_absolute_url()}")


def _notes(notice: Notice, delivery: Delivery, shows_agenda: bool) -> Iterator[str]:
    if shows_agenda and delivery.has_login:
        yield "Lenkene åpnes med innlogging. Det som er unntatt offentlighet, sendes aldri på e-post."
    if delivery.attaches_packet:
        yield "Den offentlige møtepakken er vedlagt. Det som er unntatt offentlighet, sendes ikke på e-post."
    elif shows_agenda and not delivery.has_login:
        yield "Svar på denne e-posten for å få møtepakken."
    if notice.kind in (Kind.INVITATION, Kind.CALL) and delivery.role in (Delivery.Role.MEMBER, Delivery.Role.CALLED):
        how = "meld forfall på møtets side" if delivery.has_login else "svar på denne e-posten"
        yield f"Kan du ikke møte, {how} så snart du vet det. Da kalles en vara inn."
    if delivery.role == Delivery.Role.MUNICIPALITY:
        yield f"E-posten er sendt hit fordi dette er {delivery.why}."
    else:
        yield f"Du får e-posten fordi du {'var' if notice.kind == Kind.RECALL else 'er'} {delivery.why}."


def message_of(notice: Notice, delivery: Delivery, packets: Packets) -> EmailMultiAlternatives:
    """The mail itself, ready for the server: text, the same as simple HTML, and the invitation."""
    letter = letter_of(notice, delivery, packets)
    council, sender = one_line(notice.facts["council"]), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(
        letter.subject,
        letter.plain,
        formataddr((council, sender)),
        [delivery.address],
        reply_to=[notice.sent_by.email],
        headers={
            "Message-ID": delivery.message_id,
            "Auto-Submitted": "auto-generated",
            "To": formataddr((one_line(delivery.name), delivery.address)),
        },
    )
    message.attach_alternative(letter.html, "text/html")
    if delivery.is_invited:
        content = invitation(notice, delivery).decode()
        message.attach_alternative(content, f"text/calendar; method={method_of(notice)}")
    for packet in packets[IssuedPacket.Audience.PUBLIC] if delivery.attaches_packet else ():
        data = keeping.read(str(packet.file.name), packet.sha256)
        message.attach(f"{str(packet).replace('/', '-')}.pdf", data, "application/pdf")
    return message
