"""Pages of the operating result, its lines and the causes of their variances."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.frame.report import frame_and_budget
from budget.keys.models import CostKey
from budget.lines.models import BudgetLine, VarianceCause
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.result import actions, charts, report
from budget.result.forms import BudgetLineForm, PeriodForm, VarianceCauseForm
from budget.result.headline import result_figures
from budget.result.operating_result import ResultOf, ResultRow, accounts_url, result_of
from budget.result.tables import LineForecastTable, ResultTable, VarianceCauseTable
from budget.years.navigation import navigation, newest_year, year_crumb
from rorikt.amounts import percentage
from rorikt.audit.history import history_for
from rorikt.figures.charts import svg
from rorikt.figures.shown import shown
from rorikt.figures.values import NotAvailable
from rorikt.pages.editing import Crumbs, row_delete_page, row_form_page
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def index(request: HttpRequest) -> HttpResponse:
    """The newest year, or this one while nothing is stored."""
    return redirect("budget:operating-result", year=newest_year())


@may_view
def operating_result(request: HttpRequest, year: int) -> HttpResponse:
    whole = result_of(year)
    form = PeriodForm(request.GET, state=whole.state)
    found, missing = _until(whole, form.month)
    table = ResultTable(found, exact=form.is_exact)
    listing.order(request, table)
    drawn = [charts.variance_chart(found)] if found.rows and found.total else []
    if found.actuals.is_known:
        drawn.append(charts.month_chart(found))
    if file := export.answer(request, f"driftsresultat-{year}", table, *(chart.table for chart in drawn)):
        return file
    context = {
        **navigation(request, "budget:operating-result", year, state=whole.state),
        "table": table,
        "unit_form": form,
        "found": found,
        "missing": missing,
        "figures": result_figures(found, form.is_exact),
        "explained": shown(charts.explanation_table, found, exact=form.is_exact),
        "charts": [(chart, svg(chart)) for chart in drawn],
        "split_heading": f"Fordeling av {found.word.lower()}et" if found.is_whole else "Fordeling mellom kommunene",
        "key": CostKey.objects.for_year(year).first(),
        "split": shown(report.split_of, whole),
        "shared": _shared(year, Reader(person(request))) if not found.is_whole else None,
        "causes": shown(report.causes, year),
        "frame": frame_and_budget(year, Reader(person(request))),
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
    found = result_of(line.year)
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
        "frame": frame_and_budget(line.year, Reader(person(request))),
        "is_even": not line.month_shares.exists(),
        "forecasts": LineForecastTable(line.forecasts.select_related("set_by")),
        "history": history_for(person(request), "budget.change_budget", line),
        "crumbs": _year_crumbs(line.year),
    }
    return render(request, "budget/result/line.html", context)


def _unexplained_note(row: ResultRow, found: ResultOf) -> str:
    if row.explanation and row.explanation.explains_too_much:
        return "kroner: årsakene forklarer så mye mer enn avviket"
    return f"kroner av avviket {found.state.so_far}".strip()


@may_change
def new_line(request: HttpRequest, year: int) -> HttpResponse:
    last = BudgetLine.objects.for_year(year).last()
    row = BudgetLine(year=year, position=last.position + 1 if last else 1)
    heading, crumbs = f"Ny driftslinje i {year}", _year_crumbs(year)
    return row_form_page(request, BudgetLineForm, row, heading=heading, crumbs=crumbs, store=actions.store_line)


@may_change
def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BudgetLine, pk=pk)
    heading, crumbs = f"Endre {row}", _line_crumbs(row)
    return row_form_page(request, BudgetLineForm, row, heading=heading, crumbs=crumbs, store=actions.store_line)


@may_change
def delete_line(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BudgetLine, pk=pk)
    consequence = "Linjen og årsakene som er lagt inn på den, blir borte. Godkjente dokumenter endres ikke."
    done = reverse("budget:operating-result", args=[row.year])
    return row_delete_page(
        request,
        row,
        consequence=consequence,
        crumbs=_line_crumbs(row),
        done=done,
        delete=actions.delete_line,
    )


@may_change
def new_cause(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(BudgetLine, pk=pk)
    return _cause_form(request, VarianceCause(line=line), f"Ny årsak til avvik på {line}")


@may_change
def edit_cause(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(VarianceCause.objects.select_related("line"), pk=pk)
    delete_url = reverse("budget:cause-delete", args=[pk])
    return _cause_form(request, row, f"Endre årsak til avvik på {row.line}", delete_url)


@may_change
def delete_cause(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(VarianceCause.objects.select_related("line"), pk=pk)
    consequence = "Dokumenter som ikke er godkjent, kan ikke lenger vise årsaken."
    done, crumbs = row.line.get_absolute_url(), _line_crumbs(row.line)
    return row_delete_page(request, row, consequence=consequence, crumbs=crumbs, done=done)


def _cause_form(request: HttpRequest, row: VarianceCause, heading: str, delete_url: str = "") -> HttpResponse:
    return row_form_page(
        request,
        VarianceCauseForm,
        row,
        heading=heading,
        crumbs=_line_crumbs(row.line),
        delete_url=delete_url,
        store=actions.store_cause,
    )


def _year_crumbs(year: int) -> Crumbs:
    return [year_crumb(year)]


def _line_crumbs(line: BudgetLine) -> Crumbs:
    return [year_crumb(line.year), (line.title, line.get_absolute_url())]
