"""What is told about a meeting: that it is called, what has changed, that it is off; to all, or to a substitute."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from meetings.agenda.calling_off import cancel_meeting
from meetings.agenda.models import Meeting
from meetings.council.models import CouncilMember
from meetings.issuing import issuing
from meetings.issuing.models import IssuedPacket
from meetings.mailing import letters, outbox
from meetings.mailing.invitations import uid_of
from meetings.mailing.models import Delivery, Notice
from meetings.notice import checks
from meetings.notice.checks import Draft
from meetings.notice.recipients import Recipient, of_seat, recipients_of
from rorikt.amounts import long_date
from rorikt.audit import trail
from rorikt.audit.rows import locked
from rorikt.people.models import Cooperation, User

Kind = Notice.Kind
Audience = IssuedPacket.Audience
MOST_BYTES = 15_000_000  # of packets in one mail: what mail servers take at least, most of them
RAISES = (Kind.CANCELLATION, Kind.RECALL)
OVERTAKEN = "Noen andre har sendt noe om dette møtet i mellomtiden. Last siden på nytt, og se hva som er sendt."


@dataclass(frozen=True)
class Written:
    """What a person writes of a notice; `ends_at` is when the meeting is thought to end, for the calendars."""

    subject: str
    text: str
    ends_at: time | None = None


def next_kind(meeting: Meeting) -> Kind:
    return Kind.CHANGE if meeting.summoned_at else Kind.INVITATION


def next_number(meeting: Meeting) -> int:
    return (meeting.notices.aggregate(last=Max("number"))["last"] or 0) + 1


def last_to_all(meeting: Meeting) -> Notice | None:
    told = meeting.notices.to_all().select_related("full_packet", "public_packet", "meeting")
    return told.order_by("number").last()


def usual_text(kind: Kind, meeting: Meeting, council: str, by: User) -> Written:
    """What the letter begins as. The rest of the mail, place, cases and links, comes by itself."""
    subject = {
        Kind.INVITATION: f"Innkalling til møte {meeting.number}",
        Kind.CHANGE: f"Endring i innkallingen til møte {meeting.number}",
        Kind.CANCELLATION: f"Avlyst: møte {meeting.number}",
    }[kind]
    opening = {
        Kind.INVITATION: f"Det kalles inn til møte i {council}. Saksliste og møtepakke følger under.",
        Kind.CHANGE: f"Noe er endret i innkallingen til møtet i {council}. Endringene står under.",
        Kind.CANCELLATION: f"Møtet i {council} er avlyst.",
    }[kind]
    day = long_date(meeting.held_on).replace("\u00a0", " ")
    return Written(f"{subject}, {day}", f"{opening}\n\nHilsen\n{by.name}", ends_at(last_to_all(meeting)))


def draft_of(meeting: Meeting) -> Draft:
    """What would be sent now."""
    last = last_to_all(meeting)
    facts = letters.when_and_where(meeting, ends_at=ends_at(last))
    changes = changes_since(last, meeting, facts) if last else []
    return Draft(
        meeting,
        next_kind(meeting),
        recipients_of(meeting),
        issuing.unsent_of(meeting),
        changes,
        timezone.localdate(),
        (Cooperation.objects.first() or Cooperation()).notice_days,
    )


def changes_since(last: Notice, meeting: Meeting, facts: dict[str, Any]) -> list[str]:
    """What the readers of the last notice are to be told, in sentences. What is exempt is not told by mail."""
    told, first = letters.moved(last.facts, facts), _first_after(last)
    packets = meeting.issued_packets.select_related("meeting").defer("manifest", "pages")
    newer = [packet for packet in packets if packet.sequence >= first[packet.audience]]
    public = [packet for packet in newer if packet.is_public]
    for packet in public:
        told += packet.changes or [f"{packet} er fastsatt."]
    if newer and not public:
        told.append("Noe som er unntatt offentlighet, er endret. Logg inn for å lese det.")
    return told


def _first_after(last: Notice | None) -> dict[str, int]:
    """The first packet of each edition that was not told of yet."""
    known = {Audience.FULL: last.full_packet, Audience.PUBLIC: last.public_packet} if last else {}
    return {audience: packet.sequence + 1 if (packet := known.get(audience)) else 1 for audience in Audience.values}  # type: ignore[call-overload]


def ends_at(last: Notice | None) -> time | None:
    return time.fromisoformat(last.facts["ends_at"].replace(".", ":")) if last and last.facts["ends_at"] else None


def build(meeting: Meeting, kind: Kind, written: Written, *, site: str, by: User, now: datetime) -> Notice:
    """A notice as it would be, not stored."""
    last = last_to_all(meeting)
    facts = letters.facts_of(meeting, ends_at=written.ends_at)
    if last and kind == Kind.CHANGE:
        facts["changes"], facts["packets_from"] = changes_since(last, meeting, facts), _first_after(last)
    newest = {packet.audience: packet for packet in meeting.issued_packets.defer("manifest", "pages")}
    reached = meeting.notices.aggregate(last=Max("calendar_sequence"))["last"] or 0
    is_raised = kind in RAISES or (last is not None and bool(letters.moved(last.facts, facts)))
    return Notice(
        meeting=meeting,
        number=next_number(meeting),
        kind=kind,
        subject=written.subject,
        text=written.text,
        facts=facts,
        calendar_uid=last.calendar_uid if last else uid_of("mote", meeting.pk),
        calendar_sequence=reached + 1 if is_raised else reached,
        full_packet=newest.get(Audience.FULL),
        public_packet=newest.get(Audience.PUBLIC),
        site=site.rstrip("/"),
        sent_at=now,
        sent_by=by,
    )


def deliveries_of(notice: Notice, recipients: Iterable[Recipient]) -> list[Delivery]:
    """One mail each to those who have an address, not stored."""
    packets = letters.packets_of(notice)[Audience.PUBLIC]
    shows_packets = notice.kind not in RAISES and bool(packets)
    fits = shows_packets and sum(packet.file.size for packet in packets) <= MOST_BYTES
    return [
        Delivery(
            notice=notice,
            role=one.role,
            seat=one.seat,
            name=one.name,
            address=one.address,
            why=one.why[:300],
            audience=one.audience,
            has_login=one.has_login,
            is_invited=one.is_invited,
            attaches_packet=fits and not one.has_login,
            message_id=f"<{uuid4()}@{_domain()}>",
        )
        for one in recipients
        if one.address
    ]


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"


@transaction.atomic
def send_notice(meeting: Meeting, written: Written, *, number: int, site: str, by: User, now: datetime) -> Notice:
    """Call the meeting, or tell what has changed since. Raises ValidationError for what may not be sent.

    `number` is that of the notice the person saw: of several who send at once one does, and the others are told.
    """
    meeting = _at_its_number(meeting, number)
    draft = draft_of(meeting)
    stops = [one.text for one in checks.obstacles_of(draft) if one.stops]
    stops += checks.letter_problems(meeting, written.subject, written.text)
    if stops:
        raise ValidationError(stops)
    if draft.kind == Kind.INVITATION:
        meeting.summoned_at = now
        meeting.save(update_fields=["summoned_at"])
        trail.record(
            "kalte inn møte", meeting, by=by, now=now, before={"summoned_at": None}, after={"summoned_at": now}
        )
    return _store(build(meeting, draft.kind, written, site=site, by=by, now=now), draft.recipients)


@transaction.atomic
def call_off(meeting: Meeting, written: Written, *, number: int, site: str, by: User, now: datetime) -> Notice:
    """Cancel a meeting that was called, and tell all who were told of it. Raises ValidationError for another one."""
    meeting = _at_its_number(meeting, number)
    if not meeting.summoned_at:
        raise ValidationError("Møtet er ikke innkalt, så det er ingen å avlyse det for.")
    if meeting.cancelled_at:
        raise ValidationError("Møtet er allerede avlyst.")
    if problems := checks.letter_problems(meeting, written.subject, written.text):
        raise ValidationError(problems)
    recipients = told_before(meeting)
    notice = build(meeting, Kind.CANCELLATION, written, site=site, by=by, now=now)
    cancel_meeting(meeting, by=by, now=now)
    return _store(notice, recipients)


def told_before(meeting: Meeting) -> list[Recipient]:
    """Everybody who was told of the meeting, and whoever would be told now. An invitation in a calendar is taken back
    wherever it was sent."""
    found = {one.address.casefold(): one for one in recipients_of(meeting) if one.address}
    sent = Delivery.objects.filter(notice__meeting=meeting).select_related("seat").order_by("pk")
    for one in sent:
        known = found.get(one.address.casefold())
        role, is_invited = Delivery.Role(one.role), one.is_invited or (known is not None and known.is_invited)
        found[one.address.casefold()] = Recipient(
            role, one.name, one.address, one.why, one.audience, one.has_login, is_invited, one.seat
        )
    return list(found.values())


def tell_substitute(
    meeting: Meeting,
    kind: Kind,
    substitute: CouncilMember,
    absent: CouncilMember,
    *,
    site: str,
    by: User,
    now: datetime,
) -> Notice | None:
    """That the one is called in the place of the other, or not after all; in the transaction of the caller.

    None for one without an address, who has to be told in another way.
    """
    one = of_seat(substitute, called_for=absent.name)
    if not one.address:
        return None
    day = long_date(meeting.held_on).replace("\u00a0", " ")
    called = kind == Kind.CALL
    subject = f"{'Du er kalt inn som vara' if called else 'Du trengs ikke som vara'}: møte {meeting.number}, {day}"
    text = (
        f"{absent.name} kan ikke møte, og du er kalt inn som vara."
        if called
        else f"Du er ikke lenger kalt inn som vara for {absent.name}."
    )
    last = last_to_all(meeting)
    written = Written(subject, f"{text}\n\nHilsen\n{by.name}", ends_at(last))
    return _store(build(meeting, kind, written, site=site, by=by, now=now), [one])


def _at_its_number(meeting: Meeting, number: int) -> Meeting:
    """The meeting, kept from others until the transaction ends."""
    stored: Meeting = locked(Meeting.objects.filter(pk=meeting.pk)).get()
    if next_number(stored) != number:
        raise ValidationError(OVERTAKEN)
    return stored


def _store(notice: Notice, recipients: Iterable[Recipient]) -> Notice:
    notice.full_clean()
    notice.save(force_insert=True)
    deliveries = deliveries_of(notice, recipients)
    Delivery.objects.bulk_create(deliveries)
    told = {"kind": notice.get_kind_display(), "recipients": len(deliveries)}
    trail.record("sendte innkalling", notice, by=notice.sent_by, now=notice.sent_at, **told)
    outbox.start_sending(notice, by=notice.sent_by)
    return notice
