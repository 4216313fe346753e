"""A meeting as one person reads it: its cases in order, what is read, where they left off, and what comes next."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.reading.cases import ListedCase, ListedPaper, agenda_for, waiting_case
from meetings.visits.progress import HOW_COUNTED, Found, Outline, Progress, summed
from meetings.visits.report import Reading, outlines_of, reading_of
from rorikt.people.models import User


@dataclass(frozen=True)
class Stop:
    """A page of the meeting, in the order in which it is read."""

    label: str
    title: str
    url: str
    subject: Document | Attachment | AgendaItem


@dataclass(frozen=True)
class ReadPaper:
    """`place` is where the person left off. A draft has no progress: only what is approved is counted."""

    listed: ListedPaper
    outline: Outline
    progress: Progress
    place: Found | None = None

    @property
    def document(self) -> Document:
        return self.listed.document

    @property
    def place_url(self) -> str:
        return f"{self.document.get_absolute_url()}#{self.place.address}" if self.place else ""


@dataclass(frozen=True)
class ReadAttachment:
    attachment: Attachment
    progress: Progress


@dataclass(frozen=True)
class ReadCase:
    """`summary` is how far what is said of the case itself is read."""

    listed: ListedCase
    papers: Sequence[ReadPaper]
    attachments: Sequence[ReadAttachment]
    summary: Progress

    @property
    def item(self) -> AgendaItem:
        return self.listed.item

    @cached_property
    def papers_progress(self) -> Progress:
        return summed(paper.progress for paper in self.papers)

    @cached_property
    def progress(self) -> Progress:
        files = (one.progress for one in self.attachments)
        return summed([self.summary, self.papers_progress, *files])


@dataclass(frozen=True)
class Resumed:
    """Where to go on. `label` is what the link says; `title` is of what is read there."""

    label: str
    title: str
    url: str


@dataclass(frozen=True)
class Room:
    cases: Sequence[ReadCase]
    reading: Reading
    outlines: Mapping[int, Outline] = field(default_factory=dict)
    stops: Sequence[Stop] = field(default=())
    resumed: Resumed | None = None

    @cached_property
    def progress(self) -> Progress:
        """Of what is to be treated: a case that was withdrawn need not be read."""
        return summed(case.progress for case in self.cases if not case.item.is_withdrawn)

    @property
    def told(self) -> str:
        """`7 av 12 avsnitt og 1 av 3 vedlegg lest`; what is said of the cases themselves is not counted out."""
        standing = [case for case in self.cases if not case.item.is_withdrawn]
        sections = summed(case.papers_progress for case in standing)
        files = summed(one.progress for case in standing for one in case.attachments)
        told = [f"{sections.read} av {sections.total} avsnitt"] if sections.total else []
        told += [f"{files.read} av {files.total} vedlegg"] if files.total else []
        summaries = summed(case.summary for case in standing)
        told += [f"{summaries.read} av {summaries.total} omtaler"] if summaries.total else []
        return f"{' og '.join(told)} lest" if told else ""

    @property
    def how_counted(self) -> str:
        return HOW_COUNTED

    @property
    def is_begun(self) -> bool:
        return self.progress.read > 0

    def case_of(self, item: AgendaItem | None) -> ReadCase | None:
        return next((case for case in self.cases if item and case.item.pk == item.pk), None)

    def around(self, subject: object) -> tuple[Stop | None, Stop | None]:
        """What comes before a page of the meeting, and what after it."""
        for index, stop in enumerate(self.stops):
            if stop.subject == subject:
                before = self.stops[index - 1] if index else None
                return before, next(iter(self.stops[index + 1 : index + 2]), None)
        return None, None


def room_of(meeting: Meeting, user: User, listed: Sequence[ListedCase] | None = None) -> Room:
    """`listed` are its cases as this person may see them, where they are known already."""
    return _room(agenda_for(meeting, user) if listed is None else listed, user)


def room_of_case(item: AgendaItem, user: User) -> Room:
    """That of its meeting; a case that waits for one is alone."""
    return room_of(item.meeting, user) if item.meeting else _room([waiting_case(item, user)], user)


def _room(listed: Sequence[ListedCase], user: User) -> Room:
    papers = [paper for case in listed for paper in case.papers]
    outlines = outlines_of(_versions(papers), is_public=not user.has_perm("meetings.view_exempt"))
    reading = reading_of(
        user,
        [paper.document for paper in papers],
        list(chain.from_iterable(case.attachments for case in listed)),
        [case.item for case in listed],
    )
    cases = [_read(case, outlines, reading, user) for case in listed]
    standing = [one for one in cases if not one.item.is_withdrawn]
    return Room(cases, reading, outlines, list(_stops(cases)), _resumed(standing, reading))


def _versions(papers: Iterable[ListedPaper]) -> list[int]:
    return [paper.version for paper in papers if paper.version is not None]


def _read(case: ListedCase, outlines: dict[int, Outline], reading: Reading, user: User) -> ReadCase:
    is_closed = case.item.is_exempt and not user.has_perm("meetings.view_exempt")
    return ReadCase(
        case,
        [_read_paper(paper, outlines, reading) for paper in case.papers],
        [ReadAttachment(one, reading.of_attachment(one)) for one in case.attachments],
        Progress() if is_closed else reading.of_summary(case.item),
    )


def _read_paper(paper: ListedPaper, outlines: dict[int, Outline], reading: Reading) -> ReadPaper:
    outline = outlines[paper.version] if paper.version is not None else Outline()
    document = paper.document.pk
    progress = Progress() if paper.is_draft else reading.of_paper(document, outline)
    return ReadPaper(paper, outline, progress, reading.place_in(document, outline))


def _stops(cases: Iterable[ReadCase]) -> Iterator[Stop]:
    for case in cases:
        number = f"Sak {case.item.number}"
        yield Stop(number, case.listed.title, case.item.get_absolute_url(), case.item)
        for paper in case.papers:
            yield Stop(number, paper.listed.title, paper.document.get_absolute_url(), paper.document)
        for one in case.attachments:
            yield Stop("Vedlegg", one.attachment.title, one.attachment.get_absolute_url(), one.attachment)


def _resumed(cases: Sequence[ReadCase], reading: Reading) -> Resumed | None:
    """The place last read, unless that paper is read to its end; then the first thing that is not read, if any."""
    papers = [paper for case in cases for paper in case.papers]
    left = [paper for paper in papers if paper.place and not paper.progress.is_whole]
    if left:
        last = max(left, key=lambda paper: reading.places[paper.document.pk].seen_at)
        if last.place:
            return Resumed(f"Fortsett der du var: avsnitt {last.place.part.label}", last.listed.title, last.place_url)
    is_begun = any(case.progress.read for case in cases) or bool(reading.places)
    label = "Fortsett å lese" if is_begun else "Begynn å lese"
    for case in cases:
        if not case.summary.is_whole:
            return Resumed(label, f"sak {case.item.number} {case.listed.title}", case.item.get_absolute_url())
        for paper in case.papers:
            if not paper.progress.is_whole:
                return Resumed(label, paper.listed.title, paper.document.get_absolute_url())
        for one in case.attachments:
            if not one.progress.is_whole:
                return Resumed(label, one.attachment.title, one.attachment.get_absolute_url())
    return None
