"""What a meeting has now, read once for all that the checklist looks for: a fixed number of queries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.council.models import CouncilMember
from meetings.cycle.models import CyclePoint
from meetings.documents.models import Document, Section, gathering
from meetings.documents.numbering import number_sections, section_number
from meetings.proceedings.models import Attendance


@dataclass(frozen=True)
class ListedItem:
    """A case of the meeting; `officers` are their names."""

    item: AgendaItem
    officers: str
    has_paper: bool


@dataclass(frozen=True)
class ListedSection:
    """`title` begins with its number."""

    section: Section
    title: str
    document: Document


@dataclass(frozen=True)
class ListedSeat:
    """One of the council on the day of the meeting, and what is known of who comes."""

    seat: CouncilMember
    state: str
    stands_in_for: int | None


@dataclass(frozen=True)
class OpenTask:
    point: CyclePoint
    due: date


@dataclass(frozen=True)
class Preparation:
    """A meeting that is prepared. `before` is the day of the meeting before it, if there was one.

    `figures` is the state of the figures where the caller has asked for it already.
    """

    meeting: Meeting
    before: date | None
    notice_days: int
    today: date
    figures: str = ""

    @property
    def notice_due(self) -> date:
        return self.meeting.held_on - timedelta(days=self.notice_days)

    @cached_property
    def items(self) -> list[ListedItem]:
        """What is to be treated, in order."""
        papers = Document.objects.filter(agenda_item=OuterRef("pk"))
        attached = Attachment.objects.filter(agenda_item=OuterRef("pk"))
        standing = self.meeting.agenda.standing().annotate(
            has_paper=Q(Exists(papers)) | Q(Exists(attached)), officer=F("case_officers__name")
        )
        rows = list(standing.order_by("sequence", "officer"))
        for row in rows:
            row.meeting = self.meeting
        names: dict[int, list[str]] = {}
        for row in rows:
            names.setdefault(row.pk, []).extend([row.officer] if row.officer else [])
        first = {row.pk: row for row in reversed(rows)}
        return [ListedItem(first[pk], ", ".join(found), first[pk].has_paper) for pk, found in names.items()]

    @cached_property
    def documents(self) -> list[Document]:
        """The papers of its cases, with what was found in those that are drafts."""
        papers = Document.objects.filter(agenda_item__meeting=self.meeting, agenda_item__withdrawn_at=None)
        return list(papers.select_related("agenda_item", "finding").order_by("agenda_item__sequence", "position", "pk"))

    @property
    def drafts(self) -> list[Document]:
        return [document for document in self.documents if not document.is_approved]

    @cached_property
    def sections(self) -> list[tuple[Document, list[Section]]]:
        """Of the drafts."""
        rows = list(Section.objects.filter(document__in=self.drafts).select_related("responsible"))
        return [(draft, [row for row in rows if row.document_id == draft.pk]) for draft in self.drafts]

    @property
    def unwritten(self) -> list[ListedSection]:
        """The first due first; headings that only gather others are not written."""
        found = [one for draft, sections in self.sections for one in _unwritten(draft, sections)]
        return sorted(found, key=lambda one: one.section.deadline_on or date.max)

    @cached_property
    def seats(self) -> list[ListedSeat]:
        here = FilteredRelation("attendances", condition=Q(attendances__meeting=self.meeting))
        seated = CouncilMember.objects.seated_on(self.meeting.held_on).annotate(here=here)
        rows = seated.annotate(state=F("here__state"), instead_of=F("here__stands_in_for")).select_related(
            "municipality"
        )
        return [ListedSeat(row, row.state or "", row.instead_of) for row in rows]

    @property
    def absent(self) -> list[CouncilMember]:
        """Members who do not come, and whom nobody stands in for."""
        filled = {one.stands_in_for for one in self.seats if one.state == Attendance.State.PRESENT}
        missing = [one.seat for one in self.seats if one.state == Attendance.State.ABSENT and one.seat.is_voting]
        return [seat for seat in missing if seat.pk not in filled]

    @cached_property
    def tasks(self) -> list[OpenTask]:
        """Of the cycle: those of the months that lead up to this meeting from the one before it."""
        years = {self.meeting.held_on.year - 1, self.meeting.held_on.year}
        turn = FilteredRelation("turns", condition=Q(turns__year__in=years, turns__done_at__isnull=False))
        points = CyclePoint.objects.filter(kind=CyclePoint.Kind.TASK).select_related("owner")
        rows = list(points.annotate(turn=turn).annotate(done_in=F("turn__year")))
        done = {(row.pk, row.done_in) for row in rows}
        once = {row.pk: row for row in rows}.values()
        return sorted(_open(once, years, done, self), key=lambda task: (task.due, task.point.title))


def _unwritten(draft: Document, sections: list[Section]) -> Iterator[ListedSection]:
    left_out = gathering(sections)
    for number, section in number_sections(sections):
        if not (section.is_finished or section.pk in left_out):
            yield ListedSection(section, f"{section_number(number)} {section.title}", draft)


def _open(
    points: Iterable[CyclePoint], years: Iterable[int], done: set[tuple[int, int]], preparation: Preparation
) -> Iterator[OpenTask]:
    for point in points:
        for year in years:
            begins, due = point.begins(year), point.due(year, [preparation.meeting.held_on])
            if begins and due and (point.pk, year) not in done and _leads_up(point, begins, due, preparation):
                yield OpenTask(point, due)


def _leads_up(point: CyclePoint, begins: date, due: date, preparation: Preparation) -> bool:
    """To this meeting, not to the one before: its month began since then, or its day comes between the two."""
    before = preparation.before or date.min
    return before < begins if point.days_before is not None else before < due <= preparation.meeting.held_on
