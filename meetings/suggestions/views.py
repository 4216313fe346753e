"""The page of the cases that the figures propose, and the two answers to each."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.suggestions import actions
from meetings.suggestions.made import case_made
from meetings.suggestions.models import CaseSuggestion
from rorikt.pages.editing import store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import listing

may_answer = needs("meetings.answer_suggestion")
ANSWERED = "avgjort"


class DismissForm(forms.Form):
    reason = forms.CharField(
        label="Hvorfor skal det ikke bli en sak?",
        max_length=200,
        error_messages={"required": "Skriv hvorfor det ikke skal bli en sak av dette."},
    )


@may_answer
def suggestions(request: HttpRequest) -> HttpResponse:
    """Those that wait, or with `?vis=avgjort` those that were answered, with what became of them."""
    user, is_answered = person(request), request.GET.get("vis") == ANSWERED
    found = CaseSuggestion.objects.answered().order_by("-answered_at", "-pk")
    chosen = found if is_answered else CaseSuggestion.objects.waiting()
    related = chosen.select_related("item__meeting", "item__treatment", "answered_by")
    page = listing.page_of(request, related)
    url = reverse("meetings:suggestions")
    context = {
        "page": page,
        "rows": [(row, case_made(row, user) if row.item else None) for row in page],
        "is_answered": is_answered,
        "tabs": [("Venter", url, not is_answered), ("Avgjort", f"{url}?vis={ANSWERED}", is_answered)],
    }
    return render(request, "meetings/suggestions/suggestions.html", context)


@require_POST
@may_answer
def make_case(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CaseSuggestion, pk=pk)
    try:
        with told_in_words():
            item = actions.make_case(found, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("meetings:suggestions")
    messages.success(request, f"Saken «{item.title}» er laget, og venter på et møte.")
    return redirect(item)


@may_answer
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CaseSuggestion, pk=pk)
    form = DismissForm(request.POST or None)

    def store() -> None:
        actions.dismiss(found, reason=form.cleaned_data["reason"], by=person(request), now=timezone.now())

    crumbs = [("Møter", reverse("meetings:meetings")), ("Forslag til saker", reverse("meetings:suggestions"))]
    return store_page(
        request,
        form,
        store,
        heading="Forkast forslaget",
        crumbs=crumbs,
        submit="Forkast",
        told="Forslaget er forkastet, og det samme foreslås ikke igjen.",
        lead=found.title,
    )
