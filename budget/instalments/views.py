"""Pages of the days that the municipalities pay on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from budget.instalments import actions, report
from budget.instalments.forms import InstalmentsForm, InvoicedForm, PlannedForm
from budget.instalments.models import Instalment
from budget.money.access import may_change, may_view
from budget.years.navigation import navigation, year_crumb
from rorikt.pages.editing import Crumbs, store_page
from rorikt.people.models import Municipality
from rorikt.people.person import person
from rorikt.tables import export

LEAD = "La andelene stå tomme for like store terminer. Resten av øret kommer på den siste."


@may_view
def instalments(request: HttpRequest, year: int) -> HttpResponse:
    may_edit = request.user.has_perm("budget.change_budget")
    tables = [report.instalments_table(year, of, may_change=may_edit) for of in Instalment.Of.values]
    planned = report.planned_table(year)
    if answer := export.answer(request, f"Terminer {year}", *tables, planned):
        return answer
    context = {
        **navigation(request, "budget:instalments", year),
        "plans": [
            (table, reverse("budget:instalments-set", args=[year, of]), Instalment.Of(of).label)
            for of, table in zip(Instalment.Of.values, tables, strict=True)
        ],
        "planned": planned,
        "may_change": may_edit,
    }
    return render(request, "budget/instalments/instalments.html", context)


@may_change
def set_instalments(request: HttpRequest, year: int, of: str) -> HttpResponse:
    if of not in Instalment.Of.values:
        raise Http404
    form = InstalmentsForm(request.POST or None, year=year, of=of)
    return store_page(
        request,
        form,
        lambda: actions.set_instalments(year, of, form.terms(), by=person(request), now=timezone.now()),
        heading=f"Terminer for {Instalment.Of(of).label.lower()} {year}",
        crumbs=_crumbs(year),
        lead=LEAD,
    )


@may_change
def plan_on_account(request: HttpRequest, year: int) -> HttpResponse:
    form = PlannedForm(request.POST or None, municipalities=Municipality.objects.all())
    stored = report.planned_on_account(year).get(year, {})
    form.initial = {form.field_name(one): stored.get(one.pk) for one in form.municipalities}
    return store_page(
        request,
        form,
        lambda: actions.plan_on_account(form.values(), year=year, by=person(request), now=timezone.now()),
        heading=f"Planlagt akonto {year}",
        crumbs=_crumbs(year),
        lead="Det hver kommune skal betale på forskudd for årets investeringer. Det som er betalt, føres for seg.",
    )


@may_change
def mark_invoiced(request: HttpRequest, pk: int) -> HttpResponse:
    instalment = get_object_or_404(Instalment, pk=pk)
    initial = {"invoiced_on": instalment.invoiced_on or timezone.localdate()}
    form = InvoicedForm(request.POST or None, initial=initial)
    return store_page(
        request,
        form,
        lambda: actions.mark_invoiced(
            instalment, invoiced_on=form.cleaned_data["invoiced_on"], by=person(request), now=timezone.now()
        ),
        heading=f"Fakturert: {instalment}",
        crumbs=_crumbs(instalment.year),
        lead="Det som vedtas etter at terminen er fakturert, kommer på terminene som står igjen.",
    )


def _crumbs(year: int) -> Crumbs:
    return [year_crumb(year), ("Terminer", reverse("budget:instalments", args=[year]))]
