"""What a reader marks as read, and where they are. Each works as a form; a script asks for the answer as JSON."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.agenda.closed import is_closed_to
from meetings.agenda.finding import find_item, may_see
from meetings.attachments.models import Attachment
from meetings.documents.finding import find_document
from meetings.documents.models import Document, DocumentVersion
from meetings.papers.beside import may_see_exempt
from meetings.papers.downloads import version_url
from meetings.visits import actions, report
from meetings.visits.forms import ALL, PlaceForm, ReadForm
from meetings.visits.marks import closings_of
from meetings.visits.progress import Outline, Part
from rorikt.people.permissions import needs
from rorikt.people.person import person

UNKNOWN = "Avsnittet er ikke i denne versjonen. Last siden på nytt, og merk det der."


@require_POST
@needs("meetings.view_document")
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Told by the script of the page while somebody reads, and when they leave it."""
    document, form = find_document(request, pk), PlaceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "Stedet kan ikke leses, og er ikke husket."}, status=400)
    typed = form.cleaned_data
    seen_at = timezone.now() - form.since
    actions.keep_place(document, name=typed["name"], section=typed["section"], by=person(request), seen_at=seen_at)
    return HttpResponse(status=204)


@require_POST
@needs("meetings.view_document")
def mark_version(request: HttpRequest, pk: int, sequence: int) -> HttpResponse:
    """Of what this version says, as the person may read it: a newer one may say something else."""
    document, form = find_document(request, pk), ReadForm(request.POST)
    version = get_object_or_404(document.versions, sequence=sequence)
    is_public = not may_see_exempt(request) or (form.is_valid() and form.wants_public)
    outline = report.outline_of_version(version, is_public=is_public)
    parts = _parts(outline, form)
    if not parts:
        return _refused(request, UNKNOWN, _page_of(version, form))
    if form.is_read:
        actions.mark_sections(document, parts, by=person(request), now=timezone.now())
    else:
        actions.unmark_sections(document, parts, by=person(request))
    if _is_asked_by_script(request):
        return JsonResponse(_told(request, document, outline))
    anchor = "" if form.what == ALL else f"#{parts[0].anchor}"
    return redirect(_page_of(version, form) + anchor)


def _parts(outline: Outline, form: ReadForm) -> list[Part]:
    if not form.is_valid():
        return []
    return [part for part in outline.to_read if form.what in {part.anchor, ALL}]


def _told(request: HttpRequest, document: Document, outline: Outline) -> dict[str, Any]:
    reading = report.reading_of(person(request), [document])
    progress = reading.of_paper(document.pk, outline)
    return {
        "closings": closings_of(outline, reading.read_in(document.pk)),
        "told": progress.told,
        "time": progress.time_left,
        "ring": render_to_string("meetings/visits/ring.html", {"progress": progress}),
        "read": progress.read,
        "total": progress.total,
    }


def _page_of(version: DocumentVersion, form: ReadForm) -> str:
    """Where it is read: the newest on the page of its document, the public edition on its own where it is chosen."""
    if form.is_valid() and form.wants_public:
        return version_url(version, is_public=True)
    newest = version.document.versions.values_list("sequence", flat=True).first()
    return version.document.get_absolute_url() if version.sequence == newest else version.get_absolute_url()


@require_POST
@needs("meetings.view_meeting")
def mark_attachment(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = get_object_or_404(Attachment.objects.visible_to(person(request)), pk=pk)
    form = ReadForm(request.POST)
    if not form.is_valid() or not form.what:
        return _refused(request, "Det står ikke om vedlegget er lest.", attachment.get_absolute_url())
    if form.is_read:
        actions.mark_attachment(attachment, by=person(request), now=timezone.now())
    else:
        actions.unmark_attachment(attachment, by=person(request))
    return redirect(attachment)


@require_POST
@needs("meetings.view_meeting")
def mark_case(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of the case, as the person may read it."""
    item, user, form = find_item(pk), person(request), ReadForm(request.POST)
    if not may_see(item, user) or is_closed_to(item, user) or not item.summary:
        raise Http404
    if not form.is_valid() or not form.what:
        return _refused(request, "Det står ikke om omtalen er lest.", item.get_absolute_url())
    if form.is_read:
        actions.mark_summary(item, by=user, now=timezone.now())
    else:
        actions.unmark_summary(item, by=user)
    return redirect(item)


def _refused(request: HttpRequest, why: str, back: str) -> HttpResponse:
    if _is_asked_by_script(request):
        return JsonResponse({"error": why}, status=400)
    messages.error(request, why)
    return redirect(back)


def _is_asked_by_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
