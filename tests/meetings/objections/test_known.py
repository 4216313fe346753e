"""Which paths of the site lead to a page."""

import pytest

from meetings.objections.known import is_page
from tests import factories


@pytest.fixture
def item(municipalities):
    return factories.make_item()


def test_what_there_is_is_a_page_and_what_there_is_not_is_none(item):
    document = factories.make_document(agenda_item=item)
    there = [document, item, item.meeting]
    paths = [one.get_absolute_url() for one in there]

    assert all(map(is_page, [*paths, f"{paths[0]}pdf/", f"{paths[0]}#avsnitt-1", "/moter/", "/okonomi/2023/"]))
    assert not any(
        map(is_page, ["/dokumenter/9999/", "/dokumenter/9999/tavle/", "/saker/9999/", "/moter/1999/M1/", "/x/"])
    )
