"""Fixtures shared by the tests of support: one who only reads, and what tickets are measured by."""

import pytest

from tests.factories import make_calendar, make_policies


@pytest.fixture
def reader(client, council_member):
    client.force_login(council_member)
    return client


@pytest.fixture
def rules(db):
    make_calendar()
    make_policies()
