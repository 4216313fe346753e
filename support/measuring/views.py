"""The button that measures all tickets again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rorikt.people.permissions import needs
from rorikt.people.person import person
from support.measuring import actions


@require_POST
@needs("support.recompute_verdicts")
def recompute(request: HttpRequest) -> HttpResponse:
    return redirect(actions.start_recomputing(by=person(request)))
