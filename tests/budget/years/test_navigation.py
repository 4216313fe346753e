"""The tabs of the economy: four subjects, their pages, and the year that stays chosen."""

import pytest
from django.urls import reverse

from rorikt.people.models import User
from tests.factories import make_line, make_user

pytestmark = pytest.mark.django_db


def tabs(response):
    return {item.label: item.url for item in response.context["pages"].of_subject}


@pytest.fixture
def two_years():
    make_line(year=2023)
    make_line(year=2024)


def test_the_year_that_was_looked_at_stays_chosen_on_pages_without_one(client, two_years):
    client.force_login(make_user(role=User.Role.HEAD))
    client.get(reverse("budget:charges", args=[2023]))

    response = client.get(reverse("budget:cost-keys"))

    assert tabs(response)["Kommunene betaler"] == reverse("budget:charges", args=[2023])
    assert client.get(reverse("budget:index")).url == reverse("budget:operating-result", args=[2023])


def test_without_a_year_looked_at_the_newest_is_meant(client, two_years):
    client.force_login(make_user(role=User.Role.HEAD))

    response = client.get(reverse("budget:cost-keys"))

    assert tabs(response)["Kommunene betaler"] == reverse("budget:charges", args=[2024])
    assert client.get(reverse("budget:index")).url == reverse("budget:operating-result", args=[2024])


def test_one_subject_and_one_of_its_pages_are_current(client, two_years):
    client.force_login(make_user(role=User.Role.HEAD))

    pages = client.get(reverse("budget:frame", args=[2024])).context["pages"]

    assert [item.label for item in pages.subjects if item.is_current] == ["Rammer og planer"]
    assert [item.label for item in pages.of_subject if item.is_current] == ["Ramme"]


@pytest.mark.parametrize("role", [User.Role.COUNCIL_MEMBER, User.Role.FINANCE, User.Role.HEAD])
def test_every_tab_leads_to_a_page_that_the_person_may_open(client, two_years, role):
    client.force_login(make_user(role=role))
    for name in ("operating-result", "charges", "frame", "accounting-year"):
        pages = client.get(reverse(f"budget:{name}", args=[2024])).context["pages"]

        statuses = {item.label: client.get(item.url).status_code for item in [*pages.subjects, *pages.of_subject]}

        assert set(statuses.values()) == {200}, statuses
