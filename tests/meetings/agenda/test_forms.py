"""A meeting and its cases: what is typed wrong stands at its field in Norwegian, and nothing is stored."""

from datetime import date

import pytest
from django.urls import reverse

from meetings.agenda.models import AgendaItem, Meeting
from rorikt.audit.models import AuditEntry
from tests import factories
from tests.meetings.forms import errors


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"held_on": ""}, {"held_on": ["Feltet er påkrevet."]}),
        ({"held_on": "i morgen"}, {"held_on": ["«i morgen» er ikke en dato. Skriv for eksempel 31.01.2024."]}),
        (
            {"starts_at": "kvart over"},
            {"starts_at": ["«kvart over» er ikke et klokkeslett. Skriv for eksempel 08.30."]},
        ),
        ({"sequence": "1"}, {"sequence": ["Året har allerede et møte med dette nummeret. Velg et annet."]}),
        ({"sequence": "0"}, {"sequence": ["Verdien må være større enn eller lik 1."]}),
    ],
)
def test_a_meeting_is_not_planned_wrongly(reader, typed, found):
    factories.make_meeting()

    response = reader.post(reverse("meetings:meeting-new"), {"held_on": "2024-05-03", "place": "Vestnes", **typed})

    assert errors(response) == found
    assert response.context["form"]["place"].value() == "Vestnes"
    assert Meeting.objects.count() == 1
    assert AuditEntry.objects.count() == 0


def test_a_meeting_keeps_its_number_and_its_year(reader):
    meeting = factories.make_meeting()
    url = reverse("meetings:meeting-edit", args=[2024, 1])

    moved = reader.post(url, {"held_on": "2024-02-21", "sequence": "7"})
    refused = reader.post(url, {"held_on": "2025-02-21"})

    meeting.refresh_from_db()
    assert moved.url == meeting.get_absolute_url()
    assert (meeting.held_on, meeting.sequence) == (date(2024, 2, 21), 1)
    assert errors(refused) == {"held_on": ["Møtet har nummer 2024/M1, så datoen må ligge i 2024."]}


def test_a_new_case_gets_the_next_number_and_its_summary_is_cleaned(reader):
    meeting = factories.make_item().meeting
    typed = {"title": "Ny sak", "kind": "decision", "summary": "<p>Om <script>x()</script>saken</p>"}

    response = reader.post(reverse("meetings:agenda-item-new", args=[2024, 1]), typed)

    item = AgendaItem.objects.get(title="Ny sak")
    assert response.url == item.get_absolute_url()
    assert (item.meeting, item.sequence, item.summary) == (meeting, 2, "<p>Om saken</p>")
