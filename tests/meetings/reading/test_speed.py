"""What the pages of a meeting and of a case cost: the same queries for one case and for sixty."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
# With its history, what is examined, and who has read what is exempt.
MOST = {"meeting": 17, "case": 25, "paper": 21, "attachment": 16, "queue": 12}
SENT = datetime(2024, 2, 1, tzinfo=UTC)


def filled(cases):
    """A meeting among those of ten years, with forty members, a paper and a file in each case."""
    head = factories.make_user()
    for year in range(2014, 2014 + (10 if cases > 1 else 1)):
        old = factories.make_meeting(held_on=date(year, 3, 1))
        factories.make_item(meeting=old, sent_at=SENT)
    for _ in range(40 if cases > 1 else 1):
        factories.make_council_member()
    meeting = factories.make_meeting()
    for number in range(cases):
        item = factories.make_item(meeting=meeting, sent_at=SENT if number < cases // 2 else None)
        factories.make_version(factories.make_document(agenda_item=item), approved_by=head)
        factories.make_attachment(agenda_item=item, uploaded_by=head)
    return meeting, head


@pytest.mark.parametrize("role", ["head", "council_member"])
def test_the_pages_of_a_meeting_cost_the_same_for_one_case_and_for_sixty(client, request, role):
    user, counts = request.getfixturevalue(role), []
    for cases in (1, 60):
        meeting, _ = filled(cases)
        paths = {
            "meeting": meeting.get_absolute_url(),
            "case": meeting.agenda.last().get_absolute_url(),
            "paper": meeting.agenda.last().documents.get().get_absolute_url(),
            "attachment": meeting.agenda.last().attachments.get().get_absolute_url(),
            "queue": reverse("meetings:queue") if role == "head" else reverse("meetings:council"),
        }
        client.force_login(user)
        counts.append({name: queries_of(client, path) for name, path in paths.items()})

    assert counts[0] == counts[1]
    assert {name for name, count in counts[1].items() if count > MOST[name]} == set(), counts


def queries_of(client, path):
    """Once the outlines of its papers are kept."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)
