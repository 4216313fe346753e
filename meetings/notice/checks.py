"""«Klar til å sendes»: what stands in the way of a notice, and what a person should know before sending it.

What the law forbids, or would make the letter untrue, stops it. The rest is a warning that the person says yes to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from stdnum.no import fodselsnummer

from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document, Section
from meetings.issuing.models import IssuedPacket
from meetings.mailing.models import Notice
from meetings.notice.recipients import Recipient, Role
from meetings.readiness import findings
from rorikt import mail
from rorikt.mail import handing_over

Kind = Notice.Kind
Unsent = list[tuple[str, list[str]]]  # as issuing.unsent_of tells it
# Cases that the council cannot prepare for without something to read.
NEED_A_PAPER = (AgendaItem.Kind.DECISION, AgendaItem.Kind.REPORT)
_NUMBER = re.compile(r"\b\d{6}\s?\d{5}\b")


@dataclass(frozen=True)
class Obstacle:
    """A sentence, and where it is put right. One that does not stop is a warning."""

    text: str
    url: str = ""
    stops: bool = False


@dataclass(frozen=True)
class Draft:
    """What is about to be sent: who gets it, and what has changed that they would not be told.

    `notice_days` is how long before the meeting the cooperation sends its notice: the law has no number.
    """

    meeting: Meeting
    kind: Kind
    recipients: list[Recipient]
    unsent: Unsent
    changes: list[str]
    today: date
    notice_days: int


def obstacles_of(draft: Draft) -> list[Obstacle]:
    """Those that stop first."""
    found = [one for check in CHECKS for one in check(draft)]
    return sorted(found, key=lambda one: not one.stops)


def the_meeting_is_to_be(draft: Draft) -> Iterator[Obstacle]:
    """A meeting that is over, or that has begun, is not called to. Source: kommuneloven § 11-3."""
    meeting, edit = draft.meeting, _edit(draft.meeting)
    if meeting.cancelled_at:
        yield Obstacle("Møtet er avlyst.", stops=True)
    elif meeting.opened_at:
        yield Obstacle("Møtet er åpnet, og kan ikke kalles inn.", stops=True)
    elif meeting.held_on < draft.today:
        yield Obstacle("Møtedatoen er passert. Sett en dato som kommer.", edit, stops=True)
    elif draft.kind == Kind.INVITATION and (days := (meeting.held_on - draft.today).days) < draft.notice_days:
        when = "i dag" if not days else "i morgen" if days == 1 else f"om {days} dager"
        usual = f"Innkallingen skulle vært sendt {draft.notice_days} dager før."
        yield Obstacle(f"Møtet er {when}. {usual} Loven krever rimelig varsel (kommuneloven § 11-3).", edit)
    if not meeting.starts_at:
        yield Obstacle("Møtet har ikke klokkeslett, og står i kalenderen som hele dagen.", edit)
    if not meeting.place and not meeting.is_remote:
        yield Obstacle("Møtet har ikke sted.", edit)


def there_is_something_to_treat(draft: Draft) -> Iterator[Obstacle]:
    """The notice holds the list of cases and their documents. Source: kommuneloven § 11-3."""
    meeting = draft.meeting
    items = meeting.agenda.standing().select_related("meeting").prefetch_related("documents", "attachments")
    if not items:
        new = reverse("meetings:agenda-item-new", args=[meeting.year, meeting.sequence])
        yield Obstacle("Sakslisten er tom. Legg til sakene først.", new, stops=True)
    for item in items:
        is_bare = not item.documents.all() and not item.attachments.all()
        if is_bare and (item.kind in NEED_A_PAPER or not item.summary):
            what = "verken saksframlegg eller vedlegg" if item.kind in NEED_A_PAPER else "ingenting å lese"
            yield Obstacle(f"Sak {item.number} har {what}.", item.get_absolute_url())
        if item.is_exempt_too_long(draft.today):
            text = f"Dagen da unntaket for sak {item.number} skulle slutte, er passert. Se på det på nytt."
            yield Obstacle(text, item.get_absolute_url())
        if item.is_exempt and item.title.strip().casefold() == item.public_title.strip().casefold():
            yield Obstacle(
                f"Sak {item.number} er unntatt offentlighet, men den offentlige tittelen er den samme som tittelen.",
                item.get_absolute_url(),
            )


def the_packet_is_fixed(draft: Draft) -> Iterator[Obstacle]:
    """The letter tells of a packet that will never change, and of all that is in it."""
    meeting = draft.meeting
    url = reverse("meetings:packet-issue", args=[meeting.year, meeting.sequence])
    fixed = set(meeting.issued_packets.values_list("audience", flat=True))
    if IssuedPacket.Audience.FULL not in fixed:
        yield Obstacle("Møtepakken er ikke fastsatt.", url, stops=True)
    elif IssuedPacket.Audience.PUBLIC not in fixed and (count := _readers_of_the_public_one(draft.recipients)):
        yield Obstacle(f"Den offentlige møtepakken er ikke fastsatt. {count} skal ha den.", url, stops=True)
    for edition, _ in draft.unsent:
        text = f"Noe er endret etter at {edition} møtepakke ble fastsatt. Fastsett et tillegg først."
        yield Obstacle(text, url, stops=True)


def _readers_of_the_public_one(recipients: Iterable[Recipient]) -> str:
    count = sum(one.audience == IssuedPacket.Audience.PUBLIC and bool(one.address) for one in recipients)
    return f"{count} mottaker{'' if count == 1 else 'e'}" if count else ""


def papers_are_approved(draft: Draft) -> Iterator[Obstacle]:
    """What is written after the approval is not in the packet. What is known to be missing is told with it."""
    of_meeting = Q(agenda_item__meeting=draft.meeting, agenda_item__withdrawn_at=None)
    drafts = Document.objects.unapproved().filter(of_meeting).select_related("finding")
    if not drafts:
        return
    writing = Section.objects.unfinished().filter(document__in=drafts).values_list("document_id")
    unfinished = [pk for (pk,) in writing]
    for known in findings.checked(drafts, findings.state_of_figures()):
        paper = known.document
        left = unfinished.count(paper.pk)
        sections = f" {left} avsnitt er ikke klare." if left else ""
        yield Obstacle(f"«{paper}» har endringer som ikke er godkjent.{sections}", paper.get_absolute_url())
        for problem in known.problems or []:
            yield Obstacle(f"«{paper}»: {problem}", paper.get_absolute_url())


def everybody_can_be_reached(draft: Draft) -> Iterator[Obstacle]:
    """Mail is sent at all, there is a council, and each has an address."""
    council = reverse("meetings:council")
    if not mail.is_set_up():
        yield Obstacle(handing_over.NOT_SET_UP, stops=True)
    if not any(one.role == Role.MEMBER for one in draft.recipients):
        yield Obstacle("Rådet har ingen medlemmer den dagen møtet holdes.", council, stops=True)
    elif not any(one.role == Role.MEMBER and one.address for one in draft.recipients):
        yield Obstacle("Ingen av rådets medlemmer har e-postadresse.", council, stops=True)
    for one in draft.recipients:
        if one.address:
            continue
        if one.role == Role.MUNICIPALITY:
            yield Obstacle(f"{one.name} har ikke postmottak, og får ingen innkalling.")
        else:
            yield Obstacle(f"{one.name}, {one.why}, har ikke e-postadresse, og får ingen innkalling.", council)


def who_decides_reads_all(draft: Draft) -> Iterator[Obstacle]:
    """Those who are to treat a case have to get what is exempt in it. Who may see that follows from the role."""
    if not draft.meeting.agenda.standing().exempt().exists():
        return
    for one in draft.recipients:
        if one.role in {Role.MEMBER, Role.CALLED} and one.audience == IssuedPacket.Audience.PUBLIC:
            why = "har ikke rollen rådsmedlem" if one.has_login else "kan ikke logge inn"
            yield Obstacle(f"{one.name} {why}, og får ikke det som er unntatt offentlighet. Gi tilgang først.")


def a_change_is_told(draft: Draft) -> Iterator[Obstacle]:
    if draft.kind == Kind.CHANGE and not draft.changes:
        yield Obstacle("Ingenting er endret siden det sist ble sendt.", stops=True)


CHECKS = (
    the_meeting_is_to_be,
    there_is_something_to_treat,
    the_packet_is_fixed,
    a_change_is_told,
    everybody_can_be_reached,
    who_decides_reads_all,
    papers_are_approved,
)


def letter_problems(meeting: Meeting, *texts: str) -> list[str]:
    """What may not stand in a mail: the title of what is exempt, and a national identity number."""
    said = " ".join(texts).casefold()
    problems = [
        f"Brevet nevner «{title}», som er unntatt offentlighet. Skriv den offentlige tittelen: e-post er ikke trygt."
        for title in _exempt_titles(meeting)
        if title.casefold() in said
    ]
    if any(fodselsnummer.is_valid(found.replace(" ", "")) for found in _NUMBER.findall(said)):
        problems.append("Brevet har et fødselsnummer. Det skal aldri sendes på e-post.")
    return problems


def _exempt_titles(meeting: Meeting) -> list[str]:
    """One that is also the public title of the same thing gives nothing away."""
    items = meeting.agenda.exempt()
    papers = Document.objects.filter(agenda_item__meeting=meeting)
    attachments = Attachment.objects.filter(agenda_item__meeting=meeting)
    exempt = Q(agenda_item__exemption_basis__gt="") | Q(exemption_basis__gt="")
    rows: list[Any] = [*items, *papers.filter(exempt), *attachments.filter(exempt)]
    return [row.title for row in rows if row.title.casefold() not in row.public_title.casefold()]


def _edit(meeting: Meeting) -> str:
    return reverse("meetings:meeting-edit", args=[meeting.year, meeting.sequence])
