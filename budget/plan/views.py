"""Pages of the financial plan."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from budget.money.access import may_view
from budget.money.reader import Reader
from budget.plan import actions, report
from budget.plan.forms import AdoptForm, GrowthForm, PlanChangeForm, PlanForm, PlanLineForm, PlanTitleForm, PlanYearForm
from budget.plan.models import FinancialPlan, PlanChange, PlanLine
from budget.plan.tables import FinancialPlanTable, PlanChangeTable, PlanLineTable
from budget.years.navigation import navigation, newest_year
from rorikt.audit.history import history_for
from rorikt.cases import case_url
from rorikt.pages.editing import Crumbs, row_delete_page, row_form_page, store_page
from rorikt.people.person import person
from rorikt.tables import export, listing

may_plan = permission_required("budget.change_plan", raise_exception=True)


@may_view
def plans(request: HttpRequest) -> HttpResponse:
    user = person(request)
    table = FinancialPlanTable(FinancialPlan.objects.visible_to(user), reader=Reader(user))
    if file := export.answer(request, "økonomiplaner", table):
        return file
    listing.configure(request, table)
    return render(request, "budget/plan/plans.html", {**navigation(request, "budget:plans"), "table": table})


@may_view
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    plan = get_object_or_404(FinancialPlan.objects.visible_to(user).prefetch_related("plan_years"), pk=pk)
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
    if file := export.answer(request, "økonomiplan", *tables.values()):
        return file
    context = {
        **tables,
        "plan": plan,
        "may_change": may_change,
        "case_url": case_url(plan.case_number),
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
        crumbs=_plan_crumbs(row),
        done=reverse("budget:plans"),
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
            case_number=data["case_number"],
            on=data["adopted_on"],
            by=person(request),
            now=timezone.now(),
        )

    return store_page(request, form, store, heading=f"Før vedtaket av {row}", crumbs=_plan_crumbs(row))


@may_plan
def new_line(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(FinancialPlan, pk=pk)
    last = plan.lines.last()
    row = PlanLine(plan=plan, position=last.position + 1 if last else 1)
    return _line_form(request, row, f"Ny linje i {plan}")


@may_plan
def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PlanLine.objects.select_related("plan"), pk=pk)
    return _line_form(request, row, f"Endre {row}", reverse("budget:plan-line-delete", args=[pk]))


@may_plan
def delete_line(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PlanLine.objects.select_related("plan"), pk=pk)
    return _delete_row(request, row, row.plan, "Tiltakene på linjen blir også borte.")


@may_plan
def new_change(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(FinancialPlan, pk=pk)
    return _change_form(request, PlanChange(year=plan.years[0]), plan, f"Nytt tiltak i {plan}")


@may_plan
def edit_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PlanChange.objects.select_related("line__plan"), pk=pk)
    delete_url = reverse("budget:plan-change-delete", args=[pk])
    return _change_form(request, row, row.line.plan, f"Endre {row}", delete_url)


@may_plan
def delete_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PlanChange.objects.select_related("line__plan"), pk=pk)
    return _delete_row(request, row, row.line.plan, "Rammene regnes ut på nytt uten tiltaket.")


def _line_form(request: HttpRequest, row: PlanLine, heading: str, delete_url: str = "") -> HttpResponse:
    crumbs, store = _plan_crumbs(row.plan), actions.store_row
    return row_form_page(request, PlanLineForm, row, heading=heading, crumbs=crumbs, delete_url=delete_url, store=store)


def _change_form(
    request: HttpRequest, row: PlanChange, plan: FinancialPlan, heading: str, delete_url: str = ""
) -> HttpResponse:
    form = PlanChangeForm(request.POST or None, instance=row, plan=plan)

    def store() -> None:
        actions.store_row(form.instance, by=person(request), now=timezone.now())

    return store_page(request, form, store, heading=heading, crumbs=_plan_crumbs(plan), delete_url=delete_url)


def _delete_row(request: HttpRequest, row: actions.PlanRow, plan: FinancialPlan, consequence: str) -> HttpResponse:
    crumbs, done = _plan_crumbs(plan), plan.get_absolute_url()
    return row_delete_page(request, row, consequence=consequence, crumbs=crumbs, done=done, delete=actions.delete_row)


def _list_crumbs() -> Crumbs:
    return [("Økonomi", reverse("budget:index")), ("Økonomiplan", reverse("budget:plans"))]


def _plan_crumbs(plan: FinancialPlan) -> Crumbs:
    return [*_list_crumbs(), (plan.title, plan.get_absolute_url())]
