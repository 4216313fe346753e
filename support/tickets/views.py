"""The pages of tickets: the list behind the statistics, and one ticket."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from rorikt.audit.history import history_for
from rorikt.decisions import cases_made_of
from rorikt.keeping.answers import kept
from rorikt.pages.editing import store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing
from support.sla.models import Priority
from support.sla.policies import NO_HISTORY, load_rules
from support.tickets import actions
from support.tickets.filters import TicketFilter
from support.tickets.forms import CriticalEventForm
from support.tickets.measurement import histories
from support.tickets.models import Ticket
from support.tickets.page import clock_of, facts_of
from support.tickets.tables import TicketTable

MOST_EXPORTED = 100_000


@needs("support.view_ticket")
@kept
def tickets(request: HttpRequest) -> HttpResponse:
    rules, now = load_rules(), timezone.now()
    settled = rules.settled(now) if rules and rules.clock.begins <= now else now
    listed = Ticket.objects.with_verdict_at(settled, now).select_related("category", "municipality")
    ticket_filter = TicketFilter(request.GET, listed)
    chosen = ticket_filter.qs if ticket_filter.form.is_valid() else listed.none()
    table = TicketTable(chosen)
    if "eksport" in request.GET and chosen.count() > MOST_EXPORTED:
        messages.warning(request, "Listen er for lang til én fil. Avgrens den til høyst 100 000 saker.")
    elif answer := export.answer(request, "saker", table):
        return answer
    listing.configure(request, table)
    context = {
        "filter": ticket_filter,
        "table": table,
        "has_tickets": bool(table.rows) or Ticket.objects.exists(),
    }
    return render(request, "support/tickets/tickets.html", context)


@needs("support.view_ticket")
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    related = Ticket.objects.select_related(
        "category", "municipality", "policy", "critical_event", "team", "imported_as__source"
    )
    ticket = get_object_or_404(related, number=number)
    is_critical = ticket.priority == Priority.CRITICAL
    event = getattr(ticket, "critical_event", None)
    context = {
        "ticket": ticket,
        "facts": facts_of(ticket),
        "clock": clock_of(ticket, histories([ticket]).get(ticket.pk, NO_HISTORY), load_rules(), now=timezone.now()),
        "is_critical": is_critical,
        "cases": cases_made_of(request.path, person(request)) if is_critical else [],
        "history": history_for(person(request), "support.change_critical_event", event) if event else [],
        "may_describe": is_critical and request.user.has_perm("support.change_critical_event"),
    }
    return render(request, "support/tickets/ticket.html", context)


@needs("support.change_critical_event")
def critical_event(request: HttpRequest, number: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.critical().select_related("critical_event"), number=number)
    form = CriticalEventForm(request.POST or None, instance=getattr(ticket, "critical_event", None))

    def store() -> None:
        actions.describe_critical_event(ticket, **form.cleaned_data, by=person(request), now=timezone.now())

    return store_page(
        request,
        form,
        store,
        heading=f"Beskriv hendelsen i sak {ticket.number}",
        lead="Teksten står i tabellen over kritiske hendelser i aktivitetsrapporten.",
        crumbs=[
            ("Brukerstøtte", reverse("support:index")),
            ("Saker", reverse("support:tickets")),
            (str(ticket.number), ticket.get_absolute_url()),
        ],
        label="Beskriv hendelsen",
        told="Beskrivelsen er lagret.",
    )
