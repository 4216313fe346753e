"""Documents as web pages: the draft for those who write it, the approved versions for everyone."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import actions, agenda, checks, compose, papers, writing
from meetings import render as rendering
from meetings.filters import DocumentFilter
from meetings.forms import DocumentForm
from meetings.models import Document, DocumentVersion
from meetings.tables import DocumentTable
from meetings.views.pages import document_crumbs, find_document, may_see_drafts
from rorikt.pages.editing import confirm_page, form_page
from rorikt.pages.ordering import MoveForm
from rorikt.people.person import person
from rorikt.tables import listing


@permission_required("meetings.view_document", raise_exception=True)
def document_list(request: HttpRequest) -> HttpResponse:
    documents = Document.objects.visible_to(person(request)).with_newest_version()
    filtered = DocumentFilter(request.GET, request=request, queryset=documents.select_related("agenda_item__meeting"))
    table = DocumentTable(filtered.qs, for_staff=may_see_drafts(request))
    may_change = request.user.has_perm("meetings.change_document")
    context = {"table": listing.configure(request, table), "filter": filtered, "may_change": may_change}
    return render(request, "meetings/documents.html", context)


@permission_required("meetings.view_document", raise_exception=True)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft for those who write, once it differs from what was approved; else the newest approved version."""
    found = find_document(request, pk)
    newest = newest_to_show(request, found)
    if newest:
        return _page(request, found, newest.content, newest)
    return _page(request, found, compose.compose(found), None)


@permission_required("meetings.view_document", raise_exception=True)
def version(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    found = find_document(request, pk)
    shown = get_object_or_404(found.versions, sequence=sequence)
    return _page(request, found, shown.content, shown)


def newest_to_show(request: HttpRequest, document: Document) -> DocumentVersion | None:
    """The approved version that stands for the document, unless this person is to see the draft."""
    if document.is_approved or not may_see_drafts(request):
        return document.versions.first()
    return None


def _page(
    request: HttpRequest, document: Document, content: dict[str, Any], shown: DocumentVersion | None
) -> HttpResponse:
    versions = list(document.versions.select_related("approved_by").defer("content"))
    context = {
        **rendering.page_context(content),
        "document": document,
        "shown": shown,
        "versions": versions,
        "newest": versions[0] if versions else None,
        "error_count": len(compose.errors(content)),
        "tabs": document_tabs(request, document, "document"),
        "may_change": request.user.has_perm("meetings.view_draft"),
        "may_approve": request.user.has_perm("meetings.approve_document"),
        "pdf_url": _pdf_url(document, shown),
    }
    return render(request, "meetings/document.html", context)


def _pdf_url(document: Document, shown: DocumentVersion | None) -> str:
    if shown:
        return reverse("meetings:version-pdf", args=[document.pk, shown.sequence])
    return reverse("meetings:document-pdf", args=[document.pk])


def document_tabs(request: HttpRequest, document: Document, current: str) -> Sequence[tuple[str, str, bool]]:
    """The pages of one document for those who write it; readers have only the text."""
    names = [("Tekst", "document"), ("Disposisjon", "document-outline"), ("Egne tall og tabeller", "document-data")]
    if not may_see_drafts(request):
        return []
    if request.user.has_perm("meetings.change_document"):
        names.append(("Opplysninger", "document-edit"))
    return [(label, reverse(f"meetings:{name}", args=[document.pk]), name == current) for label, name in names]


@permission_required("meetings.view_document", raise_exception=True)
def document_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = find_document(request, pk)
    newest = newest_to_show(request, found)
    return papers.deliver_version(request, newest) if newest else papers.deliver_document(request, found)


@permission_required("meetings.view_document", raise_exception=True)
def version_pdf(request: HttpRequest, pk: int, sequence: int) -> HttpResponseBase:
    found = find_document(request, pk)
    return papers.deliver_version(request, get_object_or_404(found.versions, sequence=sequence))


@permission_required("meetings.change_document", raise_exception=True)
def new_document(request: HttpRequest) -> HttpResponse:
    """`?sak=` is the case the document is started from."""
    form = DocumentForm(request.POST or None, initial={"agenda_item": request.GET.get("sak")})
    if form.is_valid():
        started = writing.start_document(
            form.instance,
            definitions=form.cleaned_data["definitions"],
            by=person(request),
            now=timezone.now(),
        )
        messages.success(request, "Dokumentet er opprettet med en standard disposisjon.")
        return redirect("meetings:document-outline", started.pk)
    documents = reverse("meetings:documents")
    return form_page(request, form, title="Nytt dokument", crumbs=[("Dokumenter", documents)], back=documents)


@permission_required("meetings.change_document", raise_exception=True)
def edit_document(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_document(request, pk)
    title, crumbs = found.title, document_crumbs(found)  # as stored: checking the form fills in what was typed
    form = DocumentForm(request.POST or None, instance=found)
    if form.is_valid():
        writing.save_document(
            form.instance,
            definitions=form.cleaned_data["definitions"],
            by=person(request),
            now=timezone.now(),
            changed=form.changed_data,
        )
        messages.success(request, "Opplysningene er lagret.")
        return redirect(found)
    return form_page(
        request,
        form,
        title=title,
        label="Opplysninger",
        crumbs=crumbs,
        back=found.get_absolute_url(),
        tabs=document_tabs(request, found, "document-edit"),
    )


@permission_required("meetings.approve_document", raise_exception=True)
def approve_document(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_document(request, pk)
    if request.method == "POST":
        try:
            actions.approve_document(found, by=person(request), now=timezone.now())
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, "Dokumentet er godkjent. Versjonen kan ikke endres.")
            return redirect(found)
    else:
        problems = list(checks.document_problems(found))
    return confirm_page(
        request,
        title="Godkjenn dokumentet?",
        text=f"«{found.title}» fryses som en ny versjon med alle tallene slik de er nå.",
        crumbs=document_crumbs(found),
        back=found.get_absolute_url(),
        submit="Godkjenn",
        problems=problems,
    )


@require_POST
@permission_required("meetings.change_meeting", raise_exception=True)
def move_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Among the papers of its case."""
    found = find_document(request, pk)
    agenda.move_document(found, MoveForm(request.POST).step, by=person(request), now=timezone.now())
    return redirect(found.agenda_item or found)
