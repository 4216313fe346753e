"""The button that measures all tickets again."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rorikt.people.person import person
from support.measuring import actions


@require_POST
@permission_required("support.recompute_verdicts", raise_exception=True)
def recompute(request: HttpRequest) -> HttpResponse:
    return redirect(actions.start_recomputing(by=person(request)))
