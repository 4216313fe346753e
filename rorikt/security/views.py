"""«Innlogging og sikkerhet»: one's own factors, password and sessions; and for who lets others in, those of all."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rorikt.access.log_in import may_log_in_here
from rorikt.pages.editing import Crumbs, delete_page
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.second_factor.requiring import has_own, is_required
from rorikt.second_factor.resetting import reset_second_factor
from rorikt.security.actions import disconnect
from rorikt.security.report import own_factors, own_sessions, people_with_factors
from rorikt.security.tables import LogInTable
from rorikt.sessions.ending import end_others, end_session
from rorikt.sessions.keeping import time_left
from rorikt.tables.listing import configure


@needs("rorikt.view_home")
def security(request: HttpRequest) -> HttpResponse:
    user, now = person(request), timezone.now()
    context = {
        "own": own_factors(user),
        "sessions": own_sessions(user, request.session.session_key, now),
        "is_required": is_required(user),
        "has_password": user.has_usable_password(),
        "logs_in_here": may_log_in_here(user),
        "sign_on": settings.OIDC,
        "idle_minutes": settings.IDLE_MINUTES,
        "session_hours": settings.SESSION_HOURS,
    }
    return render(request, "rorikt/security/security.html", context)


@needs("rorikt.view_home")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where those are led who must have one. Whoever has one already goes on."""
    if has_own(person(request)):
        return redirect(get_next_redirect_url(request) or "rorikt:security")
    return render(request, "rorikt/security/second_factor.html", {"is_required": is_required(request.user)})


@needs("rorikt.view_home")
def session(request: HttpRequest) -> JsonResponse:
    """How long this session lasts, for the page that warns; a POST is somebody who is there, and goes on."""
    idle, whole = time_left(request, timezone.now())
    left: dict[str, Any] = {"whole": int(whole.total_seconds()), "idle": int(idle.total_seconds())}
    if request.method == "POST":
        left["idle"] = settings.IDLE_MINUTES * 60
    return JsonResponse(left)


@require_POST
@needs("rorikt.view_home")
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    ended = get_object_or_404(UserSession, pk=pk, user_id=user.pk)
    if ended.session_key == request.session.session_key:
        return redirect("account_logout")
    end_session(ended, by=user, now=timezone.now())
    messages.success(request, "Økten er avsluttet.")
    return redirect("rorikt:security")


@require_POST
@needs("rorikt.view_home")
def session_end_others(request: HttpRequest) -> HttpResponse:
    user = person(request)
    count = end_others(user, but=request.session.session_key, by=user, now=timezone.now())
    messages.success(request, "Du er logget ut alle andre steder." if count else "Du er ikke logget inn andre steder.")
    return redirect("rorikt:security")


@needs("rorikt.change_people")
def log_ins(request: HttpRequest) -> HttpResponse:
    table = configure(request, LogInTable(people_with_factors(), reader=person(request)))
    return render(request, "rorikt/security/log_ins.html", {"table": table})


@needs("rorikt.change_people")
def second_factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    whose = get_object_or_404(User, pk=pk)
    return delete_page(
        request,
        lambda: reset_second_factor(whose, by=person(request), now=timezone.now()),
        heading=f"Nullstille andre trinn for {whose.name}?",
        consequence="Kodeappen, passnøklene og reservekodene til personen slutter å virke, og personen logges ut alle "
        "steder. Forsikre deg først om at det virkelig er personen som ber om det.",
        crumbs=_crumbs(),
        done=reverse("rorikt:log-ins"),
        verb="Nullstill",
        told=f"Andre trinn er nullstilt for {whose.name}.",
    )


@needs("rorikt.change_people")
def sign_on_disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    whose = get_object_or_404(User, pk=pk)
    return delete_page(
        request,
        lambda: disconnect(whose, by=person(request), now=timezone.now()),
        heading=f"Koble {whose.name} fra felles innlogging?",
        consequence="Personen logges ut alle steder. Neste konto som virksomheten går god for med samme e-postadresse, "
        "kobles til brukeren.",
        crumbs=_crumbs(),
        done=reverse("rorikt:log-ins"),
        verb="Koble fra",
        told=f"{whose.name} er koblet fra.",
    )


def _crumbs() -> Crumbs:
    return [("Brukernes innlogging", reverse("rorikt:log-ins"))]
