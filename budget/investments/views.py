"""Pages of the investments: the year's projects, each with its revisions and what is carried, and what is paid."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from budget.investments import actions
from budget.investments.forms import CarryOverForm, InvestmentProjectForm, PaymentsForm, ProjectFilter, RevisionForm
from budget.investments.models import BudgetRevision, CarryOver
from budget.investments.tables import (
    CarriedInTable,
    CarriedOutTable,
    HistoryTable,
    InvestmentProjectTable,
    ProjectYearTable,
    RevisionTable,
)
from budget.memberships.members import members_in
from budget.money.access import may_view
from budget.money.reader import Reader
from budget.projects.disposal import Disposal
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.years.navigation import navigation, year_crumb
from budget.years.so_far import YearState
from budget.years.state import investments_state_of
from rorikt.amounts import NOTHING, kroner
from rorikt.audit.history import history
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.pages.editing import Crumbs, store_page
from rorikt.pages.row_pages import among, row_delete_page, row_pages
from rorikt.people.models import Municipality
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing

may_decide = needs("budget.change_project_budget")


@may_view
def investments(request: HttpRequest, year: int) -> HttpResponse:
    projects = InvestmentProject.objects.for_year(year).with_disposal()
    chosen = ProjectFilter(request.GET, projects)
    listed = chosen.qs if chosen.form.is_valid() else projects
    reader, state = Reader(person(request)), investments_state_of(year)
    table = InvestmentProjectTable(listed, state=state, exact=chosen.is_exact, reader=reader)
    listing.order(request, table)
    if file := export.answer(request, f"investeringer-{year}", table):
        return file
    disposal = Disposal.of_all(project.disposal for project in projects)
    is_hidden = any(project.pk in reader.projects for project in projects)
    context = {
        **navigation(request, "budget:investments", year, state=state),
        "table": table,
        "filter_form": chosen.form,
        "has_projects": projects.exists(),
        "reset": request.path,
        "result": projects.result(),
        "actual_label": f"Regnskap {state.so_far} inkl. mva.".replace("  ", " "),
        "charged_note": f"kroner {state.so_far}, belastes kommunene".replace(" ,", ","),
        "available": _unless(is_hidden, disposal.available),
        "remaining": _unless(is_hidden, disposal.remaining),
        "settlement_url": reverse("budget:settlement", args=[year]),
    }
    return render(request, "budget/investments/investments.html", context)


@may_view
def project(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(InvestmentProject.objects.with_disposal(), pk=pk)
    may_change, reader = request.user.has_perm("budget.change_project_budget"), Reader(person(request))
    is_hidden = project.pk in reader.projects
    carried_in = project.carried_in.select_related("case", "from_project", "to_project", "stored_by")
    carried_out = project.carried_out.select_related("case", "from_project", "to_project", "stored_by")
    same = InvestmentProject.objects.filter(title=project.title).with_disposal()
    tables = {
        "revisions": RevisionTable(
            project.revisions.select_related("case", "stored_by", "project"), may_change=may_change, reader=reader
        ),
        "carried_in": CarriedInTable(carried_in, may_change=may_change, reader=reader),
        "carried_out": CarriedOutTable(carried_out, may_change=may_change, reader=reader),
        "years": ProjectYearTable(same, reader=reader) if len(same) > 1 else None,
        "history": HistoryTable(history(project)),
    }
    if file := export.answer(request, f"prosjekt-{project.slug}-{project.year}", *tables.values()):
        return file
    context = {
        **tables,
        "project": project,
        "available": _unless(is_hidden, project.disposal.available),
        "remaining": _unless(is_hidden, project.disposal.remaining),
        "rows": _printed_rows(project, investments_state_of(project.year), is_hidden),
        "crumbs": _investment_crumbs(project.year),
    }
    return render(request, "budget/investments/project.html", context)


def _next_project(request: HttpRequest, year: int) -> InvestmentProject:
    last = InvestmentProject.objects.for_year(year).last()
    return InvestmentProject(year=year, position=last.position + 1 if last else 1)


project_pages = row_pages(
    InvestmentProjectForm,
    "budget.change_budget",
    find=among(InvestmentProject.objects),
    start=_next_project,
    crumbs=lambda project: _investment_crumbs(project.year),
    new="Nytt investeringsprosjekt i {row.year}",
    consequence="Budsjettreguleringene av prosjektet blir også borte. Godkjente dokumenter endres ikke.",
    store=actions.store_project,
    delete=actions.delete_project,
)


@may_decide
def new_revision(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(InvestmentProject, pk=pk)
    form = RevisionForm(request.POST or None)

    def store() -> None:
        actions.revise(project, **form.cleaned_data, by=person(request), now=timezone.now())

    heading = f"Reguler budsjettet til {project}"
    return store_page(request, form, store, heading=heading, crumbs=_project_crumbs(project))


@may_decide
def delete_revision(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BudgetRevision.objects.select_related("project"), pk=pk)
    return _delete_decided(request, row, row.project)


@may_decide
def new_carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(InvestmentProject, pk=pk)
    form = CarryOverForm(request.POST or None, source=project, initial={"amount": max(project.disposal.unused, 0)})

    def store() -> None:
        actions.carry_over(project, **form.cleaned_data, by=person(request), now=timezone.now())

    heading = f"Overfør fra {project} til et senere år"
    return store_page(request, form, store, heading=heading, crumbs=_project_crumbs(project))


@may_decide
def delete_carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CarryOver.objects.select_related("from_project", "to_project"), pk=pk)
    return _delete_decided(request, row, row.from_project)


def _delete_decided(request: HttpRequest, row: BudgetRevision | CarryOver, project: InvestmentProject) -> HttpResponse:
    return row_delete_page(
        request,
        row,
        consequence="Det som er disponibelt, regnes ut på nytt. Slettingen står i endringsloggen.",
        crumbs=_project_crumbs(project),
        delete=actions.delete_decided,
    )


def _unless(is_hidden: bool, amount: Decimal) -> str:
    return CLOSED_AMOUNT if is_hidden else kroner(amount)


def _printed_rows(project: InvestmentProject, state: YearState, is_hidden: bool) -> list[tuple[str, str]]:
    """`is_hidden`: a decision on the project is closed to the reader, and so is what its budget became by it."""
    disposal, so_far = project.disposal, "" if state.is_closed else f" ({state.period})"
    years = f"{project.starts_in or NOTHING} til {project.ends_in or NOTHING}"
    return [
        ("Status", project.get_status_display()),
        ("Prosjektperiode", years if project.starts_in or project.ends_in else NOTHING),
        ("Årsbudsjett", kroner(project.budgeted)),
        ("Budsjettreguleringer", _unless(is_hidden, disposal.revisions)),
        ("Regulert budsjett", _unless(is_hidden, disposal.revised)),
        ("Overført inn", _unless(is_hidden, disposal.carried_in)),
        ("Overført ut", _unless(is_hidden, disposal.carried_out)),
        ("Disponibelt", _unless(is_hidden, disposal.available)),
        (f"Regnskap eksl. mva.{so_far}", kroner(project.actual_excl_vat)),
        (f"Mva.{so_far}", kroner(project.vat)),
        (f"Regnskap inkl. mva.{so_far}", kroner(project.actual)),
        ("Bundet", kroner(project.committed)),
        ("Rest til disposisjon", _unless(is_hidden, disposal.remaining)),
        ("Prognose for året", kroner(project.forecast)),
        ("Avvik mot årsbudsjett" if state.is_closed else "Rest av årsbudsjettet", kroner(project.variance)),
    ]


def _investment_crumbs(year: int) -> Crumbs:
    home = year_crumb(year)
    return [home, ("Investeringer", reverse("budget:investments", args=[year]))]


def _project_crumbs(project: InvestmentProject) -> Crumbs:
    return [*_investment_crumbs(project.year), (project.title, project.get_absolute_url())]


@needs("budget.change_payment")
def payments(request: HttpRequest, year: int) -> HttpResponse:
    """Those of every municipality that this person may write for."""
    by = person(request)
    members = Municipality.objects.filter(pk__in=members_in(year))
    own = [one for one in members if by.has_perm("budget.change_payment", one)]
    stored = {payment.municipality_id: payment.amount for payment in PaymentOnAccount.objects.for_year(year)}
    form = PaymentsForm(request.POST or None, municipalities=own)
    form.initial = {form.field_name(one): stored.get(one.pk) for one in own}
    return store_page(
        request,
        form,
        lambda: actions.set_payments(form.values(), year=year, by=by, now=timezone.now()),
        heading=f"Akonto {year}",
        crumbs=[year_crumb(year), ("Avregning", reverse("budget:settlement", args=[year]))],
    )
