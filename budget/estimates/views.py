"""Pages of the cost estimates of cases."""

from django.db.models import Case, F, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from budget.estimates import report, tier_report
from budget.estimates.actions import store_estimate
from budget.estimates.forms import CostEstimateForm, CostEstimateLineForm, PriceTierForm, TierForm
from budget.estimates.models import CostEstimate, CostEstimateLine, DeclinedEstimate, PriceTier
from budget.estimates.tables import CostEstimateLineTable, CostEstimateTable, PriceTierTable
from budget.money.access import may_view
from budget.money.reader import Reader
from budget.years.navigation import navigation
from rorikt.audit.history import history_for
from rorikt.cases.models import CaseNames
from rorikt.cases.naming import NO_CASE
from rorikt.decisions import decision_of
from rorikt.figures.shown import shown
from rorikt.pages.editing import Crumbs
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def cost_estimates(request: HttpRequest) -> HttpResponse:
    reader = Reader(person(request))
    closed = Case(When(pk__in=list(reader.estimates), then=Value(True)), default=Value(False))
    # In the order of their titles, but for those whose titles are closed: they come last.
    listed = (
        CostEstimate.objects.select_related("case")
        .annotate(is_closed=closed)
        .order_by("is_closed", Case(When(is_closed=True, then=Value("")), default=F("title")), "pk")
    )
    table = CostEstimateTable(listed, reader=reader)
    if answer := export.answer(request, "Kostnadsoverslag", table):
        return answer
    listing.configure(request, table)
    context = {**navigation(request, "budget:cost-estimates"), "table": table}
    return render(request, "budget/estimates/estimates.html", context)


@may_view
def cost_estimate(request: HttpRequest, slug: str) -> HttpResponse:
    estimate = get_object_or_404(_estimates(), slug=slug)
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
    names = CaseNames()
    declined = DeclinedEstimate.objects.filter(estimate=estimate).select_related("case").first()
    context = {
        "estimate": estimate,
        "counted": report.counted(estimate),
        "years": [{"year": year, "cost": cost, "split": split} for year, (cost, split) in costs.items()],
        "others": others,
        "tier_form": tier_form,
        "frame_changes": [
            (change, reader.of_change(change), names.of(change.case) if change.case else "")
            for change in estimate.frame_changes.select_related("case").order_by("pk")
        ],
        "no_case": NO_CASE,
        "decided": decision_of(estimate.case_id, person(request)),
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
    estimate = get_object_or_404(_estimates(), pk=pk)
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


def _estimates() -> QuerySet[CostEstimate]:
    return CostEstimate.objects.select_related("case").prefetch_related("lines", "tiers")


def _list_crumbs() -> Crumbs:
    return [("Økonomi", reverse("budget:index")), ("Kostnadsoverslag", reverse("budget:cost-estimates"))]


def _part_crumbs(part: CostEstimateLine | PriceTier) -> Crumbs:
    return [*_list_crumbs(), (part.estimate.title, part.estimate.get_absolute_url())]


def _next_line(request: HttpRequest, slug: str) -> CostEstimateLine:
    estimate = get_object_or_404(CostEstimate, slug=slug)
    last = estimate.lines.last()
    return CostEstimateLine(estimate=estimate, position=last.position + 1 if last else 1)


def _new_tier(request: HttpRequest, slug: str) -> PriceTier:
    return PriceTier(estimate=get_object_or_404(CostEstimate, slug=slug))


estimate_pages = row_pages(
    CostEstimateForm,
    "budget.change_budget",
    find=among(CostEstimate.objects),
    start=lambda request: CostEstimate(),
    crumbs=lambda estimate: _list_crumbs(),
    new="Nytt kostnadsoverslag",
    consequence="Linjene og prislisten blir også borte. Et overslag som et dokument bruker, kan ikke slettes.",
    store=store_estimate,
)
line_pages = row_pages(
    CostEstimateLineForm,
    "budget.change_budget",
    find=among(CostEstimateLine.objects.select_related("estimate")),
    start=_next_line,
    crumbs=_part_crumbs,
    new="Ny kostnad i {row.estimate}",
    consequence="Godkjente dokumenter endres ikke.",
    delete_url="budget:estimate-line-delete",
)
tier_pages = row_pages(
    PriceTierForm,
    "budget.change_budget",
    find=among(PriceTier.objects.select_related("estimate")),
    start=_new_tier,
    crumbs=_part_crumbs,
    new="Nytt pristrinn i {row.estimate}",
    edit="Endre pristrinnet {row}",
    consequence="Godkjente dokumenter endres ikke.",
    delete_url="budget:tier-delete",
)
