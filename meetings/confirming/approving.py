"""From draft to approved minutes: sent for comment, confirmed by who led the meeting, approved by the next one."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from html import escape

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from meetings.agenda.models import AgendaItem, Meeting
from meetings.approving import approval, sealing
from meetings.documents.content import Content, NumberedSection, Text
from meetings.documents.models import Document, DocumentVersion
from meetings.documents.numbering import number_sections
from meetings.minutes import wording
from meetings.minutes.checks import problems_of
from meetings.minutes.models import Minutes, MinutesComment, MinutesVersion
from meetings.papers import compose
from meetings.proceedings import deciding, treating
from meetings.proceedings.models import Treatment
from rorikt.amounts import long_date, short_date, short_moment
from rorikt.audit import trail
from rorikt.audit.overtaken import stamp
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.snapshot import one_snapshot

CONFIRMATION = "bekreftelse"  # the anchor of the section that the confirmation is printed in
TITLE = "Bekreftelse"


@transaction.atomic
def send_for_comment(minutes: Minutes, *, until: date, by: User, now: datetime) -> None:
    """Let those who met read the draft and comment on it until the day is over; a second time moves the deadline."""
    if until < timezone.localdate(now):
        raise ValidationError("Fristen kan ikke være før i dag.")
    if minutes.document.versions.exists():
        raise ValidationError("Protokollen er bekreftet, og sendes ikke til merknad.")
    before = {"comments_until": minutes.comments_until and minutes.comments_until.isoformat()}
    minutes.sent_at, minutes.comments_until = minutes.sent_at or now, until
    minutes.full_clean()
    minutes.save()
    trail.record(
        "sendte protokoll til merknad",
        minutes,
        by=by,
        now=now,
        before=before,
        after={"comments_until": until.isoformat()},
    )


@one_snapshot
def confirm(document: Document, *, name: str, by: User, now: datetime) -> DocumentVersion:
    """Confirmed by who is logged in, whose name is printed with the time and the hash of the text.

    Raises ValidationError with everything that the law asks for and the minutes lack.
    """
    _check(document)
    return _freeze(document, MinutesVersion.Way.LOGGED_IN, name, now, by=by, now=now)


@one_snapshot
def note_signed(document: Document, *, name: str, signed_on: date, by: User, now: datetime) -> DocumentVersion:
    """Signed on paper by `name`, as somebody else notes. Raises as `confirm`."""
    meeting = document.minutes_of
    if signed_on > timezone.localdate(now) or (meeting and signed_on < meeting.held_on):
        raise ValidationError({"signed_on": "Underskriften må være fra møtedagen eller senere, og ikke fram i tid."})
    _check(document)
    moment = timezone.make_aware(datetime.combine(signed_on, datetime.min.time()))
    return _freeze(document, MinutesVersion.Way.ON_PAPER, name, moment, by=by, now=now)


def _check(document: Document) -> None:
    if document.settled_at:
        raise ValidationError("Protokollen er godkjent og kan ikke endres.")
    problems = problems_of(document)
    left = MinutesComment.objects.filter(minutes__document=document, outcome="").count()
    if left:
        problems.append(f"{left} {'merknad er' if left == 1 else 'merknader er'} ikke besvart. Svar på dem først.")
    problems += leaks_of(document)
    if problems:
        raise ValidationError(problems)


def leaks_of(document: Document) -> list[str]:
    """Where the public edition would name an exempt case by its title."""
    exempt = [part.item for part in document.minutes_parts.select_related("item__meeting") if _is_exempt(part.item)]
    if not exempt:
        return []
    public = public_edition(document, compose.compose(document))
    return [
        f"Avsnitt {section.number} {section.title} nevner tittelen på en sak som er unntatt, og leses av alle. "
        f"Skriv «{item.public_title}» i stedet."
        for section in (public.sections if public else ())
        for item in exempt
        if item and item.title.casefold() in _plain(section).casefold()
    ]


def _is_exempt(item: AgendaItem | None) -> bool:
    return item is not None and item.is_exempt


def _plain(section: NumberedSection) -> str:
    return " ".join([section.title, *(block.html for block in section.blocks if isinstance(block, Text))])


def _freeze(
    document: Document, way: str, name: str, confirmed_at: datetime, *, by: User, now: datetime
) -> DocumentVersion:
    """The text with its confirmation below it, whole and as the public reads it; each says the hash of its own text."""
    sealed: dict[str, str] = {}

    def seal(content: Content) -> tuple[Content, Content | None]:
        public = public_edition(document, content)
        confirmed = MinutesVersion(
            way=way, confirmed_by=name, confirmed_at=confirmed_at, noted_by=by, noted_at=now,
            text_hash=text_hash_of(content.sections),
        )  # fmt: skip
        sealed["text"] = confirmed.text_hash
        return _signed(content, confirmed), _signed(public, confirmed) if public else None

    version = approval.freeze(document, seal, by=by, now=now)
    MinutesVersion.objects.create(
        version=version,
        way=way,
        confirmed_by=name,
        confirmed_at=confirmed_at,
        noted_by=by,
        noted_at=now,
        text_hash=sealed["text"],
        anchors=_anchors(document),
    )
    trail.record(
        "førte bekreftelse av protokoll", document, by=by, now=now,
        name=name, version=version.sequence, sha256=sealed["text"],
    )  # fmt: skip
    return version


def text_hash_of(sections: Iterable[NumberedSection]) -> str:
    """SHA-256 over the text itself, without the confirmation that names it."""
    told = [
        [one.number, one.title, [vars(block) for block in one.blocks]] for one in sections if one.anchor != CONFIRMATION
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()


def _signed(content: Content, confirmed: MinutesVersion, approved_in: Treatment | None = None) -> Content:
    """With the confirmation as its last section, and in its control header."""
    sections = tuple(one for one in content.sections if one.anchor != CONFIRMATION)
    number = str(sum(one.level == 1 for one in sections) + 1)
    lines = list(_confirmation(confirmed, approved_in))
    own = text_hash_of(sections)
    if own != confirmed.text_hash:
        lines.append(f"Kontrollsum for teksten i denne offentlige utgaven (SHA-256): {_grouped(own)}")
    html = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
    last = NumberedSection(number, 1, CONFIRMATION, TITLE, (Text(html),))
    return replace(content, sections=(*sections, last), control=_control(content, confirmed, approved_in))


def _confirmation(confirmed: MinutesVersion, approved_in: Treatment | None) -> Iterable[str]:
    if confirmed.way == MinutesVersion.Way.LOGGED_IN:
        at = short_moment(confirmed.confirmed_at)
        yield f"Protokollen er bekreftet av {confirmed.confirmed_by}, innlogget, {at}."
    else:
        day = long_date(timezone.localdate(confirmed.confirmed_at))
        noted = f"{confirmed.noted_by.printed_title} {short_moment(confirmed.noted_at)}"
        yield f"Protokollen er underskrevet på papir av {confirmed.confirmed_by} {day}. Ført av {noted}."
    if approved_in and approved_in.item.meeting:
        meeting = approved_in.item.meeting
        day = long_date(meeting.held_on)
        yield f"Protokollen er godkjent i møte {meeting.number} {day}, sak {approved_in.item.number}."
    yield f"Kontrollsum for teksten (SHA-256): {_grouped(confirmed.text_hash)}"


def _grouped(sha256: str) -> str:
    return " ".join(sha256[start : start + 16] for start in range(0, len(sha256), 16))


def _control(content: Content, confirmed: MinutesVersion, approved_in: Treatment | None) -> tuple[tuple[str, str], ...]:
    rows = dict(content.control)
    return (
        ("Tittel", content.title),
        ("Versjon", rows["Versjon"]),
        ("Status", "Godkjent" if approved_in else "Bekreftet"),
        ("Bekreftet dato", short_date(confirmed.confirmed_at)),
        ("Bekreftet av", confirmed.confirmed_by),
        *([("Godkjent i sak", approved_in.item.number)] if approved_in else []),
        ("Dok. ansvarlig", rows["Dok. ansvarlig"]),
    )


def public_edition(document: Document, content: Content) -> Content | None:
    """Without what is exempt: each such case by its public title and its basis. `None` where nothing is exempt.

    It is composed of what is left, so that no figure and no source of an exempt case is in it either.
    """
    exempt = {
        part.section_id: part.item
        for part in document.minutes_parts.select_related("item__meeting")
        if part.item and part.item.is_exempt
    }
    if not exempt:
        return None
    withheld = {pk: (wording.public_title(item), wording.withheld_body(item)) for pk, item in exempt.items()}
    public = compose.compose(document, withheld=withheld)
    return replace(public, is_draft=content.is_draft, control=content.control)


def _anchors(document: Document) -> dict[str, str]:
    """Where each case stands, by its key; see compose for how a section is called."""
    numbers = {section.pk: number for number, section in number_sections(document.sections.all())}
    return {
        str(part.item_id): compose.anchor_of(numbers[part.section_id])
        for part in document.minutes_parts.exclude(item=None)
    }


def minutes_on(item: AgendaItem) -> Document | None:
    """The minutes that a case approves, if it is the standard case that does so."""
    if item.standard != AgendaItem.Standard.MINUTES:
        return None
    return item.documents.filter(minutes_of__isnull=False).select_related("minutes_of", "life").first()


@one_snapshot
def approve_by_decision(treatment: Treatment, *, by: User, now: datetime) -> DocumentVersion | None:
    """What the next meeting decided: the minutes on its case are approved as they were confirmed, and stay for ever.

    `None` where the case has no minutes, has not decided anything, or has approved them already. Raises ValidationError
    where they are not confirmed, or were changed since.
    """
    document = minutes_on(treatment.item)
    if document is None or treatment.outcome != Treatment.Outcome.DECIDED:
        return None
    document = locked(Document.objects.filter(pk=document.pk)).get()
    if document.settled_at:
        return None
    newest = check_confirmed(document)
    confirmed: MinutesVersion = newest.minutes
    public = _signed(newest.frozen_public, confirmed, treatment) if newest.public_content else None
    content = _signed(newest.frozen, confirmed, treatment)
    version = approval.keep_version(document, content, public, by=by, now=now, rests_on=sealing.rests_on(newest))
    kept = {name: getattr(confirmed, name) for name in ("way", "confirmed_by", "confirmed_at", "noted_by", "noted_at")}
    MinutesVersion.objects.create(
        version=version, text_hash=confirmed.text_hash, anchors=confirmed.anchors, approved_in=treatment, **kept
    )
    Minutes.objects.filter(document=document).update(approved_in=treatment)
    document.settled_at = now
    document.save(update_fields=["settled_at"])
    case = treatment.item.number
    trail.record(
        "godkjente protokoll", document, by=by, now=now,
        decision=case, version=version.sequence, sha256=version.content_hash, seal=sealing.seal_hash(version),
    )  # fmt: skip
    return version


def check_confirmed(document: Document) -> DocumentVersion:
    """The version that was confirmed. Raises ValidationError where there is none, or the text was changed since."""
    newest = document.versions.select_related("minutes__noted_by").first()
    if newest is None or not document.is_approved:
        was = "endret etter at den ble bekreftet" if newest else "ikke bekreftet av møtelederen"
        raise ValidationError(f"Protokollen fra {str(document.minutes_of).lower()} er {was}. Få den bekreftet først.")
    return newest


def when_settled(treatment: Treatment, by: User, now: datetime) -> None:
    """A case that approves confirmed minutes does so when it is decided. Others are approved on its page, later."""
    document = minutes_on(treatment.item)
    if document is not None and document.is_approved:
        approve_by_decision(treatment, by=by, now=now)


def when_reopened(treatment: Treatment, by: User, now: datetime) -> None:
    """Raises ValidationError for a case whose decision has approved minutes: they stay for ever."""
    document = minutes_on(treatment.item)
    if document is not None and document.settled_at:
        raise ValidationError("Vedtaket har godkjent protokollen, som ikke kan endres. Saken kan ikke åpnes igjen.")


@one_snapshot
def approve_unanimously(item: AgendaItem, *, by: User, now: datetime) -> DocumentVersion:
    """One click in the meeting: the case is decided without a vote against, and the minutes on it are approved by that.

    By the verbs of a case that is treated, so that what they ask for is asked for here: an open meeting, that those who
    meet are enough to decide. Raises ValidationError for what they refuse, for minutes that are not confirmed, and
    where something else than the minutes has been put forward or voted on.
    """
    document = minutes_on(item)
    if document is None or item.meeting is None:
        raise ValidationError("Saken har ingen protokoll å godkjenne.")
    if item.meeting.stage != Meeting.Stage.OPEN:
        raise ValidationError("Protokollen godkjennes mens møtet pågår.")
    if Treatment.objects.filter(item=item).exclude(outcome="").exists():
        raise ValidationError("Saken er allerede avgjort.")
    if item.votes.exists() or item.proposals.filter(is_recommended=False).exists():
        raise ValidationError("Det er fremmet forslag eller stemt i saken. Avgjør den på sakens side i møtet.")
    check_confirmed(document)
    treatment = treating.take_up(item, by=by, now=now)
    voting = f"{Treatment.Voting.UNANIMOUS}-{item.proposals.get(is_recommended=True).pk}"
    deciding.choose_voting(item, voting, seen=stamp(deciding.voting_values(treatment)), by=by, now=now)
    seen = stamp(treating.written(treatment, "decision"))
    deciding.settle(item, Treatment.Outcome.DECIDED, f"{document.title} godkjennes.", seen=seen, by=by, now=now)
    return document.versions.select_related("minutes").order_by("-sequence")[0]
