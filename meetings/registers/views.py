"""Pages of what all documents share: the list of terms, and the building projects that are followed."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from meetings.registers import actions
from meetings.registers.forms import BuildingProjectForm, DefinitionForm
from meetings.registers.models import BuildingProject, Definition
from meetings.registers.tables import BuildingProjectTable, DefinitionTable
from rorikt.pages.editing import form_page
from rorikt.people.person import person
from rorikt.tables import listing


@permission_required("meetings.view_document", raise_exception=True)
def definitions(request: HttpRequest) -> HttpResponse:
    may_change = request.user.has_perm("meetings.change_definition")
    table = DefinitionTable(Definition.objects.all(), may_change=may_change)
    context = {"table": listing.configure(request, table), "may_change": may_change}
    return render(request, "meetings/registers/definitions.html", context)


@permission_required("meetings.change_definition", raise_exception=True)
def edit_definition(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    own = get_object_or_404(Definition, pk=pk) if pk else None
    title = f"Rediger «{own}»" if own else "Nytt begrep"
    form = DefinitionForm(request.POST or None, instance=own)
    return _edit(request, form, title, "Definisjoner og begreper", "meetings:definitions")


@permission_required("meetings.view_document", raise_exception=True)
def building_projects(request: HttpRequest) -> HttpResponse:
    may_change = request.user.has_perm("meetings.change_building_project")
    table = BuildingProjectTable(BuildingProject.objects.select_related("municipality"), may_change=may_change)
    context = {"table": listing.configure(request, table), "may_change": may_change}
    return render(request, "meetings/registers/building_projects.html", context)


@permission_required("meetings.change_building_project", raise_exception=True)
def edit_building_project(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    own = get_object_or_404(BuildingProject, pk=pk) if pk else None
    title = f"Rediger «{own}»" if own else "Nytt byggprosjekt"
    form = BuildingProjectForm(request.POST or None, instance=own)
    return _edit(request, form, title, "Byggprosjekter", "meetings:building-projects")


def _edit(request: HttpRequest, form: ModelForm, title: str, list_title: str, list_name: str) -> HttpResponse:
    if form.is_valid():
        actions.save_shared(form.instance, by=person(request), now=timezone.now())
        messages.success(request, f"«{form.instance}» er lagret.")
        return redirect(list_name)
    back = reverse(list_name)
    return form_page(request, form, title=title, crumbs=[(list_title, back)], back=back)
