"""The page where a document is approved."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from meetings.documents.finding import document_crumbs, find_document
from meetings.papers import approval
from meetings.readiness import findings
from rorikt.pages.editing import confirm_page
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("meetings.approve_document")
def approve_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, with what is known to be missing. The approval itself checks anew, whatever the page said."""
    found = find_document(request, pk)
    if request.method == "POST":
        try:
            approval.approve_document(found, by=person(request), now=timezone.now())
        except ValidationError as error:
            problems: list[str] | None = error.messages
        else:
            messages.success(request, "Dokumentet er godkjent. Versjonen kan ikke endres.")
            return redirect(found)
    else:
        [draft] = findings.checked([found], findings.state_of_figures())
        problems = draft.problems
    unchecked = " Utkastet er nettopp endret og kontrolleres når du godkjenner." if problems is None else ""
    return confirm_page(
        request,
        title="Godkjenn dokumentet?",
        text=f"«{found.title}» fryses som en ny versjon med alle tallene slik de er nå.{unchecked}",
        crumbs=document_crumbs(found),
        back=found.get_absolute_url(),
        submit="Godkjenn",
        problems=problems,
        problems_url=reverse("meetings:document-review", args=[pk]),
    )
