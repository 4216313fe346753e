"""A document started from another, and what is said of a section's text of last time."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.agenda.models import AgendaItem
from meetings.carrying import marking
from meetings.carrying.forms import next_form_of
from meetings.carrying.starting import next_document, succeed_document, usual_deadlines
from meetings.documents.finding import document_crumbs, find_document
from meetings.documents.models import Document, Section
from rorikt.pages.editing import store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words

LEAD = (
    "Disposisjon, ansvarlige, egne tabeller, faste tekster og tekst med tall fra systemet tas med. "
    "Det som tas med, er merket til noen har bekreftet eller endret det."
)
ACTS = {
    "unchanged": (marking.mark_unchanged, "Avsnittet er merket som uendret siden sist."),
    "take": (marking.take_last, "Teksten fra sist er tatt inn. Endre den, eller bekreft den."),
    "confirm": (marking.confirm_text, "Teksten er bekreftet."),
}


@needs("meetings.change_document")
def succeed(request: HttpRequest, pk: int) -> HttpResponse:
    """Minutes are made from their own meeting, and not from other minutes."""
    last = find_document(request, pk)
    if last.kind == Document.Kind.MINUTES:
        raise Http404
    document = next_document(last, _waiting_case(last), timezone.localdate())
    form = next_form_of(last)(request.POST or None, instance=document)

    def store() -> str:
        started = form.instance
        due = usual_deadlines(last, started, timezone.localdate())
        succeed_document(started, last, due, by=person(request), now=timezone.now())
        messages.success(request, "Dokumentet er startet. Det som er tatt med, er merket på tavlen.")
        return reverse("meetings:document-board", args=[started.pk])

    return store_page(
        request,
        form,
        store,
        heading="Lag neste rapport" if last.is_report else "Lag neste dokument",
        crumbs=document_crumbs(last),
        submit="Start rapporten" if last.is_report else "Start dokumentet",
        lead=LEAD,
    )


def _waiting_case(last: Document) -> AgendaItem | None:
    """The report of a meeting to come that has none yet."""
    if last.kind != Document.Kind.ACTIVITY_REPORT:
        return None
    coming = AgendaItem.objects.filter(
        standard=AgendaItem.Standard.REPORT, meeting__opened_at=None, meeting__cancelled_at=None, documents=None
    )
    return coming.select_related("meeting").order_by("meeting__held_on").first()


@require_POST
@needs("meetings.change_section")
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """`do` says what: unchanged, take, confirm, or whether the text is a standing one."""
    section = get_object_or_404(Section, pk=pk)
    do, by, now = request.POST.get("do", ""), person(request), timezone.now()
    try:
        with told_in_words():
            if do in ACTS:
                act, told = ACTS[do]
                act(section, by=by, now=now)
            else:
                is_standing = do == "standing"
                marking.set_standing(section, is_standing, by=by, now=now)
                told = "Avsnittet er fast tekst." if is_standing else "Avsnittet er ikke lenger fast tekst."
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, told)
    return redirect(section)
