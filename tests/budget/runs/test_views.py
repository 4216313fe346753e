"""The page of the settlement shows what the council was shown."""

import pytest

from tests.budget import golden
from tests.budget.pages import open_page, shown

pytestmark = pytest.mark.django_db


def test_the_settlement_is_the_printed_one(client, council_member):
    golden.make_year_2023()
    client.force_login(council_member)

    page = shown(open_page(client, "settlement", 2023))

    assert all(text in page for text in ("867 162,09", "11 601 000,78", "9 696 616,33", "1 904 384,45"))
