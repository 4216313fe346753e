"""Pages of the cost estimates of cases."""

from django.db.models import Case, F, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from budget.estimates import report, tier_report
from budget.estimates.actions import store_estimate
from budget.estimates.forms import CostEstimateForm, CostEstimateLineForm, PriceTierForm, TierForm
from budget.estimates.models import CostEstimate, CostEstimateLine, DeclinedEstimate, PriceTier
from budget.estimates.tables import CostEstimateLineTable, CostEstimateTable, PriceTierTable
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.years.navigation import navigation
from rorikt.audit.history import history_for
from rorikt.cases import NO_CASE
from rorikt.figures.shown import shown
from rorikt.pages.editing import Crumbs, row_delete_page, row_form_page
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def cost_estimates(request: HttpRequest) -> HttpResponse:
    reader = Reader(person(request))
    closed = Case(When(pk__in=list(reader.estimates), then=Value(True)), default=Value(False))
    # In the order of their titles, but for those whose titles are closed: they come last.
    listed = CostEstimate.objects.annotate(is_closed=closed).order_by(
        "is_closed", Case(When(is_closed=True, then=Value("")), default=F("title")), "pk"
    )
    table = CostEstimateTable(listed, reader=reader)
    if answer := export.answer(request, "Kostnadsoverslag", table):
        return answer
    listing.configure(request, table)
    context = {**navigation(request, "budget:cost-estimates"), "table": table}
    return render(request, "budget/estimates/estimates.html", context)


@may_view
def cost_estimate(request: HttpRequest, slug: str) -> HttpResponse:
    estimate = get_object_or_404(CostEstimate.objects.prefetch_related("lines", "tiers"), slug=slug)
    reader = Reader(person(request))
    if reader.of_estimate(estimate).is_closed:
        raise Http404  # not even that there is one with this name in its address
    may_change = request.user.has_perm("budget.change_budget")
    tier_form = TierForm(request.GET)
    years = sorted({line.year for line in estimate.lines.all()})
    costs = {
        year: (shown(report.cost_table, estimate, year), shown(report.cost_split, estimate, year)) for year in years
    }
    counts = tier_form.chosen() or tier_report.usual_counts(estimate)
    others = [shown(tier_report.tier_table, estimate, year, counts) for year in years] if counts else []
    tables = [one.table for pair in costs.values() for one in pair]
    if answer := export.answer(request, estimate.title, *tables, *(one.table for one in others)):
        return answer
    declined = DeclinedEstimate.objects.filter(estimate=estimate).first()
    context = {
        "estimate": estimate,
        "counted": report.counted(estimate),
        "years": [{"year": year, "cost": cost, "split": split} for year, (cost, split) in costs.items()],
        "others": others,
        "tier_form": tier_form,
        "frame_changes": [(change, reader.of_change(change)) for change in estimate.frame_changes.order_by("pk")],
        "no_case": NO_CASE,
        "declined": declined,
        "declined_text": reader.of(declined).text(declined.decision) if declined else "",
        "lines": CostEstimateLineTable(estimate.lines.all(), may_change=may_change),
        "tiers": PriceTierTable(estimate.tiers.all(), chosen=estimate.chosen_tier(), may_change=may_change),
        "history": history_for(person(request), "budget.change_budget", estimate),
        "crumbs": _list_crumbs(),
    }
    return render(request, "budget/estimates/estimate.html", context)


@may_view
def exempt_cost_estimate(request: HttpRequest, pk: int) -> HttpResponse:
    """What those may see who see only that something stands here: the public title, and the sums where they are open.

    Its address has no title in it. Those who may see more are led there.
    """
    estimate = get_object_or_404(CostEstimate.objects.prefetch_related("lines", "tiers"), pk=pk)
    seen = Reader(person(request)).of_estimate(estimate)
    if not seen.is_closed:
        return redirect(estimate)
    years = [] if seen.hides_amounts else sorted({line.year for line in estimate.lines.all()})
    splits = [shown(report.cost_split, estimate, year) for year in years]
    heading = seen.text(estimate.title)
    if answer := export.answer(request, heading, *(split.table for split in splits)):
        return answer
    context = {"heading": heading, "estimate": estimate, "splits": splits, "crumbs": _list_crumbs()}
    return render(request, "budget/estimates/exempt_estimate.html", context)


@may_change
def new_cost_estimate(request: HttpRequest) -> HttpResponse:
    return _estimate_form(request, CostEstimate(), "Nytt kostnadsoverslag")


@may_change
def edit_cost_estimate(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(CostEstimate, slug=slug)
    return _estimate_form(request, row, f"Endre {row}")


@may_change
def delete_cost_estimate(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(CostEstimate, slug=slug)
    consequence = "Linjene og prislisten blir også borte. Et overslag som et dokument bruker, kan ikke slettes."
    done = reverse("budget:cost-estimates")
    return row_delete_page(request, row, consequence=consequence, crumbs=_estimate_crumbs(row), done=done)


@may_change
def new_line(request: HttpRequest, slug: str) -> HttpResponse:
    estimate = get_object_or_404(CostEstimate, slug=slug)
    last = estimate.lines.last()
    row = CostEstimateLine(estimate=estimate, position=last.position + 1 if last else 1)
    return _line_form(request, row, f"Ny kostnad i {estimate}")


@may_change
def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CostEstimateLine.objects.select_related("estimate"), pk=pk)
    return _line_form(request, row, f"Endre {row}", reverse("budget:estimate-line-delete", args=[pk]))


@may_change
def delete_line(request: HttpRequest, pk: int) -> HttpResponse:
    return _delete_part(request, get_object_or_404(CostEstimateLine.objects.select_related("estimate"), pk=pk))


@may_change
def new_tier(request: HttpRequest, slug: str) -> HttpResponse:
    estimate = get_object_or_404(CostEstimate, slug=slug)
    return _tier_form(request, PriceTier(estimate=estimate), f"Nytt pristrinn i {estimate}")


@may_change
def edit_tier(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PriceTier.objects.select_related("estimate"), pk=pk)
    return _tier_form(request, row, f"Endre pristrinnet {row}", reverse("budget:tier-delete", args=[pk]))


@may_change
def delete_tier(request: HttpRequest, pk: int) -> HttpResponse:
    return _delete_part(request, get_object_or_404(PriceTier.objects.select_related("estimate"), pk=pk))


def _estimate_form(request: HttpRequest, row: CostEstimate, heading: str) -> HttpResponse:
    crumbs = _list_crumbs()
    return row_form_page(request, CostEstimateForm, row, heading=heading, crumbs=crumbs, store=store_estimate)


def _line_form(request: HttpRequest, row: CostEstimateLine, heading: str, delete_url: str = "") -> HttpResponse:
    crumbs = _estimate_crumbs(row.estimate)
    return row_form_page(request, CostEstimateLineForm, row, heading=heading, crumbs=crumbs, delete_url=delete_url)


def _tier_form(request: HttpRequest, row: PriceTier, heading: str, delete_url: str = "") -> HttpResponse:
    crumbs = _estimate_crumbs(row.estimate)
    return row_form_page(request, PriceTierForm, row, heading=heading, crumbs=crumbs, delete_url=delete_url)


def _delete_part(request: HttpRequest, row: CostEstimateLine | PriceTier) -> HttpResponse:
    crumbs, done = _estimate_crumbs(row.estimate), row.estimate.get_absolute_url()
    return row_delete_page(request, row, consequence="Godkjente dokumenter endres ikke.", crumbs=crumbs, done=done)


def _list_crumbs() -> Crumbs:
    return [("Økonomi", reverse("budget:index")), ("Kostnadsoverslag", reverse("budget:cost-estimates"))]


def _estimate_crumbs(estimate: CostEstimate) -> Crumbs:
    return [*_list_crumbs(), (estimate.title, estimate.get_absolute_url())]
