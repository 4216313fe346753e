"""The pages of cost keys: what they show, and what is told where a key is not whole or does not fit in."""

from datetime import date
from decimal import Decimal

import pytest

from budget.keys.models import CostKey
from tests.budget.pages import errors, open_page, send, shown
from tests.factories import KEY_2024, make_key, make_municipalities

pytestmark = pytest.mark.django_db


def shares(percentages):
    return {f"share_{number}": percent.replace(".", ",") for number, percent in percentages.items()}


# What the pages show


def test_a_key_shows_its_shares_and_a_fault_if_it_has_one(client, council_member):
    key = make_key({"1506": "50.00", "1535": "49.99"})
    client.force_login(council_member)

    page = shown(client.get(key.get_absolute_url()))

    assert "49,99 %" in page
    assert "det mangler 0,01 prosentpoeng" in page


# Forms


def test_a_key_is_stored_from_what_was_typed(client, head):
    client.force_login(head)
    make_key()

    typed = {"valid_from": "2024-01-01", "source": "Vedtak 2023/7", **shares(KEY_2024)}
    review = send(client, "cost-key-new", **typed)
    assert CostKey.objects.count() == 1
    assert "slutter å gjelde dagen før" in shown(review)
    response = send(client, "cost-key-new", **typed, lagre="1")

    assert response.url == "/okonomi/nokler/"
    new, old = CostKey.objects.all()
    assert (new.percentages()["1506"], new.valid_to, old.valid_to) == (Decimal("47.10"), None, date(2023, 12, 31))


def test_a_key_of_99_99_is_told_at_the_shares_with_what_is_missing(client, head):
    client.force_login(head)
    make_municipalities()

    typed = {**shares(KEY_2024), "share_1579": "19,71"}
    response = send(client, "cost-key-new", valid_from="2024-01-01", source="Vedtak", **typed)

    assert errors(response) == {
        "share_1506": ["Andelene er til sammen 99,99 %; det mangler 0,01 prosentpoeng. De skal være nøyaktig 100,00 %."]
    }
    page = shown(response)
    assert 'value="19,71"' in page
    assert 'value="2024-01-01"' in page
    assert 'value="Vedtak"' in page
    assert not CostKey.objects.exists()


def test_a_share_below_zero_is_told_at_that_share(client, head):
    client.force_login(head)
    make_municipalities()

    typed = {**shares(KEY_2024), "share_1547": "−8,09", "share_1535": "mye"}
    response = send(client, "cost-key-new", valid_from="2024-01-01", source="Vedtak", **typed)

    assert errors(response) == {
        "share_1535": ["«mye» er ikke et tall. Skriv for eksempel 1 937 782,94."],
        "share_1547": ["En andel kan ikke være under 0 prosent."],
    }
    assert 'value="−8,09"' in shown(response)
    assert not CostKey.objects.exists()


def test_a_key_that_overlaps_is_told_at_the_date(client, head):
    client.force_login(head)
    make_key(valid_to=date(2024, 6, 30))

    response = send(client, "cost-key-new", valid_from="2024-01-01", source="Vedtak", **shares(KEY_2024))

    assert errors(response) == {"valid_from": ["Perioden overlapper nøkkelen som gjelder 01.01.2023 – 30.06.2024."]}
    assert CostKey.objects.count() == 1


def test_a_key_that_ends_before_it_begins_is_told_at_the_end(client, head):
    client.force_login(head)
    make_municipalities()

    typed = {"valid_from": "2024-01-01", "valid_to": "2023-12-31", "source": "Vedtak", **shares(KEY_2024)}
    response = send(client, "cost-key-new", **typed)

    assert errors(response) == {"valid_to": ["Nøkkelen kan ikke slutte å gjelde før den begynner."]}


def test_a_key_is_corrected_and_deleted(client, head):
    client.force_login(head)
    key = make_key()

    page = shown(open_page(client, "cost-key-edit", key.pk))
    assert 'value="45,87"' in page
    send(client, "cost-key-edit", key.pk, source="Rettet", **shares(KEY_2024))
    assert CostKey.objects.get().percentages() == {number: Decimal(percent) for number, percent in KEY_2024.items()}

    assert send(client, "cost-key-delete", key.pk).url == "/okonomi/nokler/"
    assert not CostKey.objects.exists()


def test_an_older_key_is_not_deleted_and_the_page_says_why(client, head):
    client.force_login(head)
    old = make_key(valid_to=date(2023, 12, 31))
    make_key(KEY_2024, valid_from=date(2024, 1, 1))

    assert "Bare den nyeste fordelingsnøkkelen kan slettes." in shown(send(client, "cost-key-delete", old.pk))
    assert CostKey.objects.count() == 2
