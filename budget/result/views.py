"""Pages of the operating result, its lines and the causes of their variances."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from budget.allocations.models import AllocationRun
from budget.frame.report import frame_and_budget
from budget.keys.report import keys_of_year
from budget.lines.models import BudgetLine, VarianceCause
from budget.money.access import may_view
from budget.money.reader import Reader
from budget.result import actions, charts, report
from budget.result.forms import BudgetLineForm, PeriodForm, VarianceCauseForm
from budget.result.headline import result_figures
from budget.result.operating_result import ResultOf, ResultRow, accounts_url, result_of
from budget.result.tables import LineForecastTable, ResultTable, VarianceCauseTable
from budget.year_budget.report import hides_regulations
from budget.years.navigation import chosen_year, navigation, year_crumb
from rorikt.amounts import percentage
from rorikt.audit.history import history_for
from rorikt.figures.shown import shown
from rorikt.figures.values import NotAvailable
from rorikt.pages.editing import Crumbs
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def index(request: HttpRequest) -> HttpResponse:
    """The year looked at last, else the newest, or this one while nothing is stored."""
    return redirect("budget:operating-result", year=chosen_year(request))


@may_view
def operating_result(request: HttpRequest, year: int) -> HttpResponse:
    whole = result_of(year)
    form = PeriodForm(request.GET, state=whole.state)
    found, missing = _until(whole, form.month)
    reader = Reader(person(request))
    shows_original = found.revised is not None and not hides_regulations(year, reader)
    table = ResultTable(found, exact=form.is_exact, shows_original=shows_original)
    listing.order(request, table)
    drawn = [charts.variance_chart(found)] if found.rows and found.total else []
    if found.actuals.is_known:
        drawn.append(charts.month_chart(found))
    if file := export.answer(request, f"driftsresultat-{year}", table, *drawn):
        return file
    context = {
        **navigation(request, "budget:operating-result", year, state=whole.state),
        "table": table,
        "unit_form": form,
        "found": found,
        "missing": missing,
        "figures": result_figures(found, form.is_exact),
        "explained": shown(charts.explanation_table, found, exact=form.is_exact),
        "charts": drawn,
        "split_heading": f"Fordeling av {found.word.lower()}et" if found.is_whole else "Fordeling mellom kommunene",
        "keys": keys_of_year(year),
        "split": shown(report.split_of, whole),
        "shared": _shared(year, reader) if not found.is_whole else None,
        "causes": shown(report.causes, year),
        "frame": frame_and_budget(year, reader),
    }
    return render(request, "budget/result/operating_result.html", context)


def _shared(year: int, reader: Reader) -> tuple[str, str] | None:
    """Title and address of what is approved already, though the year may have been opened again."""
    approved = AllocationRun.objects.approved().filter(kind=AllocationRun.Kind.OPERATING_RESULT, year=year)
    run = approved.order_by("pk").last()
    return None if run is None else (reader.of_run(run).text(run.title), run.get_absolute_url())


def _until(whole: ResultOf, month: int | None) -> tuple[ResultOf, str]:
    """Up to the month; all that is booked, with the reason, where the months are not known."""
    if month is None:
        return whole, ""
    try:
        return result_of(whole.year, month), ""
    except NotAvailable as missing:
        return whole, str(missing)


@may_view
def line(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(BudgetLine, pk=pk)
    found, reader = result_of(line.year), Reader(person(request))
    row = found.of(line)
    context = {
        "line": line,
        "row": row,
        "found": found,
        "percent": percentage(row.percent, 1),
        "so_far_note": f"kroner {found.state.until_month}".strip(),
        "unexplained_note": _unexplained_note(row, found),
        "lacks": found.lacks(charts.shown_kroner),
        "accounts_url": accounts_url(line) if line.pk in found.actuals.imported else "",
        "table": VarianceCauseTable(line.causes.all(), may_change=request.user.has_perm("budget.change_budget")),
        "months": charts.line_months(row, found),
        "frame": frame_and_budget(line.year, reader),
        "spread": _spread(line),
        "shows_original": row.original is not None and not hides_regulations(line.year, reader),
        "forecasts": LineForecastTable(line.forecasts.select_related("set_by")),
        "history": history_for(person(request), "budget.change_budget", line),
        "crumbs": [year_crumb(line.year)],
    }
    return render(request, "budget/result/line.html", context)


def _spread(line: BudgetLine) -> str:
    """How the budget is laid on the months, in words."""
    if line.month_amounts.exists():
        return "Budsjettet er fordelt på månedene slik budsjettfilen har dem."
    by_hand = line.month_shares.exists()
    return f"Budsjettet er fordelt {'på månedene for hånd' if by_hand else 'likt på månedene'}."


def _unexplained_note(row: ResultRow, found: ResultOf) -> str:
    if row.explanation and row.explanation.explains_too_much:
        return "kroner: årsakene forklarer så mye mer enn avviket"
    return f"kroner av avviket {found.state.so_far}".strip()


def _next_line(request: HttpRequest, year: int) -> BudgetLine:
    last = BudgetLine.objects.for_year(year).last()
    return BudgetLine(year=year, position=last.position + 1 if last else 1)


def _year_crumbs(line: BudgetLine) -> Crumbs:
    return [year_crumb(line.year)]


def _new_cause(request: HttpRequest, pk: int) -> VarianceCause:
    return VarianceCause(line=get_object_or_404(BudgetLine, pk=pk))


def _line_crumbs(cause: VarianceCause) -> Crumbs:
    return [year_crumb(cause.line.year), (cause.line.title, cause.line.get_absolute_url())]


line_pages = row_pages(
    BudgetLineForm,
    "budget.change_budget",
    find=among(BudgetLine.objects),
    start=_next_line,
    crumbs=_year_crumbs,
    new="Ny driftslinje i {row.year}",
    consequence="Linjen og årsakene som er lagt inn på den, blir borte. Godkjente dokumenter endres ikke.",
    store=actions.store_line,
    delete=actions.delete_line,
)
cause_pages = row_pages(
    VarianceCauseForm,
    "budget.change_budget",
    find=among(VarianceCause.objects.select_related("line")),
    start=_new_cause,
    crumbs=_line_crumbs,
    new="Ny årsak til avvik på {row.line}",
    edit="Endre årsak til avvik på {row.line}",
    consequence="Dokumenter som ikke er godkjent, kan ikke lenger vise årsaken.",
    delete_url="budget:cause-delete",
    store=actions.store_cause,
)
