"""Pages of the projects: the list, and one with its milestones in time."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meetings.projects.report import Projects, projects_for
from meetings.projects.tables import MilestoneTable, ProjectTable
from meetings.register_pages.pages import not_begun
from meetings.registers.standard import Standard
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing

OF_MILESTONES = ("next", "reached", "late", "slipped")


@needs("meetings.view_registers")
def projects(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = projects_for(person(request), today)
    if found is None:
        return not_begun(request, Standard.PROJECTS)
    hidden = OF_MILESTONES if not found.are_milestones_read else () if found.report else ("slipped",)
    table = ProjectTable(found.projects, exclude=hidden)
    loose = MilestoneTable(
        found.loose, caption="Milepæler uten prosjekt", today=today, prefix="uten-", exclude=_unknown(found)
    )
    if answer := export.answer(request, "prosjekter", table, loose if found.loose else None):
        return answer
    context = {
        "register": found.registers[0],
        "registers": found.registers,
        "report": found.report,
        "table": listing.configure(request, table),
        "loose": listing.configure(request, loose),
    }
    return render(request, "meetings/projects/projects.html", context)


@needs("meetings.view_registers")
def project(request: HttpRequest, uuid: UUID) -> HttpResponse:
    today = timezone.localdate()
    found = projects_for(person(request), today)
    chosen = next((one for one in found.projects if one.line.row.uuid == uuid), None) if found else None
    if found is None or chosen is None:
        raise Http404
    table = MilestoneTable(
        chosen.milestones,
        caption="Milepæler",
        empty_text="Prosjektet har ingen milepæler ennå.",
        today=today,
        exclude=_unknown(found),
    )
    shown = table if found.are_milestones_read else None
    if answer := export.answer(request, f"prosjekt {chosen.title}", shown):
        return answer
    context = {
        "project": chosen,
        "row": chosen.line.row,
        "about": chosen.line.text("om"),
        "responsible": chosen.line.text("ansvarlig"),
        "report": found.report,
        "table": shown and listing.configure(request, shown),
        "registers": found.registers,
        "register": found.registers[0],
    }
    return render(request, "meetings/projects/project.html", context)


def _unknown(found: Projects) -> tuple[str, ...]:
    """Nothing is told of what has happened since a report that there is not."""
    return () if found.report else ("since",)
