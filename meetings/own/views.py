"""A document's own figures and tables: what no other part of the system keeps."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from meetings.documents.finding import document_crumbs, document_tabs, find_document
from meetings.documents.models import Document
from meetings.own import actions
from meetings.own.forms import ManualFigureForm, ManualTableForm
from meetings.own.models import ManualFigure, ManualTable
from rorikt.pages.editing import Crumbs, confirm_page, form_page
from rorikt.people.person import person

Own = ManualFigure | ManualTable


@permission_required("meetings.view_draft", raise_exception=True)
def own_data(request: HttpRequest, pk: int) -> HttpResponse:
    document = find_document(request, pk)
    context = {
        "document": document,
        "figures": document.manual_figures.all(),
        "tables": document.manual_tables.all(),
        "may_change": request.user.has_perm("meetings.change_own_data"),
        "tabs": document_tabs(request, document, "document-data"),
    }
    return render(request, "meetings/own/own_data.html", context)


@permission_required("meetings.change_own_data", raise_exception=True)
def new_table(request: HttpRequest, pk: int) -> HttpResponse:
    document = find_document(request, pk)
    form = ManualTableForm(request.POST or None, instance=ManualTable(document=document))
    return _edit(request, document, form, "Ny tabell")


@permission_required("meetings.change_own_data", raise_exception=True)
def edit_table(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    document = find_document(request, pk)
    own = get_object_or_404(document.manual_tables, slug=slug)
    title = f"Rediger tabellen «{own.title}»"
    form = ManualTableForm(request.POST or None, instance=own)
    return _edit(request, document, form, title, reverse("meetings:manual-table-delete", args=[pk, slug]))


@permission_required("meetings.change_own_data", raise_exception=True)
def delete_table(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    document = find_document(request, pk)
    return _delete(request, document, get_object_or_404(document.manual_tables, slug=slug))


@permission_required("meetings.change_own_data", raise_exception=True)
def new_figure(request: HttpRequest, pk: int) -> HttpResponse:
    document = find_document(request, pk)
    form = ManualFigureForm(request.POST or None, instance=ManualFigure(document=document))
    return _edit(request, document, form, "Nytt tall")


@permission_required("meetings.change_own_data", raise_exception=True)
def edit_figure(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    document = find_document(request, pk)
    own = get_object_or_404(document.manual_figures, slug=slug)
    title = f"Rediger tallet «{own.label}»"
    form = ManualFigureForm(request.POST or None, instance=own)
    return _edit(request, document, form, title, reverse("meetings:manual-figure-delete", args=[pk, slug]))


@permission_required("meetings.change_own_data", raise_exception=True)
def delete_figure(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    document = find_document(request, pk)
    return _delete(request, document, get_object_or_404(document.manual_figures, slug=slug))


def _edit(request: HttpRequest, document: Document, form: ModelForm, title: str, delete_url: str = "") -> HttpResponse:
    if form.is_valid():
        actions.save_own(form.instance, document, by=person(request), now=timezone.now())
        messages.success(request, f"«{form.instance}» er lagret.")
        return redirect("meetings:document-data", document.pk)
    return form_page(request, form, title=title, crumbs=_crumbs(document), back=_back(document), delete_url=delete_url)


def _delete(request: HttpRequest, document: Document, own: Own) -> HttpResponse:
    if request.method == "POST":
        actions.delete_own(own, document, by=person(request), now=timezone.now())
        messages.success(request, f"«{own}» er slettet.")
        return redirect("meetings:document-data", document.pk)
    return confirm_page(
        request,
        title=f"Slett «{own}»?",
        text="Koder i teksten som viser til det, må fjernes før dokumentet kan godkjennes.",
        crumbs=_crumbs(document),
        back=_back(document),
        submit="Slett",
    )


def _back(document: Document) -> str:
    return reverse("meetings:document-data", args=[document.pk])


def _crumbs(document: Document) -> Crumbs:
    return [*document_crumbs(document), ("Egne tall og tabeller", _back(document))]
