"""Pages of the financial plan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from budget.money.access import may_view
from budget.money.reader import Reader
from budget.plan import actions, report
from budget.plan.forms import AdoptForm, GrowthForm, PlanChangeForm, PlanForm, PlanLineForm, PlanTitleForm, PlanYearForm
from budget.plan.models import FinancialPlan, PlanChange, PlanLine
from budget.plan.tables import FinancialPlanTable, PlanChangeTable, PlanLineTable
from budget.year_budget.actions import is_adopted
from budget.years.navigation import navigation, newest_year
from rorikt.audit.history import history_for
from rorikt.figures.shown import shown
from rorikt.pages.editing import Crumbs, store_page
from rorikt.pages.row_pages import among, row_delete_page, row_pages
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import export, listing

may_plan = needs("budget.change_plan")


@may_view
def plans(request: HttpRequest) -> HttpResponse:
    user = person(request)
    table = FinancialPlanTable(FinancialPlan.objects.visible_to(user).select_related("case"), reader=Reader(user))
    if file := export.answer(request, "økonomiplaner", table):
        return file
    listing.configure(request, table)
    return render(request, "budget/plan/plans.html", {**navigation(request, "budget:plans"), "table": table})


@may_view
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    plan = get_object_or_404(
        FinancialPlan.objects.visible_to(user).select_related("case").prefetch_related("plan_years"), pk=pk
    )
    reader = Reader(user)
    seen = reader.of(plan)
    if seen.is_closed:
        text = "Planen er vedtatt i en sak som er unntatt offentlighet."
        page = {"heading": seen.text(plan.title), "crumbs": _list_crumbs(), "text": text}
        return render(request, "pages/missing.html", page)
    form = PlanYearForm(request.GET, plan=plan)
    found = report.planned(plan)
    chart = report.plan_chart(found)
    may_change = request.user.has_perm("budget.change_plan") and not plan.is_adopted
    changes = PlanChange.objects.filter(line__plan=plan).select_related("line")
    tables = {
        "frames": report.plan_table(found, exact=form.is_exact),
        "comparison": report.comparison(found, reader, exact=form.is_exact),
        "by_line": report.line_comparison(found, form.year, exact=form.is_exact),
        "changes": PlanChangeTable(changes, may_change=may_change),
        "growth": report.growth_table(found),
        "lines": PlanLineTable([one.line for one in found.lines], may_change=may_change),
    }
    municipal = shown(report.municipality_table, found)
    if file := export.answer(request, "økonomiplan", *tables.values(), municipal.table):
        return file
    context = {
        **tables,
        "plan": plan,
        "may_change": may_change,
        "municipal": municipal,
        "proposes": plan.years[0] if _may_propose(request, plan) else None,
        "form": form,
        "chart": chart,
        "history": history_for(user, "budget.change_plan", plan),
        "crumbs": _list_crumbs(),
    }
    return render(request, "budget/plan/plan.html", context)


@may_plan
def new_plan(request: HttpRequest) -> HttpResponse:
    row = FinancialPlan(base_year=newest_year())
    form = PlanForm(request.POST or None, instance=row)

    def store() -> None:
        actions.make_plan(form.instance, by=person(request), now=timezone.now())

    return store_page(request, form, store, heading="Ny økonomiplan", crumbs=_list_crumbs())


@may_plan
def edit_plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FinancialPlan, pk=pk)
    form = PlanTitleForm(request.POST or None, instance=row)

    def store() -> None:
        actions.rename_plan(form.instance, by=person(request), now=timezone.now())

    return store_page(request, form, store, heading=f"Endre {row}", crumbs=_plan_crumbs(row))


@may_plan
def delete_plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FinancialPlan, pk=pk)
    return row_delete_page(
        request,
        row,
        consequence="Linjene, prisveksten og tiltakene i planen blir også borte. En vedtatt plan kan ikke slettes.",
        crumbs=_list_crumbs(),
        delete=actions.delete_plan,
    )


@may_plan
def growth(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FinancialPlan, pk=pk)
    form = GrowthForm(request.POST or None, growth=row.growth())

    def store() -> None:
        actions.set_growth(row, form.growth(), by=person(request), now=timezone.now())

    return store_page(request, form, store, heading=f"Prisvekst i {row}", crumbs=_plan_crumbs(row))


@may_plan
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FinancialPlan, pk=pk)
    form = AdoptForm(request.POST or None)

    def store() -> None:
        data = form.cleaned_data
        actions.adopt_plan(
            row,
            decision=data["decision"],
            case=data["case"],
            on=data["adopted_on"],
            by=person(request),
            now=timezone.now(),
        )

    return store_page(request, form, store, heading=f"Registrer vedtaket av {row}", crumbs=_plan_crumbs(row))


@may_plan
def propose_budget(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks with what each line would become."""
    row = get_object_or_404(FinancialPlan, pk=pk)
    year, fault = row.years[0], ""
    if request.method == "POST":
        try:
            with told_in_words():
                made = actions.propose_budget(row, by=person(request), now=timezone.now())
        except ValidationError as error:
            fault = " ".join(error.messages)
        else:
            messages.success(request, f"{len(made)} linjer i budsjettet for {year} er hentet fra planen.")
            return redirect("budget:year-budget", year)
    context = {
        "plan": row,
        "year": year,
        "fault": fault,
        "table": report.proposal_table(report.proposal_of(report.planned(row))),
        "crumbs": _plan_crumbs(row),
    }
    return render(request, "budget/plan/propose.html", context)


def _may_propose(request: HttpRequest, plan: FinancialPlan) -> bool:
    """While the budget of the first year is a proposal that may be changed."""
    return request.user.has_perm("budget.change_plan") and not is_adopted(plan.years[0])


def _list_crumbs() -> Crumbs:
    return [("Økonomi", reverse("budget:index")), ("Økonomiplan", reverse("budget:plans"))]


def _plan_crumbs(plan: FinancialPlan) -> Crumbs:
    return [*_list_crumbs(), (plan.title, plan.get_absolute_url())]


def _next_line(request: HttpRequest, pk: int) -> PlanLine:
    plan = get_object_or_404(FinancialPlan, pk=pk)
    last = plan.lines.last()
    return PlanLine(plan=plan, position=last.position + 1 if last else 1)


def _new_change(request: HttpRequest, pk: int) -> PlanChange:
    plan = get_object_or_404(FinancialPlan, pk=pk)
    return PlanChange(line=PlanLine(plan=plan), year=plan.years[0])


line_pages = row_pages(
    PlanLineForm,
    "budget.change_plan",
    find=among(PlanLine.objects.select_related("plan")),
    start=_next_line,
    crumbs=lambda line: _plan_crumbs(line.plan),
    new="Ny linje i {row.plan}",
    consequence="Tiltakene på linjen blir også borte.",
    delete_url="budget:plan-line-delete",
    store=actions.store_row,
    delete=actions.delete_row,
)
change_pages = row_pages(
    PlanChangeForm,
    "budget.change_plan",
    find=among(PlanChange.objects.select_related("line__plan")),
    start=_new_change,
    crumbs=lambda change: _plan_crumbs(change.line.plan),
    new="Nytt tiltak i {row.line.plan}",
    consequence="Rammene regnes ut på nytt uten tiltaket.",
    delete_url="budget:plan-change-delete",
    store=actions.store_row,
    delete=actions.delete_row,
)
