"""What a meeting postpones or sends back waits for another one when it is closed; what it decides does not."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.agenda.models import AgendaItem
from meetings.proceedings.actions import close_meeting
from meetings.proceedings.models import Treatment
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize("sent_at", [NOW, None])
def test_what_is_not_decided_waits_once_when_the_meeting_is_closed(head, sent_at):
    meeting = factories.make_meeting(opened_at=NOW)
    for title, outcome in (("Vedtatt", "decided"), ("Utsatt", "postponed"), ("Tilbake", "sent_back")):
        item = factories.make_item(meeting=meeting, title=title, sent_at=sent_at)
        decision = "Rådet vedtok." if outcome == "decided" else ""
        Treatment.objects.create(item=item, began_at=NOW, outcome=outcome, settled_at=NOW, decision=decision)

    close_meeting(meeting, by=head, now=NOW + timedelta(hours=2))

    waiting = AgendaItem.objects.waiting().order_by("pk")
    assert [(item.title, item.follows.number) for item in waiting] == [
        ("Utsatt", "2024/M1-002"),
        ("Tilbake", "2024/M1-003"),
    ]
    assert meeting.agenda.count() == 3
