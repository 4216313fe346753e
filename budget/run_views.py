"""Pages of the allocations: all of them, one of them, and what each municipality pays in a year and why."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from budget import charge_report, run_actions
from budget.allocations.models import AllocationRun
from budget.allocations.report import key_facts, offsets_of, parts_table, sources_table
from budget.frame.models import FrameChange
from budget.frame.report import frame_and_budget
from budget.money import paper
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.run_forms import CorrectionForm, RunFilter, RunForm
from budget.run_tables import RunTable
from budget.years.navigation import navigation, newest_year, year_crumb
from budget.years.state import closed_years
from rorikt.figures.shown import shown
from rorikt.pages.editing import Crumbs, delete_page, make_page
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.tables import export

may_approve = permission_required("budget.approve_run", raise_exception=True)


@may_view
def runs(request: HttpRequest) -> HttpResponse:
    user = person(request)
    listed = AllocationRun.objects.visible_to(user)
    run_filter = RunFilter(request.GET, listed)
    table = RunTable(run_filter.qs if run_filter.form.is_valid() else listed.none(), reader=Reader(user))
    if answer := export.answer(request, "Fordelinger", table):
        return answer
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {**navigation(request, "budget:runs"), "table": table, "filter": run_filter}
    return render(request, "budget/runs.html", context)


@may_view
def run(request: HttpRequest, pk: int) -> HttpResponse:
    run, reader = _find(request, pk), Reader(person(request))
    seen, offset_by = reader.of_run(run), offsets_of([run]).get(run.pk)
    parts, sources = parts_table(run, reader), sources_table(run, reader)
    if answer := export.answer(request, seen.text(run.title), parts, sources):
        return answer
    visible = AllocationRun.objects.visible_to(person(request))
    context = {
        "run": run,
        "seen": seen,
        "title": seen.text(run.title),
        "facts": key_facts(run, reader),
        "parts": parts,
        "sources": sources,
        "municipalities": [part.municipality for part in run.parts.select_related("municipality")],
        "correction": visible.filter(corrects=run).first(),
        "corrects_title": reader.of_run(run.corrects).text(run.corrects.title) if run.corrects else "",
        "frame_change": FrameChange.objects.filter(run=run).first(),
        "offset_by": offset_by,
        "offset_by_title": reader.of_run(offset_by).text(offset_by.title) if offset_by else "",
        "may_change": request.user.has_perm("budget.change_budget"),
        "may_approve": request.user.has_perm("budget.approve_run"),
        "crumbs": _crumbs(),
    }
    return render(request, "budget/run.html", context)


@may_view
def run_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    run, reader = _find(request, pk), Reader(person(request))
    sheet = paper.Sheet(
        reader.of_run(run).text(run.title),
        key_facts(run, reader),
        [parts_table(run, reader), sources_table(run, reader)],
        is_draft=not run.is_approved,
    )
    return paper.deliver(sheet)


@may_change
def new_run(request: HttpRequest) -> HttpResponse:
    year = next(iter(closed_years()), newest_year())
    form = RunForm(request.POST or None, initial={"year": year, "charged_year": year + 1})

    def make() -> AllocationRun:
        data = form.cleaned_data
        return run_actions.make_run(
            AllocationRun.Kind(data["kind"]),
            year=data["year"],
            charged_year=data["charged_year"],
            unit=AllocationRun.Unit(data["unit"]),
            case_number=data["case_number"],
            contribution=data["contribution"],
            offsets=data["offsets"],
            by=person(request),
            now=timezone.now(),
        )

    return make_page(request, form, make, heading="Ny fordeling", crumbs=_crumbs(), submit="Regn ut")


@require_POST
@may_change
def allocate_change(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Share what comes every year for one of the later years."""
    change = get_object_or_404(FrameChange, pk=pk, kind=FrameChange.Kind.YEARLY, year__lt=year)
    try:
        (made,) = run_actions.share_changes([change], year=year, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("budget:charges", year=year)
    return redirect(made)


@require_POST
@may_change
def allocate_changes(request: HttpRequest, year: int) -> HttpResponse:
    """Share all that comes every year and is not shared for this year, as drafts to be approved one by one."""
    changes = charge_report.unallocated_changes(year)
    try:
        made = run_actions.share_changes(changes, year=year, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("budget:charges", year=year)
    messages.success(request, f"{len(made)} fordelinger er regnet ut. Se over og godkjenn dem.")
    return redirect(f"{reverse('budget:runs')}?charged_year={year}&state={AllocationRun.State.DRAFT}")


@require_POST
@may_approve
def approve_run(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, run_actions.approve_run, "Fordelingen er godkjent og kan ikke lenger endres.")


@require_POST
@may_change
def recompute_run(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, run_actions.recompute_run, "Utkastet er regnet på nytt.")


@may_change
def correct_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = _find(request, pk)
    form = CorrectionForm(request.POST or None, initial={"charged_year": run.charged_year})

    def make() -> AllocationRun:
        return run_actions.correct_run(run, **form.cleaned_data, by=person(request), now=timezone.now())

    return make_page(request, form, make, heading=f"Korriger «{run.title}»", crumbs=_crumbs(run), submit="Regn på nytt")


@may_change
def delete_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = _find(request, pk)
    return delete_page(
        request,
        lambda: run_actions.delete_run(run, by=person(request), now=timezone.now()),
        heading=f"Slette utkastet «{run.title}»?",
        consequence="Bare utkast kan slettes. Radene det er regnet av, blir stående.",
        crumbs=_crumbs(run),
        done=reverse("budget:runs"),
    )


@may_view
def charges(request: HttpRequest, year: int) -> HttpResponse:
    """What all municipalities pay in a year."""
    reader = Reader(person(request))
    charged = charge_report.charged_year(year, reader)
    table = charge_report.all_charges_table(charged, reader)
    missing = shown(charge_report.missing_table, charged)
    if answer := export.answer(request, f"Kommunene betaler {year}{charged.suffix}", table, missing.table):
        return answer
    context = {
        **navigation(request, "budget:charges", year, also=charge_report.years_of_charges()),
        "charged": charged,
        "table": table,
        "frame": frame_and_budget(year, reader),
        "missing": missing.table,
        "municipalities": Municipality.objects.all(),
        "unallocated": [
            (change, reader.of_change(change).text(change.title), reader.of_change(change).hides_amounts)
            for change in charge_report.unallocated_changes(year)
        ],
        "may_change": request.user.has_perm("budget.change_budget"),
    }
    return render(request, "budget/charges.html", context)


@may_view
def municipality_charges(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """What one municipality pays in a year, and why."""
    municipality = get_object_or_404(Municipality, pk=number)
    reader, found = Reader(person(request)), charge_report.charges_of(municipality, year)
    known = charge_report.years_of_charges()
    years = charge_report.charged_years({*known, year, year - 1}, reader)
    charged, before = years[year].of(number), years[year - 1].of(number)
    table = charge_report.charges_table(municipality, charged, found, reader)
    missing = shown(charge_report.missing_table, charged)
    compared = shown(charge_report.comparison_table, municipality, charged, before, reader)
    history = charge_report.history_table(municipality, {one: years[one] for one in known}, reader)
    tables = (table, missing.table, compared.table, history)
    if answer := export.answer(request, f"{municipality.name} betaler {year}{charged.suffix}", *tables):
        return answer
    context = {
        "year": year,
        "municipality": municipality,
        "charged": charged,
        "table": table,
        "missing": missing.table,
        "compared": compared,
        "charges": charge_report.reasons(found, reader),
        "history": history,
        "crumbs": [year_crumb(year), ("Kommunene betaler", reverse("budget:charges", args=[year]))],
    }
    return render(request, "budget/municipality_charges.html", context)


@may_view
def municipality_charges_pdf(request: HttpRequest, year: int, number: str) -> HttpResponse:
    municipality = get_object_or_404(Municipality, pk=number)
    reader, found = Reader(person(request)), charge_report.charges_of(municipality, year)
    years = charge_report.charged_years([year, year - 1], reader)
    charged, before = years[year].of(number), years[year - 1].of(number)
    missing = shown(charge_report.missing_table, charged)
    compared = shown(charge_report.comparison_table, municipality, charged, before, reader)
    tables = (charge_report.charges_table(municipality, charged, found, reader), missing.table, compared.table)
    sheet = paper.Sheet(
        f"Hva {municipality.name} betaler i {year}{charged.suffix}, og hvorfor",
        [
            ("Kommune", municipality.name),
            ("År", str(year)),
            ("Summen", charged.so_far or "Hel: alle ventede deler er med."),
            *([("Mot året før", compared.missing)] if compared.missing else []),
        ],
        [table for table in tables if table],
        reasons=[(reason.title, reason.why) for reason in charge_report.reasons(found, reader)],
    )
    return paper.deliver(sheet)


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
    return get_object_or_404(runs.select_related("key", "approved_by", "corrects", "offsets"), pk=pk)


def _crumbs(run: AllocationRun | None = None) -> Crumbs:
    crumbs = [("Økonomi", reverse("budget:index")), ("Fordelinger", reverse("budget:runs"))]
    return crumbs if run is None else [*crumbs, (run.title, run.get_absolute_url())]
