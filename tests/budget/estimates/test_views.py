"""The pages of cost estimates: what they show, and what is told where typing is wrong."""

from datetime import date

import pytest

from budget.estimates.models import CostEstimate, CostEstimateLine, PriceTier
from tests.budget import golden
from tests.budget.pages import errors, send, shown
from tests.factories import make_estimate, make_estimate_line, make_key, make_tier

pytestmark = pytest.mark.django_db


# What the pages show


def test_an_estimate_shows_sums_split_and_the_tier_that_holds(client, council_member):
    estimate = golden.make_security_partner()
    client.force_login(council_member)

    page = shown(client.get(estimate.get_absolute_url()))

    assert all(text in page for text in ("Sum 2024", "Sum 2025", "1 864 000", "1 664 000", "877 944", "gjelder nå"))
    assert page.count("gjelder nå") == 1
    assert "397 servere, telt 01.02.2024." in page


def test_an_estimate_beyond_its_price_list_says_so(client, head):
    estimate = make_estimate(unit_count=501)
    make_estimate_line(estimate=estimate, amount=None, months=12)
    make_tier(estimate=estimate, up_to=500)
    client.force_login(head)

    assert "Legg inn et høyere trinn." in shown(client.get(estimate.get_absolute_url()))


# Forms


def test_an_estimate_is_built_by_hand(client, head):
    client.force_login(head)
    make_key(valid_from=date(2024, 1, 1))

    send(
        client,
        "cost-estimate-new",
        title="Ny brannmur",
        case="ingen sak",
        unit_name="brukere",
        unit_count="90",
        counted_on="2024-02-01",
    )
    estimate = CostEstimate.objects.get()
    assert (estimate.slug, estimate.unit_count) == ("ny-brannmur", 90)
    send(client, "tier-new", estimate.slug, up_to="100", monthly_price="1 000")
    send(client, "estimate-line-new", estimate.slug, year=2024, title="Drift", amount="", months="12", position=1)
    send(client, "estimate-line-new", estimate.slug, year=2024, title="Oppstart", amount="500", months="", position=2)

    page = shown(client.get(estimate.get_absolute_url()))
    assert "12 500" in page
    assert "gjelder nå" in page

    tier, line = PriceTier.objects.get(), CostEstimateLine.objects.get(title="Oppstart")
    send(client, "tier-edit", tier.pk, up_to="100", monthly_price="2 000")
    send(client, "estimate-line-edit", line.pk, year=2024, title="Oppstart", amount="600", months="", position=2)
    assert "24 600" in shown(client.get(estimate.get_absolute_url()))

    send(client, "estimate-line-delete", line.pk)
    send(client, "tier-delete", tier.pk)
    assert (estimate.lines.count(), estimate.tiers.count()) == (1, 0)
    assert send(client, "cost-estimate-delete", estimate.slug).url == "/okonomi/kostnadsoverslag/"


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"amount": "1", "months": "12"}, "amount", "Oppgi enten et beløp eller et antall måneder etter prislisten."),
        ({}, "amount", "Oppgi enten et beløp eller et antall måneder etter prislisten."),
        ({"amount": "1", "title": "Timer"}, "title", "Året har allerede en linje med denne tittelen."),
        ({"amount": "1", "year": "1999"}, "year", "Året må være mellom 2000 og 2100."),
    ],
)
def test_a_wrong_cost_is_told_at_its_field(client, head, typed, field, message):
    client.force_login(head)
    estimate = make_estimate()
    make_estimate_line(estimate=estimate, title="Timer", year=2024)

    response = send(
        client, "estimate-line-new", estimate.slug, **{"year": "2024", "title": "Ny", "position": "1", **typed}
    )

    assert errors(response) == {field: [message]}
    assert estimate.lines.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"up_to": "400", "monthly_price": "1"}, "up_to", "Prislisten har allerede et trinn med denne grensen."),
        ({"up_to": "500", "monthly_price": "−1"}, "monthly_price", "En pris kan ikke være under null."),
    ],
)
def test_a_wrong_tier_is_told_at_its_field(client, head, typed, field, message):
    client.force_login(head)
    estimate = make_tier(up_to=400).estimate

    assert errors(send(client, "tier-new", estimate.slug, **typed)) == {field: [message]}
    assert estimate.tiers.count() == 1


def test_a_count_without_its_date_is_told_at_the_date(client, head):
    client.force_login(head)

    response = send(client, "cost-estimate-new", title="Ny", case="ingen sak", slug="", unit_count="3", counted_on="")

    assert errors(response) == {"counted_on": ["Oppgi både antall og datoen det ble telt."]}
