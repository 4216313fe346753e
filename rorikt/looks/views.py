"""The page of the panel. Where a script runs it is shown over the page one reads, and saves at once."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from rorikt.looks.actions import choose_looks
from rorikt.looks.forms import LooksForm
from rorikt.looks.looks import USUAL
from rorikt.pages.going_back import is_own_page
from rorikt.people.permissions import needs
from rorikt.people.person import person


@needs("rorikt.choose_looks")
def looks(request: HttpRequest) -> HttpResponse:
    user = person(request)
    back = _back(request)
    if "usual" in request.POST:
        choose_looks(user, USUAL)
        messages.success(request, "Lesevisningen er som den var.")
        return redirect(back)
    form = LooksForm(request.POST or None, stored=user.looks)
    if request.method == "POST" and form.is_valid():
        choose_looks(user, form.cleaned_data)
        if request.headers.get("Accept") == "application/json":
            return HttpResponse(status=204)
        messages.success(request, "Lesevisningen er lagret.")
        return redirect(back)
    return render(request, "rorikt/looks/looks.html", {"form": form, "back": back})


def _back(request: HttpRequest) -> str:
    """The page of this site that the person came from. No page names itself in its link: its address may tell."""
    asked = request.POST.get("tilbake") or _came_from(request)
    return asked if is_own_page(asked) and asked != request.path else reverse("rorikt:home")


def _came_from(request: HttpRequest) -> str:
    try:
        return urlsplit(request.headers.get("Referer", "")).path
    except ValueError:  # no address at all
        return ""
