"""Pages of what all documents share: the list of terms, and the building projects that are followed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from meetings.registers import actions
from meetings.registers.forms import BuildingProjectForm, DefinitionForm
from meetings.registers.models import BuildingProject, Definition
from meetings.registers.tables import BuildingProjectTable, DefinitionTable
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.permissions import needs
from rorikt.tables import listing


@needs("meetings.view_document")
def definitions(request: HttpRequest) -> HttpResponse:
    may_change = request.user.has_perm("meetings.change_definition")
    table = DefinitionTable(Definition.objects.all(), may_change=may_change)
    context = {"table": listing.configure(request, table), "may_change": may_change}
    return render(request, "meetings/registers/definitions.html", context)


@needs("meetings.view_document")
def building_projects(request: HttpRequest) -> HttpResponse:
    may_change = request.user.has_perm("meetings.change_building_project")
    table = BuildingProjectTable(BuildingProject.objects.select_related("municipality"), may_change=may_change)
    context = {"table": listing.configure(request, table), "may_change": may_change}
    return render(request, "meetings/registers/building_projects.html", context)


definition_pages = row_pages(
    DefinitionForm,
    "meetings.change_definition",
    find=among(Definition.objects),
    start=lambda request: Definition(),
    crumbs=lambda row: [("Definisjoner og begreper", reverse("meetings:definitions"))],
    new="Nytt begrep",
    edit="Rediger «{row}»",
    consequence="Dokumentene som er godkjent, beholder sin forklaring.",
    delete_url="meetings:definition-delete",
    store=actions.save_definition,
    delete=actions.delete_definition,
)
building_project_pages = row_pages(
    BuildingProjectForm,
    "meetings.change_building_project",
    find=among(BuildingProject.objects),
    start=lambda request: BuildingProject(),
    crumbs=lambda row: [("Byggprosjekter", reverse("meetings:building-projects"))],
    new="Nytt byggprosjekt",
    edit="Rediger «{row}»",
    store=actions.save_building_project,
)
