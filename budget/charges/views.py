"""Pages of what each municipality pays in a year and why."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from budget.allocations.models import AllocationRun
from budget.charges import report
from budget.frame.models import FrameChange
from budget.frame.report import frame_and_budget
from budget.memberships.members import members_in
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.runs.actions import share_changes
from budget.years.navigation import navigation
from rorikt.figures.shown import shown
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.tables import export


@require_POST
@may_change
def allocate_change(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Share what comes every year for one of the later years."""
    change = get_object_or_404(FrameChange, pk=pk, kind=FrameChange.Kind.YEARLY, year__lt=year)
    try:
        (made,) = share_changes([change], year=year, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("budget:charges", year=year)
    return redirect(made)


@require_POST
@may_change
def allocate_changes(request: HttpRequest, year: int) -> HttpResponse:
    """Share all that comes every year and is not shared for this year, as drafts to be approved one by one."""
    changes = report.unallocated_changes(year)
    try:
        made = share_changes(changes, year=year, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("budget:charges", year=year)
    messages.success(request, f"{len(made)} fordelinger er regnet ut. Se over og godkjenn dem.")
    return redirect(f"{reverse('budget:runs')}?charged_year={year}&state={AllocationRun.State.DRAFT}")


@may_view
def charges(request: HttpRequest, year: int) -> HttpResponse:
    """What all municipalities pay in a year."""
    reader = Reader(person(request))
    charged = report.charged_year(year, reader)
    table = report.all_charges_table(charged, reader)
    missing = shown(report.missing_table, charged)
    if answer := export.answer(request, f"Kommunene betaler {year}{charged.suffix}", table, missing.table):
        return answer
    context = {
        **navigation(request, "budget:charges", year, also=report.years_of_charges()),
        "charged": charged,
        "table": table,
        "frame": frame_and_budget(year, reader),
        "missing": missing.table,
        "municipalities": Municipality.objects.filter(pk__in=members_in(year)),
        "unallocated": [
            (change, reader.of_change(change).text(change.title), reader.of_change(change).hides_amounts)
            for change in report.unallocated_changes(year)
        ],
        "may_change": request.user.has_perm("budget.change_budget"),
    }
    return render(request, "budget/charges/charges.html", context)
