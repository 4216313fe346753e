"""The pages of the catalogue: services, price lists, who takes part, customers."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from budget.pricing.prices import Step
from budget.services.forms import StepsField
from budget.services.models import Customer, PriceList, Service, ServiceParticipant
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_service_is_added_with_its_price_list_and_shown_with_it(as_head):
    factories.make_municipalities()
    data = {"title": "Visma BI", "unit": "user", "measure": "average", "fixed_as": "each", "is_for_all": "on"}
    as_head.post(reverse("budget:service-new"), data)
    service = Service.objects.get(slug="visma-bi")

    as_head.post(
        reverse("budget:price-list-new", args=["visma-bi"]),
        {"year": 2024, "per": "month", "tiering": "none", "price": "120"},
    )

    page = as_head.get(reverse("budget:services"), {"year": 2024}).content.decode()
    assert "120,00 kr per måned" in page
    assert as_head.get(service.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("1-10: 100\nfra 12: 90", "Prislisten har et hull: ingen pris for 11."),
        ("1-10: 100\nfra 10: 90", "overlapper"),
        ("ti: 100", "er ikke et trinn"),
        ("1-10: gratis", "er ikke et tall"),
        ("1" * 5000 + ": 100", "er ikke et trinn"),
        ("1" + " " * 20_000 + "x", "er ikke et trinn"),
    ],
)
def test_a_price_list_with_a_fault_says_where_and_is_not_stored(as_head, steps, told):
    factories.make_service(slug="x")

    page = as_head.post(
        reverse("budget:price-list-new", args=["x"]),
        {"year": 2024, "per": "month", "tiering": "own_whole", "steps": steps},
    )

    assert told in page.content.decode()
    assert not PriceList.objects.exists()


def test_steps_are_typed_as_they_are_read_aloud():
    typed = "1–50: 120,00\n51 til 100: 110\nfra 101: 95,50"
    wanted = [Step(1, 50, Decimal("120.00")), Step(51, 100, Decimal(110)), Step(101, None, Decimal("95.50"))]

    field = StepsField()
    assert field.clean(typed) == wanted
    assert field.clean(field.prepare_value(wanted)) == wanted


def test_a_price_list_is_changed_with_its_steps(as_head):
    prices = factories.make_price_list(None, (1, 10, 100), (11, None, 90), tiering="own_whole")
    url = reverse("budget:price-list-edit", args=[prices.pk])
    shown = as_head.get(url).context["form"]

    as_head.post(
        url, {"year": 2024, "per": "month", "tiering": "own_steps", "steps": "fra 1: 80", "seen": shown["seen"].value()}
    )

    prices.refresh_from_db()
    assert (prices.tiering, [step.as_step for step in prices.steps.all()]) == (
        "own_steps",
        [Step(1, None, Decimal(80))],
    )


def test_several_municipalities_take_part_from_a_month_and_not_twice(as_head):
    service = factories.make_service(slug="x", is_for_all=False)
    factories.make_municipalities()
    url = reverse("budget:participants-new", args=["x"])

    as_head.post(url, {"municipalities": ["1506", "1535"], "first_on": "07.2024", "last_on": "12.2024"})
    assert list(ServiceParticipant.objects.values_list("municipality", "first_on", "last_on")) == [
        ("1506", date(2024, 7, 1), date(2024, 12, 31)),
        ("1535", date(2024, 7, 1), date(2024, 12, 31)),
    ]
    refused = as_head.post(url, {"municipalities": ["1539", "1535"], "first_on": "12.2024"}).content.decode()
    assert "Vestnes deltar allerede 01.07.2024 – 31.12.2024" in refused
    assert service.participants.count() == 2


def test_customers_are_listed_and_added(as_head):
    factories.make_municipalities()

    as_head.post(reverse("budget:customer-new"), {"number": "C1", "name": "Molde Eiendom KF", "municipality": "1506"})

    assert Customer.objects.get().name in as_head.get(reverse("budget:customers")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_services_costs_the_same_queries_for_any_length(as_head, rows, django_assert_max_num_queries):
    for _ in range(rows):
        factories.make_price_list(factories.make_service(), (1, None, 5), tiering="own_whole")

    with django_assert_max_num_queries(16):
        page = as_head.get(reverse("budget:services"), {"year": 2024})

    assert len(page.context["table"].rows) == rows
