"""Pages of the catalogue: the services, one of them with prices and who takes part, and the customers."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from budget.money.access import may_change, may_view
from budget.services import actions
from budget.services.counts_report import counts_table, days_of
from budget.services.forms import CustomerForm, ParticipantForm, ParticipantsForm, PriceListForm, ServiceForm, YearForm
from budget.services.models import Customer, PriceList, Service, ServiceParticipant
from budget.services.tables import CustomerTable, ParticipantTable, PriceListTable, ServiceTable
from budget.years.navigation import chosen_year, navigation
from rorikt.audit import rows
from rorikt.audit.history import history_for
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.person import person
from rorikt.tables import export, listing


@may_view
def services(request: HttpRequest) -> HttpResponse:
    year = YearForm(request.GET).chosen(chosen_year(request))
    lists = PriceList.objects.filter(year=year).prefetch_related("steps")
    first, last = date(year, 1, 1), date(year, 12, 31)
    here = ServiceParticipant.objects.filter(first_on__lte=last).exclude(last_on__lt=first)
    counted = here.order_by().values_list("service").annotate(count=Count("municipality", distinct=True))
    table = ServiceTable(
        Service.objects.all(),
        year=year,
        prices={one.service_id: one for one in lists},
        taking_part=dict(counted),
    )
    if answer := export.answer(request, f"Tjenester {year}", table):
        return answer
    listing.configure(request, table)
    known = PriceList.objects.order_by("-year").values_list("year", flat=True).distinct()
    context = {
        **navigation(request, "budget:services"),
        "table": table,
        "year_of_prices": year,
        "price_years": sorted({*known, year}, reverse=True),
    }
    return render(request, "budget/services/services.html", context)


@may_view
def service(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service, slug=slug)
    may_edit = request.user.has_perm("budget.change_budget")
    prices = PriceListTable(found.price_lists.prefetch_related("steps"), may_change=may_edit)
    participants = ParticipantTable(found.participants.select_related("municipality"), may_change=may_edit)
    days = days_of(found)
    counts = None if found.is_fixed else counts_table(found, days[:4])
    if answer := export.answer(request, found.title, prices, participants, *([counts] if counts else [])):
        return answer
    context = {
        "service": found,
        "prices": prices,
        "participants": listing.configure(request, participants),
        "counts": counts,
        "days": days[:12],
        "more_days": len(days) - 12,
        "history": history_for(person(request), "budget.change_budget", found),
        "crumbs": service_crumbs(),
    }
    return render(request, "budget/services/service.html", context)


@may_change
def new_participants(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service, slug=slug)
    form = ParticipantsForm(request.POST or None)

    def store() -> None:
        actions.add_participants(
            found,
            form.cleaned_data["municipalities"],
            first_on=form.cleaned_data["first_on"],
            last_on=form.cleaned_data["last_on"],
            by=person(request),
            now=timezone.now(),
        )

    return store_page(request, form, store, heading=f"Kommuner som deltar i {found}", crumbs=service_crumbs(found))


@may_change
def new_price_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Begins as the newest list of the service, for the year after it."""
    found = get_object_or_404(Service, slug=slug)
    newest = found.price_lists.prefetch_related("steps").order_by("-year").first()
    prices = PriceList(service=found, year=newest.year + 1 if newest else chosen_year(request))
    initial: dict[str, Any] = {}
    if newest:
        initial = {name: getattr(newest, name) for name in ("per", "tiering", "price")}
        initial["steps"] = [step.as_step for step in newest.steps.all()]
    form = PriceListForm(request.POST or None, instance=prices, initial=initial)
    return _price_page(request, form, f"Ny prisliste for {found}", service_crumbs(found))


@may_change
def edit_price_list(request: HttpRequest, pk: int) -> HttpResponse:
    prices = get_object_or_404(PriceList.objects.select_related("service"), pk=pk)
    form = PriceListForm(request.POST or None, instance=prices)
    heading, above = f"Prisliste for {prices}", service_crumbs(prices.service)
    delete_url = reverse("budget:price-list-delete", args=[pk])
    history = history_for(person(request), "budget.change_budget", prices)
    return _price_page(request, form, heading, above, delete_url=delete_url, history=history)


@may_change
def delete_price_list(request: HttpRequest, pk: int) -> HttpResponse:
    prices = get_object_or_404(PriceList.objects.select_related("service"), pk=pk)
    return delete_page(
        request,
        lambda: rows.delete_row(prices, by=person(request), now=timezone.now()),
        heading=f"Slette prislisten for {prices}?",
        consequence="Godkjente fordelinger endres ikke: de har prisene slik de var.",
        crumbs=service_crumbs(prices.service),
        done=prices.service.get_absolute_url(),
    )


@may_view
def customers(request: HttpRequest) -> HttpResponse:
    table = CustomerTable(
        Customer.objects.select_related("municipality"), may_change=request.user.has_perm("budget.change_budget")
    )
    if answer := export.answer(request, "Kunder", table):
        return answer
    listing.configure(request, table)
    context = {**navigation(request, "budget:services"), "table": table, "crumbs": service_crumbs()}
    return render(request, "budget/services/customers.html", context)


def service_crumbs(found: Service | None = None) -> Crumbs:
    crumbs = [("Økonomi", reverse("budget:index")), ("Tjenester", reverse("budget:services"))]
    return crumbs if found is None else [*crumbs, (found.title, found.get_absolute_url())]


def _price_page(request: HttpRequest, form: PriceListForm, heading: str, above: Crumbs, **page: Any) -> HttpResponse:
    def store() -> None:
        actions.store_price_list(form.instance, form.cleaned_data["steps"], by=person(request), now=timezone.now())

    return store_page(request, form, store, heading=heading, crumbs=above, **page)


service_pages = row_pages(
    ServiceForm,
    "budget.change_budget",
    find=among(Service.objects),
    start=lambda request: Service(),
    crumbs=lambda row: service_crumbs(),
    new="Ny tjeneste",
    consequence="En tjeneste med priser, antall eller fordelinger kan ikke slettes.",
    store=actions.store_service,
)
participant_pages = row_pages(
    ParticipantForm,
    "budget.change_budget",
    find=among(ServiceParticipant.objects.select_related("service", "municipality")),
    start=lambda request: ServiceParticipant(),
    crumbs=lambda row: service_crumbs(row.service),
    new="",
    consequence="Godkjente fordelinger endres ikke.",
    delete_url="budget:participant-delete",
    store=actions.store_participant,
)
customer_pages = row_pages(
    CustomerForm,
    "budget.change_budget",
    find=among(Customer.objects.select_related("municipality")),
    start=lambda request: Customer(),
    crumbs=lambda row: [*service_crumbs(), ("Kunder", reverse("budget:customers"))],
    new="Ny kunde",
    consequence="En kunde som er talt, kan ikke slettes.",
    delete_url="budget:customer-delete",
)
