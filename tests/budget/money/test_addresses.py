"""A year that cannot be has no page."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("year", ["1999", "2101", "20231", "99999999999"])
def test_a_year_that_cannot_be_is_a_page_not_found(client, head, year):
    client.force_login(head)

    assert client.get(f"/okonomi/{year}/").status_code == 404
