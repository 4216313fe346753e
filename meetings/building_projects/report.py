"""The building projects as one person reads them, and what approved reports have printed of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from meetings.building_projects.history import Change, Entry, PrintedRow, Report, changed, history, unchanged_since
from meetings.documents.content import Content
from meetings.documents.models import Document, DocumentVersion
from meetings.register_pages.opening import Opened, opened, state_of
from meetings.register_pages.since import ever_held
from meetings.register_pages.states import State
from meetings.registers.sheet import Line
from meetings.registers.standard import Standard
from rorikt.calendar import local_day
from rorikt.figures.values import Table
from rorikt.people.models import User

TABLE = "tabell:byggprosjekter"
KINDS = (Document.Kind.ACTIVITY_REPORT, Document.Kind.PERIOD_REPORT)


@dataclass(frozen=True)
class BuildingProject:
    """`since` is the day from which the reports have printed the same; `now` what has changed since the last one."""

    line: Line
    title: str
    url: str
    is_exempt: bool
    state: State
    comment: str
    municipality: str
    entries: tuple[Entry, ...]
    since: date | None
    now: tuple[Change, ...]

    @property
    def printed(self) -> int:
        return sum(not entry.is_absent for entry in self.entries)

    @property
    def told(self) -> str:
        """Against the last report that printed it."""
        if not self.printed:
            return "Ikke i noen godkjent rapport"
        if self.now:
            return "Endret siden siste rapport"
        if self.entries[-1].is_absent:
            return "Ikke i siste rapport"
        return f"Uendret siden {self.since:%d.%m.%Y}" if self.since else "Som i siste rapport"


@dataclass(frozen=True)
class BuildingProjects:
    found: Opened
    projects: list[BuildingProject]
    reports: list[Report]


def building_projects_for(user: User) -> BuildingProjects | None:
    """`None` where the register is not begun. Raises PermissionDenied for who may not read it."""
    found = opened(user, Standard.BUILDING_PROJECTS)
    if found is None:
        return None
    reports = reports_for(user, found.register.slug)
    titles = ever_held(found, "tittel")
    projects = [_project(found, line, reports, titles.get(line.row.pk, [line.row.title])) for line in found.lines]
    return BuildingProjects(found, projects, reports)


def reports_for(user: User, slug: str) -> list[Report]:
    """The reports that printed building projects, by when they were first approved; of each its newest version.

    Who may not see what is exempt reads the public edition here too.
    """
    documents = Document.objects.visible_to(user).filter(kind__in=KINDS)
    newest: dict[int, int] = {}
    first: dict[int, date] = {}
    versions = DocumentVersion.objects.filter(document__in=documents).order_by("approved_at", "sequence")
    for pk, document, approved_at in versions.values_list("pk", "document", "approved_at"):
        newest[document] = pk
        first.setdefault(document, local_day(approved_at))
    read = DocumentVersion.objects.select_related("document").in_bulk(newest.values())
    sees_all = user.has_perm("meetings.view_exempt")
    told = []
    for document, approved_on in first.items():
        version = read[newest[document]]
        content = version.frozen if sees_all else version.frozen_public
        rows = tuple(row for table in _tables(content, slug) for row in _rows(table))
        if rows:
            told.append(Report(content.title, version.get_absolute_url(), approved_on, rows))
    return told


def _tables(content: Content, slug: str) -> Iterator[Table]:
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Table) and (block.key == TABLE or block.key.startswith(f"tabell:register:{slug}")):
                yield block


def _rows(table: Table) -> Iterator[PrintedRow]:
    keys = getattr(table, "row_keys", ())  # reports from before rows had any know them by their titles
    for place, row in enumerate(table.rows):
        texts = {column.label: cell.text for column, cell in zip(table.columns, row, strict=True)}
        yield PrintedRow(keys[place] if place < len(keys) else "", texts)


def _project(found: Opened, line: Line, reports: list[Report], titles: list[str]) -> BuildingProject:
    entries = history(reports, str(line.row.uuid), titles)
    printed = next((entry for entry in reversed(entries) if not entry.is_absent), None)
    columns = [column for column, _ in found.sheet.boxes]
    now = {column.title: found.sheet.text(line.row, column) for column in columns if not column.is_per_municipality}
    return BuildingProject(
        line=line,
        title=line.row.title,
        url=reverse("meetings:building-project", args=[line.row.uuid]),
        is_exempt=found.is_exempt(line.row),
        state=state_of(line, "status"),
        comment=line.text("kommentar"),
        municipality=line.text("kommune"),
        entries=tuple(entries),
        since=unchanged_since(entries),
        now=changed(printed.texts, now) if printed else (),
    )
