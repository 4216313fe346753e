"""A key is made of a proposal, renewed where it is in use, and read by all in the cooperation."""

from datetime import date

import pytest
from django.urls import reverse

from budget.keys.models import CostKey, KeyCalculation
from tests.budget.pages import plain
from tests.factories import KEY_2024, make_run

pytestmark = pytest.mark.django_db
PAGES = [("budget:cost-keys", []), ("budget:inhabitants", [])]


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_everyone_with_a_login_reads_the_pages_and_nobody_else(client, council_member, charged_2024, name, arguments):
    assert client.get(reverse(name, args=arguments)).status_code == 302
    client.force_login(council_member)

    assert client.get(reverse(name, args=arguments)).status_code == 200


def test_only_the_head_keeps_the_inhabitants(client, finance):
    client.force_login(finance)

    assert client.post(reverse("budget:inhabitants-new"), {}).status_code == 403


def test_a_key_made_of_a_proposal_keeps_its_weights(as_head, charged_2024):
    asked = "year=2023&users_percent=100&users_1506=1&users_1535=1&users_1539=1&users_1547=1&users_1579=1"
    shares = {f"share_{number}": "20,00" for number in KEY_2024}

    as_head.post(
        f"{reverse('budget:cost-key-new')}?{asked}",
        {"valid_from": "2025-01-01", "source": "Vedtak", "lagre": "1", **shares},
    )

    key = CostKey.objects.get(valid_from=date(2025, 1, 1))
    assert KeyCalculation.objects.get(key=key).components[0]["title"] == "Brukere"
    assert "Slik er andelene regnet ut" in plain(as_head.get(key.get_absolute_url()))


def test_a_key_in_use_is_renewed_by_the_form(as_head, charged_2024):
    key = make_run().key
    shares = {f"share_{number}": percent.replace(".", ",") for number, percent in KEY_2024.items()}

    form = as_head.get(reverse("budget:cost-key-edit", args=[key.pk]))
    as_head.post(
        reverse("budget:cost-key-edit", args=[key.pk]),
        {"source": "Nytt", "case": "2024/M2-001", "lagre": "1", **shares},
    )

    assert "Ny versjon av nøkkelen" in plain(form)
    newer = CostKey.objects.get(version=2)
    assert (newer.valid_from, newer.case.number) == (key.valid_from, "2024/M2-001")
    assert "erstattet av en nyere versjon" in plain(as_head.get(key.get_absolute_url()))
