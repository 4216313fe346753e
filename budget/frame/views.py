"""Pages of the frame: a year's frame krone by krone, its changes, and the way from an estimate into it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from budget.allocations.report import parts_table
from budget.estimates.models import CostEstimate
from budget.frame import actions, report
from budget.frame.forms import LONGEST_DECISION, DecisionFields, EstimateDecisionForm, FrameChangeForm, NewDecisionForm
from budget.frame.models import FrameChange
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.years.navigation import navigation
from rorikt.audit.history import history_for
from rorikt.cases.fields import CaseField
from rorikt.cases.models import CaseReference
from rorikt.decisions import decision_of
from rorikt.figures.shown import shown
from rorikt.figures.values import NotAvailable
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.people.person import person
from rorikt.tables import export


@may_view
def frame(request: HttpRequest, year: int) -> HttpResponse:
    reader = Reader(person(request))
    found = report.frame_and_budget(year, reader)
    table = shown(report.frame_table, found.frame)
    if answer := export.answer(request, f"Ramme {year}", table.table):
        return answer
    also = FrameChange.objects.order_by("-year").values_list("year", flat=True).distinct()
    context = {
        **navigation(request, "budget:frame", year, also=also),
        "shown": table,
        "frame": found.frame,
        "found": found,
        "may_change": request.user.has_perm("budget.change_budget"),
    }
    return render(request, "budget/frame/frame.html", context)


@may_view
def frame_change(request: HttpRequest, pk: int) -> HttpResponse:
    change, reader = _find(pk), Reader(person(request))
    seen = reader.of_change(change)
    title = seen.text(change.title_and_year)
    table = parts_table(change.run, reader)
    if answer := export.answer(request, title, table):
        return answer
    context = {
        "change": change,
        "title": seen.text(change.title),
        "seen": seen,
        "run_title": reader.of_run(change.run).text(change.run.title),
        "estimate_url": reader.url_of(change.estimate) if change.estimate else "",
        "table": table,
        "replaced_by": FrameChange.objects.filter(replaces=change).first(),
        "found": report.frame_and_budget(change.year, reader),
        "history": history_for(person(request), "budget.change_budget", change),
        "may_change": request.user.has_perm("budget.change_budget"),
        "crumbs": _crumbs(change.year),
    }
    return render(request, "budget/frame/frame_change.html", context)


@may_change
def new_frame_change(request: HttpRequest, year: int) -> HttpResponse:
    """`sak` may give the case that was decided, by its key."""
    asked = _decided_in(request, _case_asked_for(request))
    kind = FrameChange.Kind.ONE_OFF if asked else FrameChange.Kind.BASE
    form = FrameChangeForm(request.POST or None, initial={"year": year, "kind": kind, **asked})

    def make() -> FrameChange:
        data = form.cleaned_data
        return actions.add_change(
            kind=FrameChange.Kind(data["kind"]),
            year=data["year"],
            title=data["title"],
            amount=data["amount"],
            purpose=data["purpose"],
            holds_from=data["holds_from"],
            decision=form.decided(),
            by=person(request),
            now=timezone.now(),
        )

    help_text = "Det som registreres her, endres aldri. Et senere vedtak registreres for seg, med forskjellen."
    crumbs = _crumbs(year)
    return store_page(
        request,
        form,
        make,
        heading="Registrer vedtak i rammen",
        crumbs=crumbs,
        submit="Registrer i rammen",
        lead=help_text,
    )


@may_change
def new_decision(request: HttpRequest, pk: int) -> HttpResponse:
    change = _find(pk)
    form = NewDecisionForm(request.POST or None, initial={"amount": change.amount})

    def make() -> FrameChange:
        return actions.replace_change(
            change,
            amount=form.cleaned_data["amount"],
            decision=form.decided(),
            by=person(request),
            now=timezone.now(),
        )

    crumbs = [*_crumbs(change.year), (str(change), change.get_absolute_url())]
    help_text = "Vedtaket erstatter det forrige. Det forrige blir stående, og bare forskjellen bokføres."
    return store_page(
        request,
        form,
        make,
        heading=f"Nytt vedtak: {change}",
        crumbs=crumbs,
        submit="Registrer vedtaket",
        lead=help_text,
    )


@may_change
def decide_estimate(request: HttpRequest, slug: str) -> HttpResponse:
    """From an estimate into the frame, once the council has decided it. `sak` may give the case by its key."""
    estimate = get_object_or_404(CostEstimate.objects.prefetch_related("lines", "tiers"), slug=slug)
    crumbs = _estimate_crumbs(estimate)
    try:
        estimated = actions.estimated_changes(estimate)
    except NotAvailable as missing:
        return render(
            request,
            "pages/missing.html",
            {"heading": "Registrer vedtaket i rammen", "crumbs": crumbs, "text": str(missing)},
        )
    initial = {
        "changes": [change.code for change in estimated],
        "case": CaseField.typed(estimate.case),
        **_decided_in(request, _case_asked_for(request) or estimate.case),
    }
    form = EstimateDecisionForm(request.POST or None, estimated=estimated, initial=initial)

    def make() -> FrameChange:
        changes = actions.decide_estimate(
            estimate, form.chosen(), decision=form.decided(), by=person(request), now=timezone.now()
        )
        return changes[0]

    help_text = "Gjør dette når rådet har vedtatt kostnaden. Beløpene fordeles etter nøkkelen for hvert år."
    return store_page(
        request,
        form,
        make,
        heading=f"Registrer vedtaket om {estimate.title} i rammen",
        crumbs=crumbs,
        submit="Registrer i rammen",
        lead=help_text,
    )


@may_change
def decline_estimate(request: HttpRequest, slug: str) -> HttpResponse:
    """The council said no, so that the cost is no longer expected in what the municipalities pay."""
    estimate = get_object_or_404(CostEstimate, slug=slug)
    form = DecisionFields(request.POST or None)

    def store() -> None:
        actions.decline_estimate(estimate, decision=form.decided(), by=person(request), now=timezone.now())

    return store_page(request, form, store, heading=f"{estimate} ble ikke vedtatt", crumbs=_estimate_crumbs(estimate))


@may_change
def reopen_estimate(request: HttpRequest, slug: str) -> HttpResponse:
    estimate = get_object_or_404(CostEstimate, slug=slug)
    return delete_page(
        request,
        lambda: actions.reopen_estimate(estimate, by=person(request), now=timezone.now()),
        heading=f"Gjøre {estimate} til forslag igjen?",
        consequence="Kostnaden står da som foreslått i det kommunene betaler.",
        crumbs=_estimate_crumbs(estimate),
        done=estimate.get_absolute_url(),
        verb="Gjør til forslag igjen",
        told="Overslaget er et forslag igjen.",
    )


@may_view
def newest_frame(request: HttpRequest) -> HttpResponse:
    newest = FrameChange.objects.order_by("-year").values_list("year", flat=True).first()
    return redirect("budget:frame", year=newest or timezone.localdate().year)


def _case_asked_for(request: HttpRequest) -> CaseReference | None:
    key = request.GET.get("sak", "")
    return CaseReference.objects.filter(pk=key).first() if key.isascii() and key.isdigit() else None


def _decided_in(request: HttpRequest, case: CaseReference | None) -> dict[str, Any]:
    """What a form begins with of a case: the case, and of what was decided the day and as much as the field takes."""
    if case is None:
        return {}
    decided = decision_of(case.pk, person(request))
    words = " ".join(decided.text.split()) if decided else ""
    told = {"decided_on": decided.on, "decision": words[:LONGEST_DECISION]} if decided else {}
    return {"case": CaseField.typed(case), **told}


def _find(pk: int) -> FrameChange:
    related = FrameChange.objects.select_related(
        "run__key", "run__corrects", "replaces", "estimate", "case", "created_by"
    )
    return get_object_or_404(related, pk=pk)


def _crumbs(year: int) -> Crumbs:
    return [("Økonomi", reverse("budget:index")), (f"Ramme {year}", reverse("budget:frame", args=[year]))]


def _estimate_crumbs(estimate: CostEstimate) -> Crumbs:
    return [("Økonomi", reverse("budget:index")), (estimate.title, estimate.get_absolute_url())]
