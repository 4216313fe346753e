"""Pages of the list of terms, which all documents share."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from meetings.definitions import actions
from meetings.definitions.forms import DefinitionForm
from meetings.definitions.models import Definition
from meetings.definitions.tables import DefinitionTable
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.permissions import needs
from rorikt.tables import listing


@needs("meetings.view_document")
def definitions(request: HttpRequest) -> HttpResponse:
    may_change = request.user.has_perm("meetings.change_definition")
    table = DefinitionTable(Definition.objects.all(), may_change=may_change)
    context = {"table": listing.configure(request, table), "may_change": may_change}
    return render(request, "meetings/definitions/definitions.html", context)


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
