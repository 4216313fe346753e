"""Sending a packet out: the first is whole, the later are supplements with the pages that were added since.

What was sent is kept for ever, with its hash and the numbers of its pages; see supplements.py for those.
"""

import hashlib
import json
import tempfile
from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.attachments.models import Attachment
from meetings.attachments.parts import PacketPart, count_pages, flat
from meetings.documents.models import Document
from meetings.issuing import supplements
from meetings.issuing.models import IssuedPacket
from meetings.issuing.supplements import ManifestEntry, Supplement
from meetings.packet import mending, packing, sewing
from meetings.packet.packing import PacketCase
from meetings.packet.sewing import AGENDA, Place
from meetings.papers.printing import Piece
from rorikt.amounts import long_date
from rorikt.audit import trail
from rorikt.jobs import queue
from rorikt.jobs.queue import Progress
from rorikt.people.models import User
from rorikt.printing import print_workers
from rorikt.snapshot import one_snapshot

FRONT = "endringer"


def check_ready(meeting: Meeting) -> None:
    """Raises ValidationError with what is not yet in order: what goes out is approved, all of it."""
    if not meeting.agenda.exists():
        raise ValidationError("Møtet har ingen saker. Legg til sakene før du sender ut møtepakken.")
    unapproved = Document.objects.filter(agenda_item__meeting=meeting, versions=None)
    if unapproved:
        names = ", ".join(f"«{document}»" for document in unapproved)
        raise ValidationError(f"Møtepakken kan ikke sendes ut før dokumentene er godkjent: {names}.")


@dataclass(frozen=True)
class Basis:
    """What a packet is made from, read from one snapshot. `key` changes with anything that it prints."""

    meeting: Meeting
    cases: list[PacketCase]
    last: IssuedPacket | None
    key: str


def issue(
    meeting: Meeting, audience: str, *, by: User, now: datetime, progress: Progress, stand_ins: bool = False
) -> IssuedPacket:
    """Make and keep what is to go out now. Raises ValidationError where nothing has changed since the last time.

    What goes out stays for ever, so an attachment that cannot be read, and not be mended either, stops it by its name;
    unless the person has chosen that `stand_ins` go out, a page that says so in place of each.
    """
    check_ready(meeting)
    files = packing.files_of(_cases(meeting, audience))
    return mending.with_stand_ins(files, lambda: _issue(meeting, audience, stand_ins, by, now, progress))


def _issue(
    meeting: Meeting, audience: str, stand_ins: bool, by: User, now: datetime, progress: Progress
) -> IssuedPacket:
    """Printing takes minutes, in which nothing is held back; the basis is read once more before the packet is kept."""
    basis = basis_of(meeting, audience)
    if not stand_ins:
        _check_files(basis.cases)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "packet.pdf"
        if basis.last is None:
            made = _whole(basis.meeting, basis.cases, progress, target)
        else:
            made = _supplement(basis.meeting, basis.cases, basis.last, progress, target)
        data = target.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    issued = IssuedPacket(
        meeting=basis.meeting,
        audience=audience,
        sequence=basis.last.sequence + 1 if basis.last else 1,
        content_hash=_hash([asdict(entry) for entry in made.entries]),
        manifest=[asdict(entry) for entry in made.entries],
        pages=list(made.pages),
        changes=list(made.changes),
        sha256=sha256,
        page_count=count_pages([PacketPart("", str(basis.meeting), data)])[0],
        issued_at=now,
        issued_by=by,
    )
    issued.file.name = f"issued/{sha256[:2]}/{sha256}.pdf"
    if not default_storage.exists(issued.file.name):
        default_storage.save(issued.file.name, ContentFile(data))
    _keep(issued, basis, by=by, now=now)
    return issued


@one_snapshot
def basis_of(meeting: Meeting, audience: str) -> Basis:
    """Raises ValidationError where the meeting is not ready."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    check_ready(meeting)
    cases = _cases(meeting, audience)
    last = meeting.issued_packets.filter(audience=audience).last()
    return Basis(meeting, cases, last, packing.packet_key(meeting, cases))


def _cases(meeting: Meeting, audience: str) -> list[PacketCase]:
    return packing.cases_of(meeting, with_drafts=False, is_public=audience == IssuedPacket.Audience.PUBLIC)


def _check_files(cases: list[PacketCase]) -> None:
    """Raises ValidationError with what cannot be read, and what the person may choose."""
    files = packing.files_of(cases)
    faults = [one.named_fault for one in files if one.fault]
    if faults:
        raise ValidationError(
            [
                *faults,
                "Vedlegg som ikke kan leses, kan også tas ut av saken. Eller velg på siden «Send ut møtepakken» å "
                "sende ut likevel, med en side som sier at vedlegget mangler.",
            ]
        )


@queue.work("issued-packet", may_see=lambda user, **arguments: user.has_perm("meetings.issue_packet"))
def make_issued(
    progress: Progress, *, meeting_id: int, audience: str, by_id: int, stand_ins: bool = False, sent: int | None = None
) -> str:
    """`sent` is how many had been sent when it was asked for; one more has been kept by a process that then died."""
    meeting, by = Meeting.objects.get(pk=meeting_id), User.objects.get(pk=by_id)
    if sent is None or meeting.issued_packets.filter(audience=audience).count() == sent:
        issue(meeting, audience, by=by, now=timezone.now(), progress=progress, stand_ins=stand_ins)
    return meeting.get_absolute_url()


def entries_of(meeting: Meeting, cases: Sequence[PacketCase], sent: Container[str] = ()) -> Iterator[ManifestEntry]:
    """Everything a packet is made of, in order, with the hash of what each part says.

    An attachment whose hash was `sent` is what readers hold, even if it cannot be read here any more.
    """
    when = [meeting.held_on.isoformat(), str(meeting.starts_at or ""), meeting.place]
    yield ManifestEntry(AGENDA, _sitting(meeting), _hash(when))
    for case in cases:
        item = case.item
        below = [*(paper.title for paper in case.papers), *(_told(one, sent)[0] for one in case.attachments)]
        officers = [[officer.name, officer.title] for officer in item.case_officers.all()]
        withheld = [[one.title, one.label, one.basis] for one in case.withheld]
        facts = [item.number, case.title, item.kind, case.summary, case.basis, officers, below, withheld]
        yield ManifestEntry(case.key, f"Sak {item.number} {case.title}", _hash(facts))
        for key, paper in case.keyed_papers:
            yield ManifestEntry(key, paper.title, paper.content_hash)
        for key, attachment in case.keyed_attachments:
            title, content = _told(attachment, sent)
            yield ManifestEntry(key, f"Vedlegg: {title}", content)


def _told(attachment: Attachment, sent: Container[str]) -> tuple[str, str]:
    """Its title and hash in the manifest; a page that stands in for it has other ones than it, until it is mended."""
    if attachment.fault and attachment.sha256 not in sent:
        return attachment.printed_title, _hash([attachment.printed_title, attachment.sha256])
    return attachment.title, attachment.sha256


def _whole(meeting: Meeting, cases: list[PacketCase], progress: Progress, target: Path) -> Supplement:
    """The first packet: every page by its plain number."""
    title = packing.packet_title(meeting, is_public=any(case.is_public for case in cases))
    sewn, places = packing.build(meeting, cases, progress, target, title)
    entries = tuple(
        ManifestEntry(entry.key, entry.title, entry.content, _labels(places[entry.key]))
        for entry in entries_of(meeting, cases)
    )
    return Supplement((), entries, tuple(str(page) for page in range(1, sewn.page_count + 1)), ())


def _supplement(
    meeting: Meeting, cases: list[PacketCase], last: IssuedPacket, progress: Progress, target: Path
) -> Supplement:
    old = [ManifestEntry(**{**entry, "labels": tuple(entry["labels"])}) for entry in last.manifest]
    agenda, *new = entries_of(meeting, cases, sent={entry.content for entry in old})
    made = packing.made_of(cases, progress)
    parts = {part.key: part for part in flat(made.parts)}
    plan = supplements.plan(old[1:], last.pages, new, made.counts)
    changes = plan.changes
    if old[0].content != agenda.content:
        changes = (f"Møtet holdes nå {agenda.title}.", *changes)
    if not changes:
        raise ValidationError("Ingenting er endret siden møtepakken ble sendt ut, så det er ikke noe å sende.")
    added = {entry.key for entry in plan.added}
    relinked = _relinked(cases, added, made.counts)
    printed = [
        PacketPart(
            entry.key, entry.title, relinked.get(entry.key, parts[entry.key].data), is_sound=parts[entry.key].is_sound
        )
        for entry in plan.added
    ]
    whole = packing.packet_title(meeting, is_public=last.is_public)
    name = f"Tillegg {last.sequence} til {whole[0].lower()}{whole[1:]}"
    progress("Setter endringslista", 88)
    front = Piece(name, _front_html(meeting, name, changes, plan)).kept().path
    [front_count] = count_pages([PacketPart(FRONT, name, front)])
    places, at = {FRONT: Place(1, front_count)}, 1 + front_count
    for entry in plan.added:
        places[entry.key] = Place(at, len(entry.labels))
        at += len(entry.labels)
    labels = [f"Tillegg {last.sequence}"] * front_count
    labels += [f"Side {label}" for entry in plan.added for label in entry.labels]
    progress("Setter sammen tillegget", 92)
    sewn = [PacketPart(FRONT, "Endringer", front, is_sound=True), *printed]
    print_workers.run(name, "meetings.packet.sewing:sew", sewn, places, name, "nb", target, labels)
    entries = (ManifestEntry(agenda.key, agenda.title, agenda.content, old[0].labels), *plan.entries)
    return Supplement(plan.added, entries, plan.pages, changes)


def _relinked(cases: list[PacketCase], added: set[str], counts: dict[str, int]) -> dict[str, Path]:
    """The pages of cases that are printed again, with links only to what is printed with them."""
    return {
        case.key: Piece(case.title, packing.case_page_html(case, counts, linked=added)).kept().path
        for case in cases
        if case.key in added
    }


def _front_html(meeting: Meeting, title: str, changes: Sequence[str], plan: Supplement) -> str:
    context = {
        "council_name": packing.council_name(),
        "meeting": meeting,
        "title": title,
        "changes": changes,
        "added": [{"title": entry.title, "span": entry.span, "href": sewing.link(entry.key)} for entry in plan.added],
    }
    return render_to_string("print/supplement.html", context)


@one_snapshot
def _keep(issued: IssuedPacket, basis: Basis, *, by: User, now: datetime) -> None:
    """Raises ValidationError if the basis has moved. Of two who send at once the database gives one the number."""
    if basis_of(issued.meeting, issued.audience).key != basis.key:
        raise ValidationError("Sakene eller dokumentene er endret mens møtepakken ble laget. Send den ut på nytt.")
    issued.full_clean()
    issued.save(force_insert=True)
    trail.record("sendte ut møtepakke", issued, by=by, now=now, packet=str(issued), sha256=issued.sha256)


def _labels(place: Place) -> tuple[str, ...]:
    return tuple(str(page) for page in range(place.page, place.last + 1))


def _sitting(meeting: Meeting) -> str:
    clock = f" kl. {meeting.starts_at:%H.%M}" if meeting.starts_at else ""
    return f"{long_date(meeting.held_on)}{clock}" + (f", {meeting.place}" if meeting.place else "")


def _hash(facts: Any) -> str:
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
