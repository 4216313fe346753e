"""What the checks found in a draft: all of it, an author's own, and the answers to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents.finding import document_crumbs, document_tabs, find_document
from meetings.documents.models import Document
from meetings.objections.models import Waiver
from meetings.readiness import answering
from meetings.readiness.findings import state_of_figures
from meetings.readiness.forms import WaiverForm
from meetings.readiness.report import Part, Shown, review_of
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person

MOST = 20  # drafts on the page of one's own sections


@needs("meetings.view_draft")
def document_review(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_document(request, pk)
    context = {
        "document": found,
        "review": review_of(found, person(request)),
        "tabs": document_tabs(request, found, "document-review"),
        "may_approve": request.user.has_perm("meetings.approve_document") and not found.minutes_of_id,
    }
    return render(request, "meetings/readiness/review.html", context)


@needs("meetings.view_draft")
def my_review(request: HttpRequest) -> HttpResponse:
    """The sections that this person is responsible for, of all drafts."""
    drafts = Document.objects.visible_to(person(request)).filter(
        status=Document.Status.DRAFT, sections__responsible=person(request)
    )
    figures = state_of_figures()
    reviews = [
        review_of(one, person(request), only_own=True, figures=figures)
        for one in drafts.distinct().order_by("-pk")[:MOST]
    ]
    return render(request, "meetings/readiness/my_review.html", {"reviews": reviews})


@needs("meetings.view_draft")
def waive(request: HttpRequest, pk: int, fingerprint: str) -> HttpResponse:
    """Asks why it may stand."""
    document = find_document(request, pk)
    review = review_of(document, person(request))
    part, shown = _shown(review.parts, fingerprint)
    if shown is None or part is None:
        messages.warning(request, answering.GONE)
        return redirect(_page(document))
    if not shown.may_answer:
        raise PermissionDenied
    like = [
        one.finding.fingerprint
        for one in review.shown
        if one.finding.check == shown.finding.check and one.may_answer and not one.waiver and one is not shown
    ]
    form = WaiverForm(request.POST or None, like=len(like))

    def store() -> str:
        others = like if form.cleaned_data.get("with_like") else []
        answering.waive(
            document,
            fingerprint,
            form.cleaned_data["reason"],
            with_like=others,
            by=person(request),
            now=timezone.now(),
        )
        messages.success(request, "Begrunnelsen er lagret.")
        return f"{_page(document)}#{part.anchor}"

    return store_page(
        request,
        form,
        store,
        heading="Hvorfor kan dette stå?",
        crumbs=_crumbs(document),
        submit="Lagre begrunnelsen",
        lead=shown.finding.told,
    )


@needs("meetings.view_draft")
def withdraw(request: HttpRequest, pk: int, waiver: int) -> HttpResponse:
    document = find_document(request, pk)
    found = get_object_or_404(Waiver, pk=waiver, document=document)
    _, shown = _shown(review_of(document, person(request)).parts, found.fingerprint)
    if not (shown.may_answer if shown else request.user.has_perm("meetings.approve_document")):
        raise PermissionDenied
    return delete_page(
        request,
        lambda: answering.withdraw(found, by=person(request), now=timezone.now()),
        heading="Trekk tilbake begrunnelsen?",
        consequence=f"«{found.reason}» gjelder ikke lenger, og det kontrollen sier, må rettes eller begrunnes på nytt.",
        crumbs=_crumbs(document),
        done=_page(document),
        verb="Trekk tilbake",
        told="Begrunnelsen er trukket tilbake.",
        is_danger=False,
    )


@require_POST
@needs("meetings.view_draft")
def mark_as_read(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentences that hold with the figures of now: one, or all that this person may answer for."""
    document = find_document(request, pk)
    review = review_of(document, person(request))
    wanted = set(request.POST.getlist("finding"))
    chosen = [
        (part.section, one.finding.fingerprint)
        for part in review.parts
        for one in part.shown
        if part.section and one.is_moved and one.may_answer and one.finding.fingerprint in wanted
    ]
    count = answering.mark_as_read(document, chosen, by=person(request), now=timezone.now())
    if count:
        messages.success(request, "Satt på som lest." if count == 1 else f"{count} tall er satt på som lest.")
    else:
        messages.warning(request, answering.GONE)
    return redirect(_page(document))


def _shown(parts: tuple[Part, ...], fingerprint: str) -> tuple[Part | None, Shown | None]:
    for part in parts:
        for one in part.shown:
            if one.finding.fingerprint == fingerprint:
                return part, one
    return None, None


def _page(document: Document) -> str:
    return reverse("meetings:document-review", args=[document.pk])


def _crumbs(document: Document) -> Crumbs:
    return [*document_crumbs(document), ("Kontroll", _page(document))]
