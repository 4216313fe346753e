"""Pages of the building projects: the list, and one with what each approved report printed of it."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from meetings.building_projects.history import Entry
from meetings.building_projects.report import BuildingProject, building_projects_for
from meetings.building_projects.tables import BuildingProjectTable
from meetings.register_pages.pages import not_begun
from meetings.registers.standard import Standard
from rorikt.amounts import short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing


@needs("meetings.view_registers")
def building_projects(request: HttpRequest) -> HttpResponse:
    found = building_projects_for(person(request))
    if found is None:
        return not_begun(request, Standard.BUILDING_PROJECTS)
    table = BuildingProjectTable(found.projects)
    if answer := export.answer(request, "byggprosjekter", table):
        return answer
    context = {
        "register": found.found.register,
        "registers": [found.found.register],
        "last": found.reports[-1] if found.reports else None,
        "table": listing.configure(request, table),
    }
    return render(request, "meetings/building_projects/projects.html", context)


@needs("meetings.view_registers")
def building_project(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = building_projects_for(person(request))
    project = next((one for one in found.projects if one.line.row.uuid == uuid), None) if found else None
    if found is None or project is None:
        raise Http404
    if answer := export.answer(request, f"byggprosjekt {project.title}", _printed(project)):
        return answer
    context = {
        "register": found.found.register,
        "registers": [found.found.register],
        "project": project,
        "row": project.line.row,
        "entries": listing.page_of(request, project.entries[::-1]),
    }
    return render(request, "meetings/building_projects/project.html", context)


def _printed(project: BuildingProject) -> Table:
    """What each report printed, for a file; the newest last."""
    labels = list(dict.fromkeys(label for entry in project.entries for label in entry.texts))
    return tabulate(
        "byggprosjekt",
        f"{project.title} i rapportene",
        (
            column("Rapport", lambda entry: entry.title),
            column("Godkjent", lambda entry: short_date(entry.approved_on)),
            *(column(label, _text_of(label)) for label in labels),
        ),
        project.entries,
    )


def _text_of(label: str) -> Callable[[Entry], str]:
    return lambda entry: entry.texts.get(label, "")
