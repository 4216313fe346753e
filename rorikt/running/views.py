"""How the installation runs, for those who run it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rorikt.people.permissions import needs
from rorikt.running.looking import look


@needs("rorikt.run_installation")
def running(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = look(now)
    unwell = [one for one in found if not one.state.is_well]
    return render(request, "rorikt/running/running.html", {"found": found, "unwell": unwell, "now": now})
