"""What goes into the packet of a meeting, and in which order: the cases, their papers and their attachments."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from budget.money.reader import Reader
from meetings.agenda.decided import Outcome, outcome_of
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.files import read
from meetings.attachments.models import Attachment
from meetings.attachments.parts import PacketPart, flat, keys_of
from meetings.key_figures.asked import proposal_chapter
from meetings.packet import mending, sewing
from meetings.packet.sewing import AGENDA, Place, Places, Sewn
from meetings.papers import printing
from meetings.papers.printing import Piece, PrintedPaper
from rorikt.figures.offers import Asked, offers
from rorikt.figures.values import Table, to_json
from rorikt.jobs.queue import Progress
from rorikt.people.models import Cooperation
from rorikt.printing import kept_pdfs, print_workers
from rorikt.printing.kept_pdfs import Kept

MANIFEST = "innhold"
FOLLOWUP = "tabell:oppfolging"  # offered by a room above this one


@dataclass(frozen=True)
class Withheld:
    """What the public packet names by its public title, and leaves out on the ground that is given."""

    title: str
    label: str
    basis: str


def key_of(item: AgendaItem) -> str:
    """What the parts of a case are called by in a packet."""
    return f"sak-{item.sequence}"


@dataclass(frozen=True)
class PacketCase:
    """A case of the packet with what stands behind it.

    For the public it is made of public titles and of what is not exempt: the rest is never in it at all. `told` is what
    the case of briefings tells by itself.
    """

    item: AgendaItem
    papers: tuple[PrintedPaper, ...]
    attachments: tuple[Attachment, ...]
    withheld: tuple[Withheld, ...] = ()
    is_public: bool = False
    told: Table | None = None

    @property
    def is_closed(self) -> bool:
        """Exempt as a whole, and told to the public: only its number and its public title are."""
        return self.is_public and self.item.is_exempt

    @property
    def title(self) -> str:
        return self.item.public_title if self.is_closed else self.item.title

    @property
    def heading(self) -> str:
        mark = " (trukket)" if self.item.is_withdrawn else " (ettersendt)" if self.item.is_late else ""
        return f"{self.item.number} – {self.title}{mark}"

    @property
    def summary(self) -> str:
        return "" if self.is_closed else self.item.summary

    @property
    def proposal(self) -> str:
        """What the council is asked to agree to, as HTML: the chapter of a case paper that is called a proposal."""
        return next((text for paper in self.papers if (text := _proposal_in(paper))), "")

    @property
    def outcome(self) -> Outcome | None:
        """What became of it, beside papers that were approved before; of a closed case only that it is settled."""
        return None if self.item.is_withdrawn else outcome_of(self.item, is_closed=self.is_closed)

    @property
    def basis(self) -> str:
        """On what ground the case is exempt; in the full packet too, so that readers know what they hold."""
        return self.item.exemption_basis

    @property
    def key(self) -> str:
        return key_of(self.item)

    @property
    def keyed_papers(self) -> list[tuple[str, PrintedPaper]]:
        return [(f"{self.key}-dokument-{index}", paper) for index, paper in enumerate(self.papers, start=1)]

    @property
    def keyed_attachments(self) -> list[tuple[str, Attachment]]:
        return [(f"{self.key}-vedlegg-{attachment.pk}", attachment) for attachment in self.attachments]


@dataclass(frozen=True)
class Made:
    """The parts of a packet besides its agenda, a case each; by the key of every part its pages and its hash.

    Papers are as they are alone, until it is known which pages of the packet they are (`numbered`).
    """

    parts: tuple[PacketPart, ...]
    counts: dict[str, int]
    hashes: dict[str, str]
    papers: dict[str, PrintedPaper]


def cases_of(
    meeting: Meeting, *, with_drafts: bool, is_public: bool = False, only: AgendaItem | None = None
) -> list[PacketCase]:
    """The cases in order. A paper that is not approved comes along only `with_drafts`, and never `is_public`."""
    items = meeting.agenda.select_related("meeting", "treatment").prefetch_related(
        "case_officers", "attachments", "documents__cost_estimate"
    )
    chosen = items.filter(pk=only.pk) if only else items
    public = Reader()
    cases = [_public_case(one, public) if is_public else _case(one, with_drafts=with_drafts) for one in chosen]
    return [replace(case, told=_told_at(meeting)) if _tells(case) else case for case in cases]


def _tells(case: PacketCase) -> bool:
    return case.item.standard == AgendaItem.Standard.BRIEFINGS and not case.is_closed and not case.item.is_withdrawn


def _told_at(meeting: Meeting) -> Table | None:
    """Where the earlier decisions stand: today, and once the meeting is held as it was then. `None` where nothing is
    left of them."""
    table = offers()[FOLLOWUP].make(Asked(as_of=min(meeting.held_on, timezone.localdate())))
    return table if isinstance(table, Table) and table.rows else None


def packet_title(meeting: Meeting, *, is_public: bool = False, only: AgendaItem | None = None) -> str:
    name = f"Sak {only.number}" if only else f"Møtepakke {meeting.number}"
    return f"{name} (offentlig)" if is_public else name


def packet_key(meeting: Meeting, cases: list[PacketCase], title: str = "") -> str:
    """Changes with anything that the packet prints."""
    return printing.key_of(
        "packet",
        title or packet_title(meeting),
        [meeting.number, meeting.held_on.isoformat(), str(meeting.starts_at), meeting.place],
        [str(value) for value in Cooperation.objects.values_list("name", "council_name")],
        [
            [
                [case.heading, case.item.kind, case.summary, case.basis, case.is_public],
                [case.outcome.told, case.outcome.text] if case.outcome else [],
                to_json(case.told) if case.told else {},
                [[withheld.title, withheld.label, withheld.basis] for withheld in case.withheld],
                [[officer.name, officer.title] for officer in case.item.case_officers.all()],
                [paper.key for paper in case.papers],
                [_key_of_attachment(attachment) for attachment in case.attachments],
            ]
            for case in cases
        ],
    )


def _key_of_attachment(attachment: Attachment) -> list[str]:
    """Its title and what is printed of it; one with a fault has a page that stands in for it."""
    fault = [attachment.fault] if attachment.fault else []
    return [attachment.title, attachment.sha256, attachment.printed_sha256, *fault]


def build_kept(meeting: Meeting, cases: list[PacketCase], progress: Progress, title: str = "") -> Kept:
    """The kept packet, built first if need be, with a page in place of each attachment that cannot be read."""

    def make() -> Kept:
        key = packet_key(meeting, cases, title)
        return kept_pdfs.keep_written(key, lambda path: _discard(build(meeting, cases, progress, path, title)))

    return mending.with_stand_ins(files_of(cases), make)


def files_of(cases: Iterable[PacketCase]) -> list[Attachment]:
    return [attachment for case in cases for attachment in case.attachments]


def build(
    meeting: Meeting, cases: list[PacketCase], progress: Progress, target: Path, title: str = ""
) -> tuple[Sewn, Places]:
    """Print what is not yet printed and write it as one. Raises ValidationError that names what could not be read."""
    own = made_of(cases, progress)
    progress("Lager sakslisten", 88)
    agenda, places = sewing.settle_agenda(
        own.parts,
        own.counts,
        lambda places: Piece("Saksliste", agenda_html(meeting, cases, labels_at(places))).kept(),
        page_count,
    )
    parts = numbered(own, labels_at(places))
    manifest = Piece(
        "Innhold og kontrollsummer", manifest_html(meeting, parts, places, {AGENDA: agenda.sha256, **own.hashes})
    ).kept()
    places = {**places, MANIFEST: Place(max(place.last for place in places.values()) + 1, page_count(manifest))}
    sewn = [
        PacketPart(AGENDA, "Saksliste", agenda.path, is_sound=True),
        *parts,
        PacketPart(MANIFEST, "Innhold og kontrollsummer", manifest.path, is_sound=True),
    ]

    def sew() -> Sewn:
        name = title or packet_title(meeting)
        made: Sewn = print_workers.run(name, "meetings.packet.sewing:sew", sewn, places, name, "nb", target)
        return made

    [made] = print_workers.run_side_by_side([sew], finished=lambda count: progress("Setter sammen møtepakken", 90))
    return made, places


def made_of(cases: list[PacketCase], progress: Progress) -> Made:
    """The papers and attachments of each case, printed if need be."""
    papers = [paper for case in cases for paper in case.papers]
    printed = dict(zip([paper.key for paper in papers], printing.print_all(papers, progress), strict=True))
    progress("Leser vedleggene", 82)
    parts = [PacketPart(case.key, case.heading, None, tuple(_below(case, printed)), is_sound=True) for case in cases]
    keys_of(parts)
    hashes = {key: printed[paper.key].sha256 for case in cases for key, paper in case.keyed_papers}
    hashes |= {
        key: _stand_in(attachment).sha256 if attachment.fault else attachment.sha256
        for case in cases
        for key, attachment in case.keyed_attachments
    }
    keyed = {key: paper for case in cases for key, paper in case.keyed_papers}
    return Made(tuple(parts), _counts(list(flat(parts))), hashes, keyed)


def numbered(made: Made, labels: Mapping[str, Sequence[str]]) -> tuple[PacketPart, ...]:
    """The parts with the papers numbered as the packet is; `labels` of their pages by key. A paper that has none is not
    printed this time."""
    chosen = [key for key in made.papers if key in labels]
    kept = dict(zip(chosen, printing.print_numbered([(made.papers[key], labels[key]) for key in chosen]), strict=True))
    return tuple(
        replace(
            case,
            children=tuple(
                replace(child, data=kept[child.key].path) if child.key in kept else child for child in case.children
            ),
        )
        for case in made.parts
    )


def labels_at(places: Places) -> dict[str, tuple[str, ...]]:
    """The numbers of the pages of each part, where nothing has been put in between."""
    return {key: tuple(str(page) for page in range(place.page, place.last + 1)) for key, place in places.items()}


def agenda_html(
    meeting: Meeting,
    cases: Iterable[PacketCase],
    labels: Mapping[str, Sequence[str]],
    linked: Container[str] | None = None,
) -> str:
    """The first pages of the packet: what is to be treated, where it begins, and what is proposed.

    It links to all papers, or to those that are `linked`.
    """
    context = {
        "council_name": council_name(),
        "meeting": meeting,
        "cases": [_listed(case, labels, linked) for case in cases],
    }
    return render_to_string("print/agenda.html", context)


def _listed(case: PacketCase, labels: Mapping[str, Sequence[str]], linked: Container[str] | None) -> dict[str, Any]:
    item = case.item
    papers = [
        {**paper, "page": labels[key][0], "href": sewing.link(key) if linked is None or key in linked else ""}
        for key, paper in _papers(case)
    ]
    listed = {
        "number": item.number,
        "title": case.title,
        "kind": item.get_kind_display(),
        "basis": case.basis,
        "papers": papers,
        "withheld": case.withheld,
        "is_withdrawn": item.is_withdrawn,
        "outcome": case.outcome,
    }
    if case.is_closed or item.is_withdrawn:
        return listed
    return {
        **listed,
        "anchor": case.key,
        "is_briefing": item.kind == AgendaItem.Kind.BRIEFING,
        "summary": case.summary,
        "told": case.told,
        "proposal": case.proposal,
        "officers": item.case_officers.all(),
    }


def _proposal_in(paper: PrintedPaper) -> str:
    """Its links lead to sections, which are elsewhere, and are left out."""
    title, html = proposal_chapter(paper.content.kind, paper.content.sections)
    return f"<h4>{escape(title)}</h4>{html}" if title else ""


def _papers(case: PacketCase) -> Iterator[tuple[str, dict[str, str]]]:
    """The parts below a case by their keys: its papers, then its attachments."""
    for key, paper in case.keyed_papers:
        yield key, {"title": paper.title, "label": paper.content.kind_label}
    for key, attachment in case.keyed_attachments:
        label = "Vedlegg, kan ikke leses" if attachment.fault else "Vedlegg"
        yield key, {"title": attachment.title, "label": label}


def council_name() -> str:
    cooperation = Cooperation.objects.first()
    return cooperation.council_name if cooperation else ""


def _case(item: AgendaItem, *, with_drafts: bool) -> PacketCase:
    """A case that is withdrawn is named, and nothing of it is printed."""
    if item.is_withdrawn:
        return PacketCase(item, (), ())
    papers = [printing.paper_of(document, with_drafts=with_drafts) for document in item.documents.all()]
    return PacketCase(item, tuple(paper for paper in papers if paper), tuple(item.attachments.all()))


def _public_case(item: AgendaItem, public: Reader) -> PacketCase:
    """What is exempt is withheld before anything is printed; nothing is ever blacked out."""
    if item.is_exempt or item.is_withdrawn:
        return PacketCase(item, (), (), is_public=True)
    documents = [one for one in item.documents.all() if not one.exempted_by(public)]
    papers = [printing.paper_of(one, with_drafts=False, is_public=True) for one in documents]
    return PacketCase(
        item,
        tuple(paper for paper in papers if paper),
        tuple(one for one in item.attachments.all() if not one.is_exempt),
        tuple(withheld_of(item, public)),
        is_public=True,
    )


def hold_exempt(cases: Iterable[PacketCase]) -> bool:
    """Whether cases of the full packet have anything that the public may not read."""
    public = Reader()
    return any(
        case.item.is_exempt
        or any(paper.has_exempt for paper in case.papers)
        or any(True for _ in withheld_of(case.item, public, with_drafts=True))
        for case in cases
    )


def withheld_of(item: AgendaItem, public: Reader, *, with_drafts: bool = False) -> Iterator[Withheld]:
    """The approved papers and the attachments of a public case that the public may know of, and not read."""
    for paper in item.documents.all():
        if (part := paper.exempted_by(public)) and (with_drafts or paper.versions.exists()):
            yield Withheld(part.public_title, paper.get_kind_display(), part.exemption_basis)
    for attachment in item.attachments.all():
        if attachment.is_exempt:
            yield Withheld(attachment.public_title, "Vedlegg", attachment.exemption_basis)


def manifest_html(meeting: Meeting, parts: Sequence[PacketPart], places: Places, hashes: Mapping[str, str]) -> str:
    """The last page: what the packet is made of, where it stands, and the SHA-256 that each part can be known by."""
    rows = [_manifest_row("Saksliste", places[AGENDA], hashes[AGENDA])]
    for case in parts:
        rows += [{"title": case.title}] if case.children else []
        rows += [_manifest_row(part.title, places[part.key], hashes[part.key]) for part in case.children]
    return render_to_string("print/manifest.html", {"council_name": council_name(), "meeting": meeting, "parts": rows})


def _manifest_row(title: str, place: Place, sha256: str) -> dict[str, Any]:
    pages = str(place.page) if place.page_count == 1 else f"{place.page}–{place.last}"
    groups = " ".join(sha256[start : start + 16] for start in range(0, len(sha256), 16))
    return {"title": title, "pages": pages, "page_count": place.page_count, "sha256": groups}


def _below(case: PacketCase, printed: Mapping[str, Kept]) -> list[PacketPart]:
    """The papers and attachments of a case."""
    papers = [PacketPart(key, paper.title, printed[paper.key].path, is_sound=True) for key, paper in case.keyed_papers]
    return papers + [_attached(key, attachment) for key, attachment in case.keyed_attachments]


def _counts(parts: list[PacketPart]) -> dict[str, int]:
    """The pages of each part, counted by a worker, since an attachment is a stranger's file."""
    counted = print_workers.run("Vedleggene", "meetings.attachments.parts:count_pages", parts)
    return dict(zip([part.key for part in parts], counted, strict=True))


def page_count(kept: Kept) -> int:
    return _counts([PacketPart("", "", kept.path)])[""]


def _attached(key: str, attachment: Attachment) -> PacketPart:
    """Held against its hash; or the page that stands in for it, where it is known to have a fault."""
    if attachment.fault:
        return PacketPart(key, attachment.printed_title, _stand_in(attachment).path, is_sound=True)
    read(attachment)
    return mending.part_of(key, attachment)


def _stand_in(attachment: Attachment) -> Kept:
    context = {"council_name": council_name(), "item": attachment.agenda_item, "attachment": attachment}
    return Piece(attachment.printed_title, render_to_string("print/stand_in.html", context)).kept()


def _discard(result: object) -> None:
    """What was built is in the file."""
