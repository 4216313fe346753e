"""A meeting as it is read: what each role sees of its papers, and how many queries it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.reading.cases import agenda_for
from tests import factories


@pytest.mark.parametrize("cases", [1, 4])
def test_the_page_of_a_meeting_costs_the_same_queries_for_any_agenda(client, head, cases, django_assert_num_queries):
    meeting = factories.make_meeting()
    for _ in range(cases):
        item = factories.make_item(meeting=meeting)
        factories.make_version(factories.make_document(agenda_item=item))
        factories.make_attachment(agenda_item=item)
    client.force_login(head)

    with django_assert_num_queries(12):  # with its history, what was sent, and who cannot come
        response = client.get(meeting.get_absolute_url())

    assert len(response.context["cases"]) == cases


def test_papers_with_estimates_cost_the_same_queries_however_many(finance):
    """Whether an estimate is closed by an exempt case is asked once for a meeting, and not for each of its papers."""
    meeting = factories.make_meeting()
    factories.make_item(meeting=meeting, exemption_basis="offentleglova § 23", public_title="Unntatt")

    def count():
        with CaptureQueriesContext(connection) as queries:
            agenda_for(meeting, finance)
        return len(queries)

    def add_paper():
        item = factories.make_item(meeting=meeting)
        factories.make_document(agenda_item=item, cost_estimate=factories.make_estimate())

    add_paper()
    count()  # what a person is, is read once
    one = count()
    add_paper()
    add_paper()

    assert count() == one


def test_a_meeting_warns_the_head_of_drafts_and_the_council_of_none(client, head, council_member):
    document = factories.make_document(agenda_item=factories.make_item())
    url = document.agenda_item.meeting.get_absolute_url()

    client.force_login(head)
    assert client.get(url).context["draft_count"] == 1
    client.force_login(council_member)
    assert client.get(url).context["cases"][0].papers == []
