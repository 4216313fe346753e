"""What goes into the packet of a meeting, and in which order: the cases, their papers and their attachments."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from meetings import packet, printing
from meetings.models import AgendaItem, Attachment, Meeting
from meetings.packet import Assembled, Part, Places
from meetings.printing import Paper
from rorikt import pdf
from rorikt.jobs import Progress
from rorikt.models import Cooperation


@dataclass(frozen=True)
class Case:
    """A case of the packet with what stands behind it."""

    item: AgendaItem
    papers: tuple[Paper, ...]
    attachments: tuple[Attachment, ...]

    @property
    def key(self) -> str:
        return f"sak-{self.item.sequence}"

    @property
    def keyed_papers(self) -> list[tuple[str, Paper]]:
        return [(f"{self.key}-dokument-{index}", paper) for index, paper in enumerate(self.papers, start=1)]

    @property
    def keyed_attachments(self) -> list[tuple[str, Attachment]]:
        return [(f"{self.key}-vedlegg-{attachment.pk}", attachment) for attachment in self.attachments]


def cases_of(meeting: Meeting, *, with_drafts: bool) -> list[Case]:
    """The cases in order. A paper that is not approved comes along only `with_drafts`."""
    items = meeting.agenda.select_related("meeting").prefetch_related("case_officers", "attachments", "documents")
    return [_case(item, with_drafts=with_drafts) for item in items]


def packet_key(meeting: Meeting, cases: list[Case]) -> str:
    """Changes with anything that the packet prints."""
    return printing.key_of(
        "packet",
        [meeting.number, meeting.held_on.isoformat(), str(meeting.starts_at), meeting.place],
        [str(value) for value in Cooperation.objects.values_list("name", "council_name")],
        [
            [
                [case.item.number, case.item.title, case.item.kind, case.item.summary],
                [[officer.name, officer.title] for officer in case.item.case_officers.all()],
                [paper.key for paper in case.papers],
                [[attachment.title, attachment.sha256] for attachment in case.attachments],
            ]
            for case in cases
        ],
    )


def build(
    meeting: Meeting,
    cases: list[Case],
    progress: Progress,
    *,
    print_paper: Callable[[Paper], bytes] = printing.printed,
) -> Assembled:
    """Print what is not yet printed and put it together. Raises ValidationError that names what could not be read."""
    parts = tuple(_parts(cases, progress, print_paper))
    progress("Setter sammen møtepakken", 90)

    def agenda(places: Places) -> bytes:
        return pdf.render(agenda_html(meeting, cases, places))

    return packet.assemble(parts, agenda, title=f"Møtepakke {meeting.number}")


def case_page_html(case: Case, page_counts: Mapping[str, int]) -> str:
    """The page that stands before the papers of a case in the packet. `page_counts` has one for each key of a part."""
    item = case.item
    context = {
        "council_name": _council_name(),
        "meeting": item.meeting,
        "case": {
            "number": item.number,
            "title": item.title,
            "kind": item.get_kind_display(),
            "is_briefing": item.kind == AgendaItem.Kind.BRIEFING,
            "summary": item.summary,
            "officers": item.case_officers.all(),
        },
        "papers": [{**paper, "pages": page_counts[key]} for key, paper in _papers(case)],
    }
    return render_to_string("print/case_page.html", context)


def agenda_html(meeting: Meeting, cases: Iterable[Case], places: Places) -> str:
    """The first pages of the packet, with the page that each case and paper begins on."""
    context = {
        "council_name": _council_name(),
        "meeting": meeting,
        "cases": [
            {
                "number": case.item.number,
                "title": case.item.title,
                "kind": case.item.get_kind_display(),
                "page": places[case.key].page,
                "href": packet.link(case.key),
                "papers": [{**paper, "page": places[key].page} for key, paper in _papers(case)],
            }
            for case in cases
        ],
    }
    return render_to_string("print/agenda.html", context)


def _papers(case: Case) -> Iterator[tuple[str, dict[str, str]]]:
    """The parts below a case by their keys: its papers, then its attachments."""
    for key, paper in case.keyed_papers:
        yield key, {"title": paper.title, "label": paper.content["kind_label"], "href": packet.link(key)}
    for key, attachment in case.keyed_attachments:
        yield key, {"title": attachment.title, "label": "Vedlegg", "href": packet.link(key)}


def _council_name() -> str:
    cooperation = Cooperation.objects.first()
    return cooperation.council_name if cooperation else ""


def _case(item: AgendaItem, *, with_drafts: bool) -> Case:
    papers = [printing.paper_of(document, with_drafts=with_drafts) for document in item.documents.all()]
    return Case(item, tuple(paper for paper in papers if paper), tuple(item.attachments.all()))


def _parts(cases: list[Case], progress: Progress, print_paper: Callable[[Paper], bytes]) -> Iterator[Part]:
    done, total = 0, sum(len(case.papers) for case in cases) or 1
    for case in cases:
        below = []
        for key, paper in case.keyed_papers:
            progress(f"Setter sidene i {paper.title}", 5 + 80 * done // total)
            below.append(Part(key, paper.title, print_paper(paper)))
            done += 1
        below += [Part(key, attachment.title, _read(attachment)) for key, attachment in case.keyed_attachments]
        page = pdf.render(case_page_html(case, {part.key: pdf.page_count(part.data) for part in below}))
        yield Part(case.key, f"{case.item.number} – {case.item.title}", page, tuple(below))


def _read(attachment: Attachment) -> bytes:
    try:
        with attachment.file.open("rb") as file:
            return bytes(file.read())
    except OSError as error:
        raise ValidationError(
            f"Vedlegget «{attachment.title}» i sak {attachment.agenda_item.number} mangler på lageret. "
            "Last det opp på nytt."
        ) from error
