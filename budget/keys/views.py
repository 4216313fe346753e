"""Pages of the cost keys: their history, their versions, and the inhabitants that keys are made of."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from budget.keys import actions, report
from budget.keys.allocation import sum_fault
from budget.keys.calculator import Component, from_json, propose
from budget.keys.forms import CalculatorForm, CostKeyForm, InhabitantCountForm, SharesForm
from budget.keys.models import CostKey, InhabitantCount, KeyCalculation
from budget.keys.report import Review, weights_table
from budget.keys.tables import CostKeyTable, InhabitantCountTable
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.years.navigation import navigation
from rorikt.audit.history import history_for
from rorikt.cases.fields import CaseField
from rorikt.pages.editing import Crumbs, delete_page, form_page, store_page
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def cost_keys(request: HttpRequest) -> HttpResponse:
    listed = CostKey.objects.all()
    if (asked := request.GET.get("purpose", "")).isdecimal():
        listed = listed.filter(purpose_id=int(asked))
    table = CostKeyTable(listed.select_related("case", "purpose"), reader=Reader(person(request)))
    if answer := export.answer(request, "Fordelingsnøkler", table):
        return answer
    listing.configure(request, table)
    context = {**navigation(request, "budget:cost-keys"), "table": table}
    return render(request, "budget/keys/keys.html", context)


@may_view
def cost_key(request: HttpRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(CostKey.objects.select_related("case", "purpose").prefetch_related("shares"), pk=pk)
    calculation = KeyCalculation.objects.filter(key=key).first()
    weights = _weights_of(calculation, key) if calculation else None
    table = report.shares_of(key)
    if answer := export.answer(request, f"Fordelingsnøkkel {key.period}", table, weights):
        return answer
    reader = Reader(person(request))
    context = {
        "key": key,
        "source": reader.of(key).text(key.source),
        "table": table,
        "weights": weights,
        "fault": sum_fault(key.percentages()),
        "is_newest": not CostKey.objects.filter(purpose=key.purpose, valid_from__gt=key.valid_from).exists(),
        "is_current": CostKey.objects.current().filter(pk=pk).exists(),
        "versions": [
            (version, reader.of(version).text(version.source))
            for version in CostKey.objects.filter(purpose=key.purpose, valid_from=key.valid_from).exclude(pk=pk)
        ],
        "runs": [(run, reader.of_run(run).text(run.title)) for run in key.approved_runs()],
        "history": history_for(person(request), "budget.change_budget", key),
        "crumbs": key_crumbs(),
    }
    return render(request, "budget/keys/key.html", context)


@may_change
def new_cost_key(request: HttpRequest) -> HttpResponse:
    """The shares may come from the calculator, whose form stands in the query string."""
    members = Municipality.objects.all()
    form = CostKeyForm(request.POST or None, municipalities=members)
    components = _components(request)
    if components and not form.is_bound:
        form.initial = {f"{form.field_prefix}_{number}": share for number, share in propose(components).items()}

    def store() -> None:
        proposed = propose(components) if components else None
        actions.store_cost_key(
            form.percentages(),
            **form.told(),
            components=components if proposed == form.percentages() else (),
            by=person(request),
            now=timezone.now(),
        )

    def review() -> Review:
        key, ended = actions.planned_key(form.percentages(), **form.told())
        return report.review_of(key, form.percentages(), ended)

    return _reviewed(request, form, store, review, heading="Ny fordelingsnøkkel", crumbs=key_crumbs())


@may_change
def edit_cost_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects a key that is not in use yet; of one in use it makes a new version."""
    key = get_object_or_404(CostKey, pk=pk)
    is_frozen = key.is_frozen
    form = SharesForm(request.POST or None, municipalities=Municipality.objects.all())
    shares = {f"{form.field_prefix}_{number}": percent for number, percent in key.percentages().items()}
    form.initial = {"source": key.source, "case": CaseField.typed(key.case), **shares}

    def store() -> None:
        change = actions.renew_cost_key if is_frozen else actions.change_cost_key
        change(
            key,
            percentages=form.percentages(),
            source=form.cleaned_data["source"],
            case=form.cleaned_data["case"],
            by=person(request),
            now=timezone.now(),
        )

    def review() -> Review:
        return report.review_of(key, form.percentages())

    verb = "Ny versjon av" if is_frozen else "Rett"
    heading = f"{verb} nøkkelen som gjelder {key.period}"
    return _reviewed(request, form, store, review, heading=heading, crumbs=key_crumbs(key))


def _reviewed(
    request: HttpRequest,
    form: SharesForm,
    store: Callable[[], None],
    review: Callable[[], Review],
    *,
    heading: str,
    crumbs: Crumbs,
) -> HttpResponse:
    """What the key touches is shown before it is stored; a key that touches nothing is stored at once."""
    if request.method == "POST" and form.is_valid() and "lagre" not in request.POST:
        if "rett" in request.POST:
            return form_page(request, form, title=heading, crumbs=crumbs)
        try:
            found = review()
        except ValidationError as error:
            form.add_error(None, error)
            return form_page(request, form, title=heading, crumbs=crumbs)
        if found.sentences:
            context = {"form": form, "title": heading, "crumbs": crumbs, "review": found}
            return render(request, "budget/keys/review.html", context)
    return store_page(request, form, store, heading=heading, crumbs=crumbs)


@may_change
def delete_cost_key(request: HttpRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(CostKey, pk=pk)
    return delete_page(
        request,
        lambda: actions.delete_cost_key(key, by=person(request), now=timezone.now()),
        heading=f"Slette nøkkelen som gjelder {key.period}?",
        consequence="Forrige nøkkel gjelder da igjen til en ny overtar. Godkjente dokumenter endres ikke.",
        crumbs=key_crumbs(key),
        done=reverse("budget:cost-keys"),
    )


@may_view
def inhabitants(request: HttpRequest) -> HttpResponse:
    rows = InhabitantCount.objects.select_related("municipality")
    table = InhabitantCountTable(rows, may_change=request.user.has_perm("budget.change_budget"))
    if answer := export.answer(request, "Innbyggertall", table):
        return answer
    listing.configure(request, table)
    context = {**navigation(request, "budget:cost-keys"), "table": table, "crumbs": key_crumbs()}
    return render(request, "budget/keys/inhabitants.html", context)


def key_crumbs(key: CostKey | None = None) -> Crumbs:
    crumbs = [("Økonomi", reverse("budget:index")), ("Fordelingsnøkler", reverse("budget:cost-keys"))]
    return crumbs if key is None else [*crumbs, (f"Nøkkel {key.period}", key.get_absolute_url())]


def _components(request: HttpRequest) -> list[Component]:
    """What the calculator proposed, where the person comes from it."""
    if "year" not in request.GET:
        return []
    form = CalculatorForm(request.GET, municipalities=Municipality.objects.all())
    return form.components() if form.is_valid() else []


def _weights_of(calculation: KeyCalculation, key: CostKey) -> Any:
    return weights_table([from_json(component) for component in calculation.components], key.percentages())


inhabitant_pages = row_pages(
    InhabitantCountForm,
    "budget.change_budget",
    find=among(InhabitantCount.objects.select_related("municipality")),
    start=lambda request: InhabitantCount(),
    crumbs=lambda count: [*key_crumbs(), ("Innbyggertall", reverse("budget:inhabitants"))],
    new="Nytt innbyggertall",
    consequence="Nøkler som bygger på tallet, endres ikke.",
    delete_url="budget:inhabitants-delete",
)
