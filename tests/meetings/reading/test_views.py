"""A meeting as it is read: what each role sees of its papers, and how many queries it costs."""

from datetime import date, timedelta

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
    client.get(meeting.get_absolute_url())  # the outlines of its papers are made once

    with django_assert_num_queries(17):  # history, who read it, what was sent, who cannot come, what is read
        response = client.get(meeting.get_absolute_url())

    assert len(response.context["cases"]) == cases


@pytest.mark.parametrize("decided", [1, 4])
def test_the_page_of_the_next_meeting_costs_the_same_however_much_was_decided(
    client, head, decided, django_assert_num_queries
):
    last, coming = (factories.make_meeting(held_on=date(2024, month, 1)) for month in (2, 6))
    for meeting in (last, coming):
        for _ in range(decided):
            item = factories.make_item(meeting=meeting)
            factories.make_version(factories.make_document(agenda_item=item))
            factories.make_action(item=factories.decide(item).item)
    client.force_login(head)
    client.get(coming.get_absolute_url())

    with django_assert_num_queries(17):
        response = client.get(coming.get_absolute_url())

    assert len(response.context["followup"]) == decided


def test_a_decided_case_says_so_on_its_page_in_the_agenda_and_at_its_papers(client, head, finance):
    paper = factories.make_version(factories.make_document(agenda_item=factories.make_item())).document
    item = factories.decide(paper.agenda_item, "Rådet sier <ja>.\n\nMed takk.").item
    client.force_login(finance)

    page, meeting, document = (
        client.get(one.get_absolute_url()).content.decode() for one in (item, item.meeting, paper)
    )

    assert "<p>Rådet sier &lt;ja&gt;.</p>\n\n<p>Med takk.</p>" in page
    assert "Vedtatt 14.\u00a0februar 2024." in page
    assert ">Vedtatt</span>" in meeting
    assert "se vedtaket" in document


@pytest.mark.parametrize(
    ("days", "told"), [(-1, "står som det var da det ble lagt fram"), (1, "er ikke den som ble lagt fram")]
)
def test_a_version_approved_after_the_decision_is_not_said_to_be_what_was_put_forward(client, finance, days, told):
    item = factories.make_item()
    document = factories.make_document(agenda_item=item)
    settled = factories.decide(item, "Ja.").settled_at
    factories.make_version(document, approved_at=settled + timedelta(days=days))
    client.force_login(finance)

    assert told in client.get(document.get_absolute_url()).content.decode()


def test_the_agenda_stands_above_what_else_can_be_done_with_a_meeting(client, council_member):
    item = factories.make_item()
    client.force_login(council_member)

    page = client.get(item.meeting.get_absolute_url()).content.decode()

    assert page.index('href="#verktoy"') < page.index('id="saksliste"') < page.index('id="verktoy"')
    assert page.count('id="verktoy"') == 1


def test_the_case_of_briefings_tells_where_earlier_decisions_stand(client, head, finance):
    last = factories.make_item(exemption_basis="offl. § 23", public_title="Avtale")
    factories.make_action(item=factories.decide(last).item, title="Kvitravn")
    coming = factories.make_meeting(held_on=date(2024, 6, 1))
    url = factories.make_item(meeting=coming, standard="briefings").get_absolute_url()

    for user, told in ((head, "Kvitravn"), (finance, "Unntatt offentlighet: Avtale")):
        client.force_login(user)
        (row,) = client.get(url).context["told"].rows
        assert (row[1].text, row[4].text) == (told, "Over fristen")


def test_a_postponed_case_says_so_and_has_nothing_to_follow_up(client, head):
    item = factories.decide(factories.make_item(), "", outcome="postponed").item
    client.force_login(head)

    page = client.get(item.get_absolute_url()).content.decode()

    assert "Utsatt 14.\u00a0februar 2024." in page
    assert "Nytt tiltak" not in page


def test_who_may_not_read_a_case_learns_that_it_is_decided_and_not_what(client, finance):
    item = factories.make_item(exemption_basis="offl. § 23", public_title="Avtale", title="Kvitravn")
    factories.decide(item, "Kvitravn får oppdraget.")
    client.force_login(finance)

    page = client.get(item.get_absolute_url()).content.decode()

    assert "Kvitravn" not in page
    assert "Vedtaket er unntatt offentlighet sammen med saken." in page
    assert "Vedtatt 14.\u00a0februar 2024." in page


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
