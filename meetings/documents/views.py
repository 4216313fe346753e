"""Pages that list, start and change documents."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents import writing
from meetings.documents.filters import DocumentFilter
from meetings.documents.finding import document_crumbs, document_tabs, find_document, may_see_drafts
from meetings.documents.forms import DocumentForm
from meetings.documents.models import Document
from meetings.documents.tables import DocumentTable
from rorikt.pages.editing import form_page
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
    return render(request, "meetings/documents/documents.html", context)


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


@require_POST
@permission_required("meetings.change_meeting", raise_exception=True)
def move_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Among the papers of its case."""
    found = find_document(request, pk)
    writing.move_document(found, MoveForm(request.POST).step, by=person(request), now=timezone.now())
    return redirect(found.agenda_item or found)
