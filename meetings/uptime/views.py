"""The page of uptime, and the adding of an incident from a ticket."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.registers.access import may_read, may_write
from meetings.registers.models import Register
from meetings.uptime.forms import TicketForm
from meetings.uptime.report import known_to, monthly_table, registers_of_uptime
from meetings.uptime.tickets import add, offer_of, offered
from rorikt.calendar import months_before, months_between
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export
from rorikt.tables.listing import page_of
from support.statistics.forms import PeriodForm
from support.tickets.models import Ticket

SHOWN_MONTHS = 3


@needs("meetings.view_registers")
def uptime(request: HttpRequest) -> HttpResponse:
    """The months of the query string, or the last three."""
    user, now, today = person(request), timezone.now(), timezone.localdate()
    services, incidents = registers_of_uptime()
    if services and not may_read(user, services):
        raise PermissionDenied
    initial = {"first": months_before(today, SHOWN_MONTHS - 1), "last": today.replace(day=1)}
    is_asked = "first" in request.GET or "last" in request.GET
    form = PeriodForm(request.GET if is_asked else None, initial=initial)
    context: dict[str, Any] = {"form": form, "services": services, "incidents": incidents}
    if services and (not is_asked or form.is_valid()):
        chosen = form.cleaned_data if is_asked else initial
        known = known_to(user)
        table = monthly_table(known, months_between(chosen["first"], chosen["last"]), now)
        if answer := export.answer(request, "oppetid", table):
            return answer
        context |= {"table": table, "known": known}
    if incidents and _may_add(user, incidents):
        page = page_of(request, offered(incidents))
        context |= {"page": page, "offered": [offer_of(ticket) for ticket in page]}
    return render(request, "meetings/uptime/uptime.html", context)


def _may_add(user: User, incidents: Register) -> bool:
    return may_write(user, incidents) and user.has_perm("support.view_ticket")


def _incidents() -> Register:
    """Raises Http404."""
    _, incidents = registers_of_uptime()
    if incidents is None:
        raise Http404
    return incidents


@require_POST
@needs("meetings.write_in_register", of=_incidents)
def add_incident(request: HttpRequest, incidents: Register) -> HttpResponse:
    form, user = TicketForm(request.POST), person(request)
    if not _may_add(user, incidents):
        raise PermissionDenied
    if not form.is_valid():
        messages.error(request, "Velg en sak i listen.")
        return redirect("meetings:uptime")
    ticket = get_object_or_404(Ticket.objects.incidents().critical(), number=form.cleaned_data["number"])
    try:
        uuid = add(incidents, ticket, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("meetings:uptime")
    messages.success(request, f"Sak {ticket.number} er lagt til. Velg tjeneste og virkning, så teller den med.")
    return redirect(reverse("meetings:register-row", args=[uuid]))
