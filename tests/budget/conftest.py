"""Fixtures shared by the tests of budget: the year that the council was shown."""

from datetime import date

import pytest

from rorikt.people.models import Municipality
from tests.budget import golden
from tests.factories import KEY_2024, make_cooperation, make_key


@pytest.fixture
def year_2023(db):
    golden.make_year_2023()


@pytest.fixture
def charged_2024(year_2023):
    """With the key of the year after, in which it is charged, and what an invoice says of who sells and buys."""
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    make_cooperation(bank_account="99991000018")
    for number, organisation in (("1506", "310000108"), ("1535", "310000175"), ("1539", "310000248")):
        Municipality.objects.filter(pk=number).update(organisation_number=organisation)


@pytest.fixture
def as_head(client, head):
    client.force_login(head)
    return client
