"""What is new for the readers of the council's papers, looked for by the clock in what is stored.

Nothing that makes news has to know who is told of it. Each thing has its key, by which nobody is told of it twice, so
it is looked for again as far back as LOOK_BACK, whatever was told before. A mail is passed on by anybody who gets it:
what is exempt stands in it by its public title, to all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from budget.frame.models import FrameChange
from meetings.agenda.closed import is_closed_to
from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents.models import Document, DocumentVersion
from meetings.followup.models import Action, MunicipalityAct
from meetings.issuing.models import IssuedPacket
from meetings.mailing.models import Delivery, Notice
from meetings.proceedings.models import Treatment
from meetings.telling.tells import CHANGED_PAPER, DECISION, NOTICE
from meetings.visits.report import outlines_of
from rorikt.amounts import long_date
from rorikt.people.models import User
from rorikt.telling.models import Told
from rorikt.telling.telling import tell

LOOK_BACK = timedelta(days=7)
# What follows from a decision is written in the weeks after it. Far less than what is told is kept.
FOLLOWS_WITHIN = timedelta(days=30)
# A changed paper is followed by a supplement, mostly soon: that tells it then, and all that came with it.
PATIENCE = timedelta(hours=1)


@dataclass(frozen=True)
class News:
    kind: str
    once: str
    subject: str
    text: str
    url: str
    people: Callable[[], list[User]]


def look(now: datetime) -> str:
    found = [one for search in SEARCHES for one in search(now)]
    told_before = Told.objects.filter(kind__in=KINDS, once__in={one.once for one in found})
    known = set(told_before.values_list("once", flat=True))
    told = 0
    for one in found:
        if one.once not in known and (people := one.people()):
            tell(one.kind, people, subject=one.subject, text=one.text, url=one.url, once=one.once, now=now)
            told += 1
    return f"{told} nyhet{'er' if told > 1 else ''} om møter er varslet." if told else ""


def notices(now: datetime) -> Iterator[News]:
    """To all who read papers and did not get the notice itself."""
    sent = Notice.objects.to_all().filter(sent_at__gt=now - LOOK_BACK).select_related("meeting", "sent_by")
    for notice in sent:
        yield News(
            NOTICE,
            f"innkalling:{notice.pk}",
            f"{notice.get_kind_display()}: møte {notice.meeting.number}, {_when(notice.meeting.held_on)}",
            "Sakslisten og dokumentene står på møtesiden.",
            notice.meeting.get_absolute_url(),
            partial(_others, notice),
        )


def _others(notice: Notice) -> list[User]:
    got = {user.pk for user in _reached(Delivery.objects.filter(notice=notice))}
    others = User.objects.filter(is_active=True).exclude(pk__in={*got, notice.sent_by_id})
    return [user for user in others if user.has_perm("meetings.view_meeting")]


def supplements(now: datetime) -> Iterator[News]:
    """A supplement to the packet after the notice, to those who hold the packet. Only the public one is told in words,
    and each edition to its own readers."""
    issued = IssuedPacket.objects.filter(issued_at__gt=now - LOOK_BACK, sequence__gt=1, meeting__cancelled_at=None)
    for packet in issued.select_related("meeting").defer("manifest", "pages"):
        if packet.meeting.summoned_at is None or packet.issued_at < packet.meeting.summoned_at:
            continue
        yield News(
            CHANGED_PAPER,
            f"tillegg:{packet.pk}",
            f"Nytt tillegg til møtepakken for møte {packet.meeting.number}",
            "\n".join(packet.changes) if packet.is_public else _public_changes(packet),
            packet.meeting.get_absolute_url(),
            partial(_readers_of_edition, packet),
        )


def _readers_of_edition(packet: IssuedPacket) -> list[User]:
    return [
        user
        for user in _readers_of(packet.meeting)
        if user.has_perm("meetings.view_exempt") != packet.is_public and user.pk != packet.issued_by_id
    ]


def _public_changes(packet: IssuedPacket) -> str:
    """In the words of the public edition that went with it, where there is one."""
    beside = packet.meeting.issued_packets.filter(
        audience=IssuedPacket.Audience.PUBLIC, sequence__gt=1, issued_at__gt=packet.issued_at - PATIENCE
    ).first()
    return "\n".join(beside.changes) if beside else "Logg inn for å se hva som er endret."


def changed_papers(now: datetime) -> Iterator[News]:
    """A paper of a called meeting that was approved anew, or late, and has waited in vain for its supplement."""
    versions = DocumentVersion.objects.filter(
        approved_at__range=(now - LOOK_BACK, now - PATIENCE),
        document__agenda_item__withdrawn_at=None,
        document__agenda_item__meeting__summoned_at__isnull=False,
        document__agenda_item__meeting__closed_at=None,
        document__agenda_item__meeting__cancelled_at=None,
    )
    for version in versions.select_related("document__agenda_item__meeting"):
        item = version.document.agenda_item
        if item is None or item.meeting is None or _is_told_otherwise(version, item.meeting):
            continue
        yield News(
            CHANGED_PAPER,
            f"dokument:{version.pk}",
            f"{'Endret dokument' if version.sequence > 1 else 'Nytt dokument'} i sak {item.number}",
            _named(version, item),
            reverse("meetings:document", args=[version.document_id]),
            partial(_readers_of_version, version, item.meeting),
        )


def _readers_of_version(version: DocumentVersion, meeting: Meeting) -> list[User]:
    people = [user for user in _readers_of(meeting) if user.pk != version.approved_by_id]
    return [user for user in people if _has_changed_for(user, version)]


def _is_told_otherwise(version: DocumentVersion, meeting: Meeting) -> bool:
    """By the notice, by a packet that came after it, or by a newer version."""
    if meeting.summoned_at is None or version.approved_at < meeting.summoned_at:
        return True
    if DocumentVersion.objects.filter(document=version.document_id, sequence__gt=version.sequence).exists():
        return True
    return meeting.issued_packets.filter(issued_at__gte=version.approved_at).exists()


def _has_changed_for(user: User, version: DocumentVersion) -> bool:
    """Whether what this person reads of it is another than before: else the mail would tell of what is exempt."""
    if not Document.objects.visible_to(user).filter(pk=version.document_id).exists():
        return False
    if user.has_perm("meetings.view_exempt"):
        return True
    before = DocumentVersion.objects.filter(document=version.document_id, sequence__lt=version.sequence).first()
    if before is None:
        return True
    outlines = outlines_of([before.pk, version.pk], is_public=True)
    return outlines[before.pk].said != outlines[version.pk].said


def _named(version: DocumentVersion, item: AgendaItem) -> str:
    if Document.objects.public().filter(pk=version.document_id).exists():
        return f"«{version.frozen_public.file_title}» er godkjent {_when(version.approved_at)}."
    title = version.document.public_title or item.public_title
    return f"«{title}» er godkjent {_when(version.approved_at)}." if title else ""


def decisions(now: datetime) -> Iterator[News]:
    """What a decision asks of a municipality, once the meeting is closed: an act of its own, an action, or money."""
    of_closed = {"item__meeting__closed_at__isnull": False, "item__meeting__closed_at__gt": now - FOLLOWS_WITHIN}
    decided = Treatment.objects.decided().filter(**of_closed).values("item")
    people = _of_municipalities()
    acts = MunicipalityAct.objects.filter(item__in=decided, state=MunicipalityAct.State.UNTREATED)
    for act in acts.select_related("item__meeting"):
        asked = "vedta noe selv" if act.kind == MunicipalityAct.Kind.DECISION else "signere en avtale"
        yield _decision(
            f"eget-vedtak:{act.pk}", act.item, f"Kommunen er bedt om å {asked}.", people, act.municipality_id
        )
    actions = Action.objects.open().filter(item__in=decided, owner__municipality__isnull=False)
    for action in actions.select_related("item__meeting", "owner"):
        told = f"Noen i kommunen har ansvaret for et tiltak, med frist {_when(action.due_on)}."
        number = action.owner.municipality_id if action.owner else None
        yield _decision(f"tiltak:{action.pk}", action.item, told, people, number)
    yield from _costs(decided, people)


def _costs(decided: "QuerySet[Treatment, Any]", people: Iterable[User]) -> Iterator[News]:
    """The frame changes of the cases, for those who have a part in them."""
    items = {item.reference_id: item for item in AgendaItem.objects.filter(pk__in=decided).select_related("meeting")}
    changes = FrameChange.objects.filter(Q(case__in=items) | Q(case__same_as__in=items))
    for change in changes.select_related("case").prefetch_related("run__parts"):
        item = items.get(change.case_id or 0) or items[change.case.same_as_id]
        for part in change.run.parts.all():
            if part.amount:
                told = "Vedtaket endrer det kommunen betaler."
                yield _decision(f"ramme:{change.pk}:{part.municipality_id}", item, told, people, part.municipality_id)


def _decision(once: str, item: AgendaItem, told: str, people: Iterable[User], number: str | None) -> News:
    title = item.public_title if item.is_exempt else item.title
    own = [user for user in people if user.municipality_id == number and not is_closed_to(item, user)]
    subject = f"Vedtak i sak {item.number} gjelder kommunen din"
    return News(DECISION, once, subject, f"«{title}»\n{told}", item.get_absolute_url(), lambda: own)


def _of_municipalities() -> list[User]:
    roles = (User.Role.COUNCIL_MEMBER, User.Role.FINANCE)
    return list(User.objects.filter(is_active=True, role__in=roles, municipality__isnull=False))


def _readers_of(meeting: Meeting) -> list[User]:
    """Those who got its notice and can log in."""
    return _reached(Delivery.objects.filter(notice__meeting=meeting))


def _reached(deliveries: Iterable[Delivery]) -> list[User]:
    """The people behind the addresses, or in the seats, that mails went to."""
    sent = list(deliveries)
    addresses = {one.address.casefold() for one in sent}
    seats = {one.seat_id for one in sent if one.seat_id}
    users = User.objects.annotate(address=Lower("email")).filter(is_active=True)
    users = users.filter(Q(address__in=addresses) | Q(seats__in=seats))
    return list(users.distinct())


def _when(moment: date) -> str:
    return long_date(moment).replace("\u00a0", " ")


KINDS = (NOTICE, CHANGED_PAPER, DECISION)
SEARCHES = (notices, supplements, changed_papers, decisions)
