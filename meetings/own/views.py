"""A document's own figures and tables: what no other part of the system keeps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents.finding import document_crumbs, document_tabs, find_document
from meetings.own import actions
from meetings.own.forms import ManualFigureForm, ManualTableForm
from meetings.own.models import ManualFigure, ManualTable
from rorikt.pages.editing import Crumbs
from rorikt.pages.row_pages import row_pages
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("meetings.view_draft")
def own_data(request: HttpRequest, pk: int) -> HttpResponse:
    document = find_document(request, pk)
    figures, tables = document.manual_figures.all(), document.manual_tables.all()
    context = {
        "document": document,
        "figures": figures,
        "tables": tables,
        "has_carried": any(one.is_carried for one in figures) or any(one.is_carried for one in tables),
        "may_change": request.user.has_perm("meetings.change_own_data"),
        "tabs": document_tabs(request, document, "document-data"),
    }
    return render(request, "meetings/own/own_data.html", context)


@require_POST
@needs("meetings.change_own_data")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was carried over from the last document."""
    document = find_document(request, pk)
    count = actions.confirm_own(document, by=person(request), now=timezone.now())
    messages.success(request, f"{count} egne tall og tabeller er bekreftet.")
    return redirect("meetings:document-data", pk)


def _find_table(request: HttpRequest, pk: int, slug: str) -> ManualTable:
    return get_object_or_404(find_document(request, pk).manual_tables, slug=slug)


def _find_figure(request: HttpRequest, pk: int, slug: str) -> ManualFigure:
    return get_object_or_404(find_document(request, pk).manual_figures, slug=slug)


def _crumbs(own: ManualTable | ManualFigure) -> Crumbs:
    page = reverse("meetings:document-data", args=[own.document_id])
    return [*document_crumbs(own.document), ("Egne tall og tabeller", page)]


TOKENS_REMAIN = "Koder i teksten som viser til det, må fjernes før dokumentet kan godkjennes."
table_pages = row_pages(
    ManualTableForm,
    "meetings.change_own_data",
    find=_find_table,
    start=lambda request, pk: ManualTable(document=find_document(request, pk)),
    crumbs=_crumbs,
    new="Ny tabell",
    edit="Rediger tabellen «{row.title}»",
    consequence=TOKENS_REMAIN,
    delete_url="meetings:manual-table-delete",
    store=actions.save_own,
    delete=actions.delete_own,
)
figure_pages = row_pages(
    ManualFigureForm,
    "meetings.change_own_data",
    find=_find_figure,
    start=lambda request, pk: ManualFigure(document=find_document(request, pk)),
    crumbs=_crumbs,
    new="Nytt tall",
    edit="Rediger tallet «{row.label}»",
    consequence=TOKENS_REMAIN,
    delete_url="meetings:manual-figure-delete",
    store=actions.save_own,
    delete=actions.delete_own,
)
