"""Pages of a year that begins: what it needs, what is taken from the year before, and the budgets of its lines."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from budget.lines.models import BudgetLine
from budget.money.access import may_change, may_view
from budget.money.fields import sums
from budget.money.reader import Reader
from budget.new_year import actions
from budget.new_year.copying import Plan
from budget.new_year.forms import BudgetsForm, ChoicesForm
from budget.new_year.needs import State, needs_of
from budget.new_year.report import plan_for, year_before
from budget.new_year.tables import tables_of
from budget.years.navigation import navigation, year_crumb
from budget.years.state import state_of
from rorikt.pages.editing import Crumbs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import listing

NEEDS_PAGE = "budget:new-year"


@may_view
def new_year(request: HttpRequest, year: int) -> HttpResponse:
    needs = needs_of(year, Reader(person(request)))
    state = state_of(year)
    asked = [need for need in needs if need.state is not State.NOT_NEEDED]
    context = {
        **navigation(request, NEEDS_PAGE, year),
        "needs": needs,
        "ready": sum(need.state.is_ready for need in asked),
        "asked": len(asked),
        "before": year_before(year),
        "is_closed": state.is_closed,
        "may_act": request.user.has_perm("budget.change_budget") and not state.is_closed,
    }
    return render(request, "budget/new_year/new_year.html", context)


@may_change
def copy(request: HttpRequest, year: int) -> HttpResponse:
    """Shows what would be made by the choices in the query string; makes it when they are posted."""
    before = year_before(year)
    if before is None:
        messages.info(request, f"Ingen tidligere år har budsjettlinjer å hente til {year}. Legg inn den første.")
        return redirect(NEEDS_PAGE, year)
    given = request.POST if request.method == "POST" else request.GET
    form = ChoicesForm(given or None, initial=None)
    is_chosen = form.is_valid() if given else True
    if request.method == "POST" and is_chosen:
        try:
            with told_in_words():
                made = actions.begin_year(
                    year, before=before, choices=form.choices(), by=person(request), now=timezone.now()
                )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Hentet fra {before}: {_told(made)}.")
            return redirect("budget:new-year-budgets" if made.lines else NEEDS_PAGE, year)
    shown = ChoicesForm(_as_shown(form)) if not given else form
    plan = plan_for(year, before, shown.choices()) if shown.is_valid() else Plan()
    context = {
        "year": year,
        "before": before,
        "form": shown,
        "plan": plan,
        "told": _told(plan),
        "tables": tables_of(plan, year, before),
        "is_closed": state_of(year).is_closed,
        "crumbs": _crumbs(year),
    }
    return render(request, "budget/new_year/copy.html", context)


@may_change
def budgets(request: HttpRequest, year: int) -> HttpResponse:
    """All lines of the year in one form; a page of them at a time where they are very many."""
    page = listing.page_of(request, BudgetLine.objects.for_year(year))
    form = BudgetsForm(request.POST or None, lines=page.object_list)
    if request.method == "POST" and form.is_valid():
        try:
            with told_in_words():
                changed = actions.set_budgets(form.budgets(), marks=form.seen(), by=person(request), now=timezone.now())
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{changed} linjer er endret." if changed != 1 else "1 linje er endret.")
            return redirect(request.get_full_path() if page.has_other_pages() else reverse(NEEDS_PAGE, args=[year]))
    before = year_before(year)
    earlier = dict(BudgetLine.objects.for_year(before).values_list("title", "budgeted")) if before else {}
    context = {
        "year": year,
        "before": before,
        "page": page,
        "form": form,
        "rows": [(line, earlier.get(line.title), form[str(line.pk)]) for line in form.lines.values()],
        "stored": sums(BudgetLine.objects.for_year(year), "budgeted")["budgeted"],
        "was_in_all": sum(earlier.values(), Decimal(0)),
        "is_closed": state_of(year).is_closed,
        "crumbs": _crumbs(year),
    }
    return render(request, "budget/new_year/budgets.html", context)


def _as_shown(form: ChoicesForm) -> dict[str, object]:
    """What an untouched form says."""
    return {name: field.initial for name, field in form.fields.items() if field.initial is not None}


def _told(plan: Plan) -> str:
    """`7 linjer, 7 koblinger`."""
    counted = (
        (len(plan.lines), "linje", "linjer"),
        (len(plan.mappings), "kobling", "koblinger"),
        (len(plan.distributions), "fordeling på måneder", "fordelinger på måneder"),
        (len(plan.causes), "årsak", "årsaker"),
    )
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counted if count)


def _crumbs(year: int) -> Crumbs:
    return [year_crumb(year), (f"Nytt år {year}", reverse(NEEDS_PAGE, args=[year]))]
