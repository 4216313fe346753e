"""Pages of what a coming year may cost: all municipalities, one of them, and what was published."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from budget.memberships.members import members_in
from budget.money import paper
from budget.money.access import may_change, may_view
from budget.outlook import actions, report
from budget.outlook.foreseen import Outlook, later_changes
from budget.outlook.forms import OutlookDayForm
from budget.outlook.models import IssuedOutlook, OutlookDay
from budget.payments.access import sees_payments_of
from budget.years.navigation import navigation, year_crumb
from rorikt.amounts import short_date
from rorikt.pages.editing import Crumbs, store_page
from rorikt.people.models import Municipality
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export

may_issue = needs("budget.issue_outlook")


@may_view
def outlook(request: HttpRequest, year: int) -> HttpResponse:
    """Of the municipalities that this person may see; the head sees all, and publishes."""
    by = person(request)
    members = Municipality.objects.filter(pk__in=members_in(year))
    seen = [one for one in members if sees_payments_of(by, one)]
    outlooks = {one: report.outlook_of(one, year) for one in seen}
    table = report.all_outlooks_table(outlooks, year)
    if answer := export.answer(request, f"Neste års tall {year}", table):
        return answer
    issued = list(IssuedOutlook.objects.filter(year=year).select_related("issued_by"))
    context = {
        **navigation(request, "budget:outlook", year),
        "table": table if seen else None,
        "seen": seen,
        "issued": issued,
        "told": _told(year, bool(issued), timezone.localdate()),
        "may_issue": by.has_perm("budget.issue_outlook"),
        "may_change": by.has_perm("budget.change_budget"),
    }
    return render(request, "budget/outlook/outlook.html", context)


@may_view
def municipality_outlook(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """What one municipality was told last, and what has become otherwise since."""
    municipality = _seen(request, number)
    now = report.outlook_of(municipality, year)
    issued = IssuedOutlook.objects.filter(year=year).select_related("issued_by").first()
    items = report.issued_items(issued, municipality.pk) if issued else None
    table = report.outlook_table(now.items, municipality, year)
    published = report.outlook_table(items, municipality, year) if items is not None else None
    if answer := export.answer(request, f"Anslag {year} {municipality.name}", table, published):
        return answer
    context = {
        "year": year,
        "municipality": municipality,
        "table": table,
        "published": published,
        "issued": issued if items is not None else None,
        "sentence": now.sentence,
        "changes": later_changes(items, now.items) if items is not None else [],
        "crumbs": _crumbs(year),
    }
    return render(request, "budget/outlook/municipality_outlook.html", context)


@may_view
def municipality_outlook_pdf(request: HttpRequest, year: int, number: str) -> HttpResponseBase:
    """As it was published last; as it is now, marked as a draft, where nothing is."""
    municipality = _seen(request, number)
    issued = IssuedOutlook.objects.filter(year=year).select_related("issued_by").first()
    items = report.issued_items(issued, municipality.pk) if issued else None
    shown = items if items is not None else report.outlook_of(municipality, year).items
    facts = [("Kommune", municipality.name), ("År", str(year)), ("Anslag", Outlook(shown).sentence)]
    approved = ""
    if issued and items is not None:
        approved = f"{short_date(issued.issued_at)} av {issued.issued_by.printed_title}"
        facts += [("Utgave", str(issued.version)), ("Kontrollsum (SHA-256)", issued.sha256)]
    sheet = paper.MoneySheet(
        f"Hva {municipality.name} kan komme til å betale i {year}",
        facts,
        [report.outlook_table(shown, municipality, year)],
        is_draft=not approved,
        approved=approved,
    )
    return paper.deliver(request, sheet, origin=reverse("budget:municipality-outlook", args=[year, municipality.pk]))


@may_change
def set_day(request: HttpRequest, year: int) -> HttpResponse:
    stored = OutlookDay.objects.filter(year=year).first()
    form = OutlookDayForm(
        request.POST or None, initial={"publish_by": stored.publish_by if stored else date(year - 1, 10, 1)}
    )
    return store_page(
        request,
        form,
        lambda: actions.set_day(year, form.cleaned_data["publish_by"], by=person(request), now=timezone.now()),
        heading=f"Når tallene for {year} publiseres",
        crumbs=_crumbs(year),
    )


@require_POST
@may_issue
def issue_outlook(request: HttpRequest, year: int) -> HttpResponse:
    try:
        issued = actions.issue_outlook(year, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Tallene for {year} er publisert som utgave {issued.version}, og endres ikke.")
    return redirect("budget:outlook", year=year)


def _told(year: int, is_issued: bool, today: date) -> tuple[str, str]:
    """When the figures are to be published, and how urgent that is."""
    day = OutlookDay.objects.filter(year=year).values_list("publish_by", flat=True).first()
    if day is None:
        return f"Samarbeidet har ikke satt noen dag for når tallene for {year} publiseres.", "info"
    if is_issued or day >= today:
        return f"Tallene for {year} publiseres senest {short_date(day)}.", "info"
    return f"Tallene for {year} skulle vært publisert {short_date(day)}.", "warning"


def _seen(request: HttpRequest, number: str) -> Municipality:
    municipality = get_object_or_404(Municipality, pk=number)
    if not sees_payments_of(person(request), municipality):
        raise PermissionDenied
    return municipality


def _crumbs(year: int) -> Crumbs:
    return [year_crumb(year), ("Neste års tall", reverse("budget:outlook", args=[year]))]
