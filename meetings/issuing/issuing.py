"""Making the packet that counts: the first is whole, the later are supplements with the pages that were added since.

Nobody is sent anything by this: that is the notice, a room of its own. What was made is kept for ever, with its hash
and the numbers of its pages; see supplements.py for those.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from meetings.agenda.actions import fix_numbers
from meetings.agenda.models import Meeting
from meetings.attachments.models import Attachment
from meetings.attachments.parts import PacketPart, count_pages, flat
from meetings.documents.content import Content
from meetings.documents.models import Document
from meetings.issuing import supplements
from meetings.issuing.models import IssuedPacket
from meetings.issuing.paragraph_pages import begins_on
from meetings.issuing.supplements import WITHDRAWN, ManifestEntry, Supplement
from meetings.packet import mending, packing, sewing
from meetings.packet.packing import Made, PacketCase
from meetings.packet.sewing import AGENDA, Place
from meetings.papers.printing import Piece
from rorikt.audit import trail
from rorikt.jobs import queue
from rorikt.jobs.queue import Progress
from rorikt.people.models import User
from rorikt.printing import print_workers
from rorikt.printing.kept_pdfs import Kept
from rorikt.snapshot import one_snapshot
from rorikt.storing import keeping

FRONT = "endringer"
_PAGE_OF_CASE = re.compile(r"sak-\d+")


def check_ready(meeting: Meeting) -> None:
    """Raises ValidationError with what is not yet in order: what goes out is approved, all of it."""
    if meeting.cancelled_at:
        raise ValidationError("Møtet er avlyst, og får ingen møtepakke.")
    if not meeting.agenda.standing().exists():
        raise ValidationError("Møtet har ingen saker. Legg til sakene før du fastsetter møtepakken.")
    treated = Document.objects.filter(agenda_item__meeting=meeting, agenda_item__withdrawn_at=None)
    unapproved = treated.filter(versions=None)
    if unapproved:
        names = ", ".join(f"«{document}»" for document in unapproved)
        raise ValidationError(f"Møtepakken kan ikke fastsettes før dokumentene er godkjent: {names}.")
    if moved := ", ".join(_approved_under_another_number(treated)):
        raise ValidationError(
            f"Saken har fått et annet nummer siden dokumentet ble godkjent: {moved}. Godkjenn på nytt først, så "
            "dokumentet viser nummeret det får i møtepakken."
        )


def _approved_under_another_number(documents: "QuerySet[Document]") -> Iterator[str]:
    """Until it is sent a case may get another place, and an approved paper prints the number it was approved with."""
    for document in documents.filter(agenda_item__sent_at=None).select_related("agenda_item__meeting"):
        newest = document.versions.first()
        case, item = newest and newest.frozen.case, document.agenda_item
        if case and item and case.number != item.number:
            yield f"«{document}» ({case.number}, nå {item.number})"


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
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder:
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
        changes=[str(change) for change in made.changes],
        paragraph_pages=_paragraph_pages(basis, made),
        sha256=sha256,
        page_count=count_pages([PacketPart("", str(basis.meeting), data)])[0],
        issued_at=now,
        issued_by=by,
    )
    issued.file.name = keeping.keep(f"issued/{sha256[:2]}/{sha256}.pdf", data, sha256)
    _keep(issued, basis, by=by, now=now)
    return issued


def _paragraph_pages(basis: Basis, made: Supplement) -> dict[str, dict[str, int]]:
    """Of each paper in the packet: of those that are printed now, and of the others as they were printed before."""
    papers = {key: paper for case in basis.cases for key, paper in case.keyed_papers}
    printed = {entry.key for entry in made.added} if basis.last else set(papers)
    kept = (basis.last and basis.last.paragraph_pages) or {}
    before = {entry.labels: kept.get(entry.key) for entry in basis.last.entries} if basis.last else {}
    placed = {
        entry.key: begins_on(papers[entry.key]) if entry.key in printed else before.get(entry.labels)
        for entry in made.entries
        if entry.key in papers
    }
    return {key: pages for key, pages in placed.items() if pages is not None}


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
                "Vedlegg som ikke kan leses, kan også slettes fra saken. På siden «Fastsett møtepakken» kan du også "
                "velge å fastsette likevel, med en side som sier at vedlegget mangler.",
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
    clock = f"{meeting.starts_at:%H.%M}" if meeting.starts_at else ""
    facts: dict[str, Any] = {
        "møtet": {"dato": meeting.held_on.isoformat(), "klokkeslett": clock, "sted": meeting.place}
    }
    facts |= {f"sak {case.item.number}": _facts_of_case(case, sent) for case in cases}
    yield ManifestEntry(AGENDA, "Saksliste", _hash(facts), facts=facts)
    for case in cases:
        for key, paper in case.keyed_papers:
            yield ManifestEntry(key, paper.title, paper.content_hash, facts=_facts_of_paper(paper.content))
        for key, attachment in case.keyed_attachments:
            title, content = _told(attachment, sent)
            yield ManifestEntry(key, f"Vedlegg: {title}", content)


def _facts_of_case(case: PacketCase, sent: Container[str]) -> Any:
    """What the agenda says of it, in the words of a reader."""
    item = case.item
    if item.is_withdrawn:
        return WITHDRAWN
    papers = [[paper.title, paper.content_hash] for paper in case.papers]
    return {
        "tittel": case.title,
        "type": item.get_kind_display(),
        "omtale": _hash(case.summary),
        "unntak": case.basis,
        "saksbehandlere": [[officer.name, officer.title] for officer in item.case_officers.all()],
        "forslag": _hash(case.proposal),
        "dokumenter": _hash([*papers, *(_told(one, sent) for one in case.attachments)]),
        "unntatte dokumenter": _hash([[one.title, one.label, one.basis] for one in case.withheld]),
    }


def _facts_of_paper(content: Content) -> dict[str, str]:
    """Its sections by their titles, without their numbers: those move where one is put in."""
    facts: dict[str, str] = {}
    for section in content.to_json()["sections"]:
        name = f"«{section['title']}»"
        while name in facts:
            name = f"{name} til"
        facts[name] = _hash(section["blocks"])
    return facts


def _told(attachment: Attachment, sent: Container[str]) -> tuple[str, str]:
    """Its title and hash in the manifest; a page that stands in for it has other ones than it, until it is mended."""
    if attachment.fault and attachment.sha256 not in sent:
        return attachment.printed_title, _hash([attachment.printed_title, attachment.sha256])
    return attachment.title, attachment.sha256


def _whole(meeting: Meeting, cases: list[PacketCase], progress: Progress, target: Path) -> Supplement:
    """The first packet: every page by its plain number."""
    title = packing.packet_title(meeting, is_public=any(case.is_public for case in cases))
    sewn, places = packing.build(meeting, cases, progress, target, title)
    labels = packing.labels_at(places)
    entries = tuple(replace(entry, labels=labels[entry.key]) for entry in entries_of(meeting, cases))
    return Supplement((), entries, tuple(str(page) for page in range(1, sewn.page_count + 1)), ())


def _supplement(
    meeting: Meeting, cases: list[PacketCase], last: IssuedPacket, progress: Progress, target: Path
) -> Supplement:
    old = sent_entries(last)
    new = list(entries_of(meeting, cases, sent={entry.content for entry in old}))
    if _is_same(old, new):
        raise ValidationError("Ingenting er endret siden møtepakken ble fastsatt, så det er ikke noe å fastsette.")
    made = packing.made_of(cases, progress)
    progress("Lager sakslisten", 86)
    plan, agenda = _settled(meeting, cases, made, lambda length: _plan(old, last, new, made, length))
    labels = {entry.key: entry.labels for entry in plan.added}
    parts = {part.key: part for part in flat(packing.numbered(made, labels))}
    if agenda is not None:
        parts[AGENDA] = PacketPart(AGENDA, "Saksliste", agenda.path, is_sound=True)
    whole = packing.packet_title(meeting, is_public=last.is_public)
    name = f"Tillegg {last.sequence} til {whole[0].lower()}{whole[1:]}"
    progress("Lager endringslisten", 88)
    front = Piece(name, _front_html(meeting, name, plan)).kept()
    front_count = packing.page_count(front)
    places, at = {FRONT: Place(1, front_count)}, 1 + front_count
    for key, pages in labels.items():
        places[key] = Place(at, len(pages))
        at += len(pages)
    stamps = [f"Tillegg {last.sequence}"] * front_count
    stamps += [f"Side {label}" for pages in labels.values() for label in pages]
    progress("Setter sammen tillegget", 92)
    sewn = [PacketPart(FRONT, "Endringer", front.path, is_sound=True), *(parts[key] for key in labels)]
    print_workers.run(name, "meetings.packet.sewing:sew", sewn, places, name, "nb", target, stamps)
    return plan


def sent_entries(last: IssuedPacket) -> list[ManifestEntry]:
    """What readers hold. Packets from before cases stood in the agenda had a page for each, which is left in place."""
    return [entry for entry in last.entries if not _PAGE_OF_CASE.fullmatch(entry.key)]


def unsent_of(meeting: Meeting) -> list[tuple[str, list[str]]]:
    """What has changed since each edition was sent and is not sent yet, in sentences; empty where nothing has.

    What changes once the meeting has begun, as when its minutes are approved, is not sent out with its packet.
    """
    if meeting.opened_at or meeting.is_over:
        return []
    unsent = []
    newest = {packet.audience: packet for packet in meeting.issued_packets.all()}  # in the order they were sent
    for last in newest.values():
        name = last.get_audience_display()
        old = sent_entries(last)
        new = list(entries_of(meeting, _cases(meeting, last.audience), sent={entry.content for entry in old}))
        if _is_same(old, new):
            continue
        knows_agenda = any(entry.key == AGENDA and entry.facts for entry in old)  # not in those from before
        plan = supplements.plan(old, last.pages, new, dict.fromkeys((entry.key for entry in new), 1))
        told = [change.told for change in plan.changes if knows_agenda or change.key != AGENDA]
        unsent += [(name.lower(), told)] if told else []
    return unsent


def _is_same(old: Sequence[ManifestEntry], new: Sequence[ManifestEntry]) -> bool:
    return [(one.title, one.content) for one in old] == [(one.title, one.content) for one in new]


def _plan(
    old: Sequence[ManifestEntry], last: IssuedPacket, new: Sequence[ManifestEntry], made: Made, length: int
) -> Supplement:
    """`length` is that of the agenda."""
    return supplements.plan(old, last.pages, new, {AGENDA: length, **made.counts})


def _settled(
    meeting: Meeting, cases: list[PacketCase], made: Made, plan: Callable[[int], Supplement]
) -> tuple[Supplement, Kept | None]:
    """The plan with the agenda it gives, which is printed again if it turned out longer or shorter than thought."""
    length = 1
    for _ in range(sewing.MOST_AGENDA_ROUNDS):
        planned = plan(length)
        if all(entry.key != AGENDA for entry in planned.added):
            return planned, None
        labels = {entry.key: entry.labels for entry in planned.entries}
        linked = {entry.key for entry in planned.added}
        agenda = Piece("Saksliste", packing.agenda_html(meeting, cases, labels, linked)).kept()
        if (found := packing.page_count(agenda)) == length:
            return planned, agenda
        length = found
    raise ValueError(f"the agenda's length did not settle in {sewing.MOST_AGENDA_ROUNDS} rounds")


def _front_html(meeting: Meeting, title: str, plan: Supplement) -> str:
    added = {entry.key for entry in plan.added}
    context = {
        "council_name": packing.council_name(),
        "meeting": meeting,
        "title": title,
        "changes": [
            {"change": change, "href": sewing.link(change.key) if change.key in added else ""}
            for change in plan.changes
        ],
    }
    return render_to_string("print/supplement.html", context)


@one_snapshot
def _keep(issued: IssuedPacket, basis: Basis, *, by: User, now: datetime) -> None:
    """Raises ValidationError if the basis has moved. Of two who send at once the database gives one the number."""
    if basis_of(issued.meeting, issued.audience).key != basis.key:
        raise ValidationError("Sakene eller dokumentene er endret mens møtepakken ble laget. Fastsett den på nytt.")
    issued.full_clean()
    issued.save(force_insert=True)
    fix_numbers(issued.meeting, now=now)
    trail.record(
        "fastsatte møtepakke", issued, by=by, now=now,
        packet=str(issued), sha256=issued.sha256, seal=seal_of(issued),
    )  # fmt: skip


def seal_of(issued: IssuedPacket) -> str:
    """Over all that the row says besides its file, whatever order a database keeps the keys of its lists in."""
    stored = [
        [issued.meeting_id, issued.audience, issued.sequence, issued.content_hash, issued.sha256, issued.page_count],
        [issued.file.name, issued.manifest, issued.pages, issued.changes],
        [issued.issued_at.astimezone(UTC).isoformat(), issued.issued_by_id],
        *([issued.paragraph_pages] if issued.paragraph_pages is not None else []),  # not in those from before
    ]
    plain = json.loads(json.dumps(stored))  # a tuple is a list once it is stored
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _hash(facts: Any) -> str:
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
