"""Pages of balances: all of a year, one of them, and the answer to it."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from budget.balances import actions, report
from budget.balances.forms import AnswerForm, IssueForm
from budget.balances.models import BalanceConfirmation
from budget.balances.tables import BalanceTable
from budget.money import paper
from budget.money.access import may_view
from budget.payments.access import sees_payments_of
from budget.years.navigation import navigation, year_crumb
from rorikt.amounts import short_date
from rorikt.pages.editing import Crumbs, store_page
from rorikt.people.models import Municipality
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing

may_issue = needs("budget.issue_balance")


@may_view
def balances(request: HttpRequest, year: int) -> HttpResponse:
    by = person(request)
    seen = [one for one in Municipality.objects.all() if sees_payments_of(by, one)]
    rows = BalanceConfirmation.objects.filter(year=year, municipality__in=seen)
    table = BalanceTable(rows.select_related("municipality").order_by("municipality", "-version"))
    if answer := export.answer(request, f"Saldobekreftelser {year}", table):
        return answer
    listing.configure(request, table)
    may = by.has_perm("budget.issue_balance")
    context = {**navigation(request, "budget:balances", year), "table": table, "may_issue": may}
    return render(request, "budget/balances/balances.html", context)


@may_view
def balance(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    table = report.balance_table(found)
    if answer := export.answer(request, str(found), table):
        return answer
    newer = BalanceConfirmation.objects.filter(
        year=found.year, municipality=found.municipality_id, version__gt=found.version
    ).first()
    context = {
        "balance": found,
        "facts": report.facts_of(found),
        "table": table,
        "newer": newer,
        "may_answer": not newer
        and not found.answer
        and person(request).has_perm("budget.answer_balance", found.municipality),
        "crumbs": _crumbs(found.year),
    }
    return render(request, "budget/balances/balance.html", context)


@may_view
def balance_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _find(request, pk)
    sheet = paper.MoneySheet(
        str(found),
        report.facts_of(found),
        [report.balance_table(found)],
        approved=f"{short_date(found.issued_at)} av {found.issued_by.printed_title}",
    )
    return paper.deliver(request, sheet, origin=found.get_absolute_url())


@may_issue
def issue_balances(request: HttpRequest, year: int) -> HttpResponse:
    form = IssueForm(request.POST or None, initial={"as_of": min(date(year, 12, 31), timezone.localdate())})

    def issue() -> None:
        issued = actions.issue_balances(year, **form.cleaned_data, by=person(request), now=timezone.now())
        messages.info(request, f"Sendt til bekreftelse: {', '.join(one.municipality.name for one in issued)}.")

    return store_page(
        request,
        form,
        issue,
        heading=f"Send saldobekreftelser for {year}",
        crumbs=_crumbs(year),
        submit="Send",
        told="Saldobekreftelsene er sendt ut, og endres ikke.",
        lead="Hver kommune får se hva den er krevd for, har betalt og skylder, og svarer på om det stemmer.",
    )


@needs("budget.answer_balance")
def answer_balance(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    if not person(request).has_perm("budget.answer_balance", found.municipality):
        raise PermissionDenied
    form = AnswerForm(request.POST or None)

    def answer() -> BalanceConfirmation:
        actions.answer_balance(found, **form.cleaned_data, by=person(request), now=timezone.now())
        return found

    return store_page(
        request,
        form,
        answer,
        heading=f"Svar på saldobekreftelsen for {found.year}",
        crumbs=[*_crumbs(found.year), (found.municipality.name, found.get_absolute_url())],
        submit="Send svaret",
        lead="Svaret kan ikke endres etterpå.",
    )


def _find(request: HttpRequest, pk: int) -> BalanceConfirmation:
    rows = BalanceConfirmation.objects.select_related("municipality", "issued_by", "answered_by")
    found = get_object_or_404(rows, pk=pk)
    if not sees_payments_of(person(request), found.municipality):
        raise PermissionDenied
    return found


def _crumbs(year: int) -> Crumbs:
    return [year_crumb(year), ("Saldobekreftelser", reverse("budget:balances", args=[year]))]
