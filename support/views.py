"""The pages of support: statistics of a period, the tickets behind them, one ticket, and what they are measured by."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from rorikt.calendar import last_day
from rorikt.figures.charts import svg
from rorikt.figures.values import NotAvailable
from rorikt.people.person import person
from rorikt.tables import export
from support import actions, columns, overview, period
from support.filters import TicketFilter
from support.forms import CriticalEventForm, PeriodForm, StatisticsForm
from support.measurement import histories
from support.models import Ticket
from support.sla.models import Priority
from support.sla.policies import NO_HISTORY, load_rules
from support.tables import TicketTable
from support.ticket_page import clock_of, facts_of

MOST_EXPORTED = 100_000


@permission_required("support.view_statistics", raise_exception=True)
def index(request: HttpRequest) -> HttpResponse:
    """The period of the query string, or the last three whole months that have tickets."""
    with columns.kept() as tickets:
        today = timezone.localdate()
        period = overview.default_period(today)
        form = PeriodForm(request.GET or None, initial=dict(zip(("first", "last"), period, strict=True)))
        context = {"form": form, "has_tickets": len(tickets) > 0}
        if context["has_tickets"] and (form.is_valid() or not form.is_bound):
            first, last = (form.cleaned_data["first"], form.cleaned_data["last"]) if form.is_bound else period
            context |= _shown(first, last, today)
    return render(request, "support/index.html", context)


@permission_required("support.view_statistics", raise_exception=True)
def statistics(request: HttpRequest) -> HttpResponse:
    """Any period and day, of all tickets or of some; as a file where the query string asks for one."""
    with columns.kept() as everything:
        today = timezone.localdate()
        initial = dict(zip(("first", "last"), overview.default_period(today), strict=True))
        asked = {name for name in request.GET if name not in {"eksport", "tabell"}}
        form = StatisticsForm(request.GET if asked else None, initial=initial)
        context: dict[str, Any] = {
            "form": form, "has_tickets": len(everything) > 0,
        }  # fmt: skip
        if context["has_tickets"] and (form.is_valid() or not form.is_bound):
            given: dict[str, Any] = form.cleaned_data if form.is_bound else dict(initial)
            as_of = given.get("as_of") or min(last_day(given["last"]), today)
            filters = form.filters if form.is_bound else {}
            shown = period.Period(given["first"], given["last"], as_of, filters, last_day(given["last"]) < today)
            chosen = period.chosen(everything, shown.filters)
            tables = period.tables(chosen, shown, int(given.get("level") or 1), load_rules())
            if answer := export.answer(request, f"statistikk {shown.name}", *tables):
                return answer
            backlog = period.backlog(chosen, shown)
            context |= {"period": shown, "tables": tables, "backlog": backlog, "svg": svg(backlog)}
    return render(request, "support/statistics.html", context)


@permission_required("support.view_ticket", raise_exception=True)
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
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "filter": ticket_filter,
        "table": table,
        "has_tickets": bool(table.rows) or Ticket.objects.exists(),
    }
    return render(request, "support/tickets.html", context)


@permission_required("support.view_ticket", raise_exception=True)
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    related = Ticket.objects.select_related(
        "category", "municipality", "policy", "critical_event", "team", "imported_as__source"
    )
    ticket = get_object_or_404(related, number=number)
    is_critical = ticket.priority == Priority.CRITICAL
    context = {
        "ticket": ticket,
        "facts": facts_of(ticket),
        "clock": clock_of(ticket, histories([ticket]).get(ticket.pk, NO_HISTORY), load_rules(), now=timezone.now()),
        "is_critical": is_critical,
        "may_describe": is_critical and request.user.has_perm("support.change_critical_event"),
    }
    return render(request, "support/ticket.html", context)


@permission_required("support.change_critical_event", raise_exception=True)
def critical_event(request: HttpRequest, number: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.critical().select_related("critical_event"), number=number)
    form = CriticalEventForm(request.POST or None, instance=getattr(ticket, "critical_event", None))
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_critical_event(ticket, **form.cleaned_data, by=person(request), now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Beskrivelsen er lagret.")
            return redirect(ticket)
    return render(request, "support/critical_event.html", {"ticket": ticket, "form": form})


@require_POST
@permission_required("support.recompute_verdicts", raise_exception=True)
def recompute(request: HttpRequest) -> HttpResponse:
    return redirect(actions.start_recomputing(by=person(request)))


def _shown(first: date, last: date, today: date) -> dict[str, Any]:
    try:
        return {"overview": overview.overview(first, last, today)}
    except NotAvailable as error:
        return {"not_available": str(error)}
