"""The pages where a document is quality-checked and approved."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from meetings.approving import approval, quality
from meetings.approving.forms import CorrectionForm
from meetings.documents.finding import document_crumbs, find_document
from meetings.documents.models import Document
from meetings.readiness import findings
from rorikt.pages.editing import confirm_page
from rorikt.people.permissions import needs
from rorikt.people.person import person

UNCHECKED = " Utkastet er nettopp endret og kontrolleres når du {does}."


@needs("meetings.check_document")
def check_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, as the approval does."""
    found = find_document(request, pk)
    if request.method == "POST":
        try:
            quality.check_quality(found, by=person(request), now=timezone.now())
        except ValidationError as error:
            problems: list[str] | None = error.messages
        else:
            messages.success(request, "Dokumentet er kvalitetssikret. Endrer noen det, må det gjøres på nytt.")
            return redirect(found)
    else:
        problems = _known_problems(found)
    return confirm_page(
        request,
        title="Kvalitetssikre dokumentet?",
        text=f"Du sier at du har lest «{found.title}», og at tekst og tall er i orden slik de står nå."
        f"{UNCHECKED.format(does='kvalitetssikrer') if problems is None else ''}",
        crumbs=document_crumbs(found),
        back=found.get_absolute_url(),
        submit="Kvalitetssikre",
        problems=problems,
        problems_url=reverse("meetings:document-review", args=[pk]),
    )


@needs("meetings.approve_document")
def approve_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, with what is known to be missing. The approval itself checks anew, whatever the page said."""
    found = find_document(request, pk)
    is_correction = found.versions.exists() and not (found.is_approved or found.minutes_of_id)
    form = CorrectionForm(request.POST if request.method == "POST" else None) if is_correction else None
    problems: list[str] | None = None
    if request.method == "POST":
        if form is None or form.is_valid():
            reason = form.cleaned_data["reason"] if form else ""
            try:
                approval.approve_document(found, by=person(request), now=timezone.now(), reason=reason)
            except ValidationError as error:
                problems = error.messages
            else:
                messages.success(request, "Dokumentet er godkjent. Versjonen kan ikke endres.")
                return redirect(found)
    else:
        problems = _known_problems(found)
        problems = [*quality.quality_problems(found, by=person(request)), *(problems or [])] or problems
    text = f"«{found.title}» fryses som en ny versjon med alle tallene slik de er nå."
    return confirm_page(
        request,
        title="Godkjenn dokumentet?",
        text=f"{text}{UNCHECKED.format(does='godkjenner') if problems is None and request.method == 'GET' else ''}",
        crumbs=document_crumbs(found),
        back=found.get_absolute_url(),
        submit="Godkjenn",
        problems=problems,
        problems_url=reverse("meetings:document-review", args=[pk]),
        form=form,
    )


def _known_problems(document: Document) -> list[str] | None:
    [draft] = findings.checked([document], findings.state_of_figures())
    return draft.problems
