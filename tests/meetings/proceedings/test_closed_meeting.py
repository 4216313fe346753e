"""What happened in a closed meeting stays, whatever is sent to the database."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from meetings.proceedings import actions
from meetings.proceedings.models import CaseAbsence
from tests import factories
from tests.meetings.proceedings.test_actions import decide

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 14, 9, tzinfo=UTC)
TABLES = ("attendance", "sitting", "caseabsence", "proposal", "treatment", "vote")


@pytest.fixture
def closed(head):
    council = factories.make_council()
    meeting = factories.make_open_meeting(council, cases=1)
    item = meeting.agenda.get()
    CaseAbsence.objects.create(item=item, seat=council[0], reason="left")
    decide(item, head)
    actions.close_meeting(meeting, by=head, now=NOW)
    return meeting


def refused(statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed_or_taken_away(closed, table):
    refused(f"UPDATE meetings_{table} SET id = id + 1000")
    refused(f"DELETE FROM meetings_{table}")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_moved_in_from_another_meeting(closed, table):
    column = "meeting_id" if table in {"attendance", "sitting"} else "item_id"
    inside = closed.pk if column == "meeting_id" else closed.agenda.get().pk
    other = factories.make_open_meeting(cases=1)
    item = other.agenda.get()
    outside = other.pk if column == "meeting_id" else item.pk
    made = {
        "attendance": lambda: other.attendances.create(seat=factories.make_council_member(), state="present"),
        "sitting": lambda: None,
        "caseabsence": lambda: item.absences.create(seat=factories.make_council_member(), reason="left"),
        "proposal": lambda: item.proposals.create(text="x", is_recommended=True),
        "treatment": lambda: type(closed.agenda.get().treatment).objects.create(item=item, began_at=NOW),
        "vote": lambda: item.votes.create(seat=factories.make_council_member(), choice="against"),
    }
    made[table]()

    refused(f"UPDATE meetings_{table} SET {column} = {inside} WHERE {column} = {outside}")


def test_no_row_is_added(closed):
    item = closed.agenda.get()
    seat = factories.make_council_member().pk

    refused(
        f"INSERT INTO meetings_vote (item_id, seat_id, choice, represents) VALUES ({item.pk}, {seat}, 'against', '')"
    )


def test_the_meeting_stays_closed(closed):
    refused("UPDATE meetings_meeting SET closed_at = NULL")
    closed.refresh_from_db()
    closed.place = "Molde"
    closed.save()
