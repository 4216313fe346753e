"""The projects as one person reads them, each with its milestones and how they stood in the last report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from meetings.documents.models import DocumentVersion
from meetings.projects.milestones import Before, Milestone, in_time, next_of
from meetings.register_pages.opening import Opened, lines_by, opened, opened_beside, state_of
from meetings.register_pages.since import Texts, last_report, stood
from meetings.register_pages.states import UNSAID, State
from meetings.registers.models import Register
from meetings.registers.sheet import Line
from meetings.registers.standard import Standard
from rorikt.calendar import read_day
from rorikt.people.models import User

TOLD = ("plan", "na", "nadd", "status")


@dataclass(frozen=True)
class Project:
    line: Line
    title: str
    url: str
    is_exempt: bool
    state: State
    municipalities: str
    milestones: tuple[Milestone, ...]
    today: date

    @property
    def next(self) -> Milestone | None:
        return next_of(self.milestones)

    @property
    def reached(self) -> int:
        return sum(one.is_reached for one in self.milestones)

    @property
    def counted(self) -> int:
        """All but those that are dropped."""
        return sum(not one.is_dropped for one in self.milestones)

    @property
    def late(self) -> list[Milestone]:
        return [one for one in self.milestones if one.is_late(self.today)]

    @property
    def slipped(self) -> list[Milestone]:
        return [one for one in self.milestones if one.slipped(self.today)]

    @property
    def changed(self) -> list[tuple[Milestone, list[str]]]:
        """What has happened since the last report."""
        told = [(one, one.since(self.today)) for one in self.milestones]
        return [(one, what) for one, what in told if what]


@dataclass(frozen=True)
class Projects:
    """`loose` are milestones of no project; `report` is the activity report that was approved last, if any has been
    since milestones were kept."""

    projects: list[Project]
    loose: list[Milestone]
    registers: list[Register]
    are_milestones_read: bool
    report: DocumentVersion | None


def projects_for(user: User, today: date) -> Projects | None:
    """`None` where the register is not begun. Raises PermissionDenied for who may not read it."""
    found = opened(user, Standard.PROJECTS)
    if found is None:
        return None
    beside = opened_beside(user, Standard.MILESTONES)
    report = _told_in(last_report(user), beside)
    before = stood(beside, beside.lines, TOLD, report.approved_at) if beside and report else None
    milestones = {
        pk: in_time(_milestone(beside, line, before) for line in lines)
        for pk, lines in lines_by(beside, "prosjekt").items()
        if beside
    }
    return Projects(
        [_project(found, line, milestones.get(line.row.pk, []), today) for line in found.lines],
        milestones.get(None, []),
        [one.register for one in (found, beside) if one],
        beside is not None,
        report,
    )


def _told_in(report: DocumentVersion | None, found: Opened | None) -> DocumentVersion | None:
    """Before the first row was there, no report could tell of any: not all of them are new."""
    if report is None or found is None:
        return None
    return report if found.register.rows.filter(made_at__lte=report.approved_at).exists() else None


def _milestone(found: Opened, line: Line, before: Mapping[int, Texts] | None) -> Milestone:
    return Milestone(
        title=line.row.title,
        url=line.row.get_absolute_url(),
        plan=line["plan"].day,
        expected=line["na"].day,
        reached=line["nadd"].day,
        state=state_of(line, "status"),
        roughly=line.text("omtrent"),
        responsible=line.text("ansvarlig"),
        is_exempt=found.is_exempt(line.row),
        before=_before(found, before[line.row.pk]) if before and line.row.pk in before else None,
        is_new=before is not None and line.row.pk not in before,
    )


def _before(found: Opened, texts: Texts) -> Before:
    label = texts.get("status", "")
    named = {state.label: state for state in found.states_of("status")}
    state = named.get(label, State(label=label) if label else UNSAID)
    plan, expected, reached = (_day(texts.get(key, "")) for key in ("plan", "na", "nadd"))
    return Before(plan, expected, reached, state)


def _day(text: str) -> date | None:
    return read_day(text) if text else None


def _project(found: Opened, line: Line, milestones: list[Milestone], today: date) -> Project:
    return Project(
        line=line,
        title=line.row.title,
        url=reverse("meetings:project", args=[line.row.uuid]),
        is_exempt=found.is_exempt(line.row),
        state=state_of(line, "status"),
        municipalities=line.text("gjelder"),
        milestones=tuple(milestones),
        today=today,
    )
