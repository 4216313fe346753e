"""Pages of the runs: all of them, one of them, and what is done with it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from budget.allocations.arithmetic import arithmetic_tables
from budget.allocations.kept_rows import rows_tables
from budget.allocations.models import AllocationRun
from budget.allocations.report import (
    approval_of,
    key_facts,
    keys_of_run,
    method_table,
    offsets_of,
    parts_table,
    sources_table,
)
from budget.consumption import report as consumption
from budget.frame.models import FrameChange
from budget.money import paper
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.runs import actions
from budget.runs.basis import has_newer_keys, moved_since
from budget.runs.forms import CorrectionForm, RunFilter, RunForm
from budget.runs.tables import RunTable
from budget.years.navigation import navigation, newest_year
from budget.years.state import closed_years
from rorikt.audit.history import history_for
from rorikt.figures.values import Table
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing

may_approve = needs("budget.approve_run")


@may_view
def runs(request: HttpRequest) -> HttpResponse:
    user = person(request)
    listed = AllocationRun.objects.visible_to(user)
    run_filter = RunFilter(request.GET, listed)
    table = RunTable(run_filter.qs if run_filter.form.is_valid() else listed.none(), reader=Reader(user))
    if answer := export.answer(request, "Fordelinger", table):
        return answer
    listing.configure(request, table)
    context = {**navigation(request, "budget:runs"), "table": table, "filter": run_filter}
    return render(request, "budget/runs/runs.html", context)


@may_view
def run(request: HttpRequest, pk: int) -> HttpResponse:
    run, reader = _find(request, pk), Reader(person(request))
    seen, offset_by = reader.of_run(run), offsets_of([run]).get(run.pk)
    parts, sources = parts_table(run, reader), sources_table(run, reader)
    held, arithmetic = rows_tables(run, reader), arithmetic_tables(run, reader)
    method = method_table(run, reader)
    used = _consumption(run, reader)
    all_used = consumption.rows_tables(run, reader) if "eksport" in request.GET else []
    if answer := export.answer(
        request, seen.text(run.title), parts, method, *arithmetic, *used[:1], *all_used, sources, *held
    ):
        return answer
    visible = AllocationRun.objects.visible_to(person(request))
    context = {
        "run": run,
        "seen": seen,
        "title": seen.text(run.title),
        "facts": key_facts(run, reader),
        "parts": parts,
        "method": method,
        "arithmetic": arithmetic,
        "sources": sources,
        "held": held,
        "used": used,
        "more_services": run.consumption.order_by().values("service").distinct().count() - consumption.MOST_TABLES,
        "keys": keys_of_run(run),
        "moved": moved_since(run, reader),
        "municipalities": [part.municipality for part in run.parts.select_related("municipality")],
        "correction": visible.filter(corrects=run).first(),
        "corrects_title": reader.of_run(run.corrects).text(run.corrects.title) if run.corrects else "",
        "frame_change": FrameChange.objects.filter(run=run).first(),
        "offset_by": offset_by,
        "offset_by_title": reader.of_run(offset_by).text(offset_by.title) if offset_by else "",
        "may_change": request.user.has_perm("budget.change_budget"),
        "may_approve": request.user.has_perm("budget.approve_run"),
        "history": history_for(person(request), "budget.change_budget", run),
        "crumbs": _crumbs(),
    }
    return render(request, "budget/runs/run.html", context)


@may_view
def run_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    run, reader = _find(request, pk), Reader(person(request))
    sheet = paper.MoneySheet(
        reader.of_run(run).text(run.title),
        key_facts(run, reader),
        [
            parts_table(run, reader),
            method_table(run, reader),
            *arithmetic_tables(run, reader),
            *_consumption(run, reader)[:1],
            *consumption.rows_tables(run, reader),
            sources_table(run, reader),
        ],
        is_draft=not run.is_approved,
        approved=approval_of(run),
    )
    return paper.deliver(request, sheet, origin=run.get_absolute_url())


@may_change
def new_run(request: HttpRequest) -> HttpResponse:
    year = next(iter(closed_years()), newest_year())
    form = RunForm(request.POST or None, initial={"year": year, "charged_year": year + 1})

    def make() -> AllocationRun:
        data = form.cleaned_data
        return actions.make_run(
            AllocationRun.Kind(data["kind"]),
            year=data["year"],
            charged_year=data["charged_year"],
            unit=AllocationRun.Unit(data["unit"]),
            case=data["case"],
            contribution=data["contribution"],
            offsets=data["offsets"],
            by=person(request),
            now=timezone.now(),
        )

    return store_page(request, form, make, heading="Ny fordeling", crumbs=_crumbs(), submit="Regn ut")


@require_POST
@may_approve
def approve_run(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.approve_run, "Fordelingen er godkjent og kan ikke lenger endres.")


@require_POST
@may_change
def recompute_run(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.recompute_run, "Utkastet er regnet ut på nytt.")


@may_change
def correct_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = _find(request, pk)
    initial = {"charged_year": run.charged_year}
    form = CorrectionForm(request.POST or None, initial=initial, has_newer_keys=has_newer_keys(run))

    def make() -> AllocationRun:
        return actions.correct_run(run, **form.cleaned_data, by=person(request), now=timezone.now())

    return store_page(
        request, form, make, heading=f"Korriger «{run.title}»", crumbs=_crumbs(run), submit="Regn ut på nytt"
    )


@may_change
def delete_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = _find(request, pk)
    return delete_page(
        request,
        lambda: actions.delete_run(run, by=person(request), now=timezone.now()),
        heading=f"Slette utkastet «{run.title}»?",
        consequence="Bare utkast kan slettes. Radene det bygger på, blir stående.",
        crumbs=_crumbs(run),
        done=reverse("budget:runs"),
    )


def _consumption(run: AllocationRun, reader: Reader) -> list[Table]:
    """Of a consumption: its services, and the first of them municipality by municipality. A file has them all."""
    if run.kind != AllocationRun.Kind.CONSUMPTION:
        return []
    first = consumption.rows_tables(run, reader, most=consumption.MOST_TABLES)
    return [consumption.by_service_table(run, reader), *first]


def _act(request: HttpRequest, pk: int, action: Callable[..., None], done: str) -> HttpResponse:
    run = _find(request, pk)
    try:
        action(run, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(run)


def _find(request: HttpRequest, pk: int) -> AllocationRun:
    runs = AllocationRun.objects.visible_to(person(request))
    return get_object_or_404(runs.select_related("case", "key__purpose", "approved_by", "corrects", "offsets"), pk=pk)


def _crumbs(run: AllocationRun | None = None) -> Crumbs:
    crumbs = [("Økonomi", reverse("budget:index")), ("Fordelinger", reverse("budget:runs"))]
    return crumbs if run is None else [*crumbs, (run.title, run.get_absolute_url())]
