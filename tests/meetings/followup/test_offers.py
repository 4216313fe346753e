"""The table of actions that a paper shows, as it stood on the day of the paper."""

from datetime import date

import pytest

from meetings.followup.offers import OWNERS, actions_table
from meetings.tokens.tokens import Binder
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 1)


def rows(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_the_table_tells_what_is_open_and_what_was_ended_since_the_meeting_before(head):
    item = factories.decide(factories.make_item()).item
    factories.make_action(item=item, title="For sent", due_on=date(2024, 3, 1))
    factories.make_action(item=item, title="I tide", due_on=date(2024, 7, 1), body="Faggruppen")
    factories.make_action(item=item, title="Nylig", due_on=date(2024, 5, 1), state="done", ended_on=date(2024, 5, 2))
    factories.make_action(item=item, title="Før", due_on=date(2024, 1, 1), state="done", ended_on=date(2024, 2, 1))
    factories.make_action(item=item, title="Siden", due_on=date(2024, 7, 1), decided_on=date(2024, 6, 2))

    table = actions_table(DAY)

    assert [row[1:] for row in rows(table)] == [
        ["For sent", head.name, "01.03.2024", "Over fristen"],
        ["Nylig", head.name, "01.05.2024", "Utført"],
        ["I tide", "Faggruppen", "01.07.2024", "Åpen"],
    ]
    assert table.as_of == DAY


def test_a_paper_tells_of_an_exempt_case_by_its_public_title_alone(head):
    closed = {"exemption_basis": "offl. § 23", "public_title": "Anskaffelse"}
    item = factories.decide(factories.make_item(**closed)).item
    factories.make_action(item=item, title="Kvitravn", body="Kvitravn AS")

    (row,) = rows(actions_table(DAY))

    assert row == [item.number, "Unntatt offentlighet: Anskaffelse", "–", "01.04.2024", "Over fristen"]


def test_that_nothing_is_left_is_said(db):
    assert actions_table(DAY).note == "Det er ingen tiltak å følge opp."


def test_a_document_binds_it_by_its_token_with_the_rows_behind(head):
    action = factories.make_action()
    binder = Binder(factories.make_document(as_of=DAY))

    table = binder.bind_block("tabell:oppfolging")
    (before,) = binder.sources()
    action.title = "Et annet"
    action.save()
    (after,) = OWNERS[0].sources(binder.asked, [])

    assert len(table.rows) == 1
    assert (before.rows, before.sha256 == after.sha256) == (1, False)
