"""Next year's counts and prices, tried on one page and stored only as a proposal."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from budget.consumption.models import ConsumptionProposal
from budget.consumption.what_if import Tried, outlook
from budget.memberships.models import Membership
from budget.services.models import PriceList, ServiceCount
from tests import factories

pytestmark = pytest.mark.django_db

MOLDE, VESTNES = "1506", "1535"


@pytest.fixture
def service(db):
    """100 kr a month in 2024, by the mean of the counts: 10 in Molde and 3 in Vestnes."""
    factories.make_municipalities()
    found = factories.make_service(title="Visma BI", slug="visma-bi", measure="average")
    factories.make_price_list(found, year=2024)
    factories.make_count(found, MOLDE, 10)
    factories.make_count(found, VESTNES, 3)
    for number in ("1539", "1547", "1579"):
        factories.make_count(found, number, 0)
    return found


def one_of(service, tried=None, year=2025):
    [found] = outlook([service], year, {service.pk: tried or Tried()})
    return found


def test_without_a_choice_the_newest_counts_and_the_price_of_the_year_before_are_used(service):
    found = one_of(service)

    assert (found.before[MOLDE], found.after[MOLDE]) == (Decimal(12000), Decimal(12000))
    assert found.told == ("«Visma BI» har ingen prisliste for 2025; prisen fra 2024 er brukt.",)


def test_a_price_a_growth_and_typed_counts_are_tried_together(service):
    found = one_of(service, Tried(price=Decimal(110), growth=Decimal(10), counts={VESTNES: 5}))

    assert (found.after[MOLDE], found.after[VESTNES]) == (Decimal(11 * 110 * 12), Decimal(5 * 110 * 12))


def test_one_that_joins_next_july_pays_half_of_next_year_and_nothing_this_year(service):
    Membership.objects.create(municipality_id=VESTNES, first_on=date(2025, 7, 1))

    found = one_of(service)

    assert (VESTNES in found.before, found.after[VESTNES]) == (False, Decimal(3 * 100 * 6))


def test_a_year_with_missing_counts_is_told_to_be_a_guess(service):
    ServiceCount.objects.filter(municipality=VESTNES).update(counted_on=date(2023, 12, 31))

    found = one_of(service)

    assert found.before[VESTNES] == Decimal(3600)
    assert "«Visma BI»: 2024 er anslått etter de nyeste tellingene." in found.told


def test_the_page_answers_from_its_address_and_stores_nothing(service, as_head):
    asked = {
        "year": 2025,
        f"price_{service.pk}": "110",
        f"growth_{service.pk}": "",
        f"count_{service.pk}_{VESTNES}": "5",
    }

    page = as_head.get(reverse("budget:what-if"), asked)

    assert "6\u00a0600,00" in page.content.decode()
    assert (PriceList.objects.count(), ServiceCount.objects.count(), ConsumptionProposal.objects.count()) == (1, 5, 0)
    assert as_head.get(reverse("budget:what-if"), {**asked, "eksport": "xlsx"}).status_code == 200


def test_a_try_is_kept_by_its_name_and_leads_back_to_its_page(service, as_head):
    as_head.post(
        reverse("budget:what-if-save"), {"title": "Ti prosent mer", "query": f"year=2025&growth_{service.pk}=10"}
    )

    proposal = ConsumptionProposal.objects.get()
    assert (proposal.year, proposal.query) == (2025, f"year=2025&growth_{service.pk}=10")
    page = as_head.get(f"{reverse('budget:what-if')}?{proposal.query}").content.decode()
    assert "13\u00a0200,00" in page
    as_head.post(reverse("budget:what-if-delete", args=[proposal.pk]))
    assert not ConsumptionProposal.objects.exists()


@pytest.mark.parametrize("query", ["year=abc", "year=2025&growth_1=x", "tell=abc&year=2025", "count_x_1=2"])
def test_an_odd_address_is_answered(service, as_head, query):
    assert as_head.get(f"{reverse('budget:what-if')}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["", "year=abc", "year=²²²²", "year=20255"])
def test_a_try_without_a_year_is_not_kept(as_head, query):
    as_head.post(reverse("budget:what-if-save"), {"title": "Ti prosent mer", "query": query})

    assert not ConsumptionProposal.objects.exists()
