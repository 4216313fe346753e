"""Pages that list, start and change documents."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents import writing
from meetings.documents.filters import DocumentFilter
from meetings.documents.finding import document_crumbs, document_tabs, find_document, may_see_drafts
from meetings.documents.forms import DocumentForm, PeriodReportForm, form_of
from meetings.documents.models import Document
from meetings.documents.tables import DocumentTable
from rorikt.pages.editing import store_page
from rorikt.pages.ordering import MoveForm
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import listing


@needs("meetings.view_document")
def document_list(request: HttpRequest) -> HttpResponse:
    documents = Document.objects.visible_to(person(request)).with_newest_version()
    filtered = DocumentFilter(request.GET, request=request, queryset=documents.select_related("agenda_item__meeting"))
    table = DocumentTable(filtered.qs, for_staff=may_see_drafts(request))
    may_change = request.user.has_perm("meetings.change_document")
    context = {
        "table": listing.configure(request, table),
        "filter": filtered,
        "may_change": may_change,
        "sees_drafts": may_see_drafts(request),
    }
    return render(request, "meetings/documents/documents.html", context)


@needs("meetings.change_document")
def new_document(request: HttpRequest) -> HttpResponse:
    """`?sak=` is the case the document is started from."""
    form = DocumentForm(request.POST or None, initial={"agenda_item": request.GET.get("sak")})

    def store() -> str:
        started = writing.start_document(form.instance, by=person(request), now=timezone.now())
        messages.success(request, "Dokumentet er opprettet med standarddisposisjon.")
        return reverse("meetings:document-outline", args=[started.pk])

    crumbs = [("Dokumenter", reverse("meetings:documents"))]
    return store_page(request, form, store, heading="Nytt dokument", crumbs=crumbs)


@needs("meetings.change_document")
def new_period_report(request: HttpRequest) -> HttpResponse:
    """Proposed of the newest year with accounts, to the last tertial that they reach. `?sak=` as in `new_document`."""
    started = writing.proposed_period_report(timezone.localdate())
    form = PeriodReportForm(request.POST or None, instance=started, initial={"agenda_item": request.GET.get("sak")})

    def store() -> str:
        document = writing.start_document(form.instance, by=person(request), now=timezone.now())
        messages.success(request, "Tertialrapporten er opprettet med standarddisposisjon.")
        return reverse("meetings:document-outline", args=[document.pk])

    crumbs = [("Dokumenter", reverse("meetings:documents"))]
    return store_page(request, form, store, heading="Ny tertialrapport", crumbs=crumbs)


@needs("meetings.change_document")
def edit_document(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_document(request, pk)
    heading, crumbs = found.title, document_crumbs(found)  # as stored: checking the form fills in what was typed
    form = form_of(found)(request.POST or None, instance=found)

    def store() -> None:
        writing.save_document(form.instance, by=person(request), now=timezone.now())

    return store_page(
        request,
        form,
        store,
        heading=heading,
        crumbs=crumbs,
        told="Opplysningene er lagret.",
        label="Opplysninger",
        tabs=document_tabs(request, found, "document-edit"),
    )


@require_POST
@needs("meetings.change_meeting")
def move_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Among the papers of its case."""
    found = find_document(request, pk)
    writing.move_document(found, MoveForm(request.POST).step, by=person(request), now=timezone.now())
    return redirect(found.agenda_item or found)
