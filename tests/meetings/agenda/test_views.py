"""Meetings and cases keep their numbers, and a case with papers is not deleted."""

from datetime import date

from django.urls import reverse

from tests import factories


def test_the_case_number_of_a_deleted_middle_case_is_never_free(client, head):
    meeting = factories.make_meeting()
    first, last = factories.make_item(meeting=meeting), factories.make_item(meeting=meeting)
    client.force_login(head)

    refused = client.post(reverse("meetings:agenda-item-delete", args=[first.reference_id]))
    done = client.post(reverse("meetings:agenda-item-delete", args=[last.reference_id]))

    assert "Bare den siste saken kan slettes" in refused.content.decode()
    assert done.url == meeting.get_absolute_url()
    assert list(meeting.agenda.all()) == [first]


def test_a_case_with_papers_is_not_deleted(client, head):
    item = factories.make_document(agenda_item=factories.make_item()).agenda_item
    client.force_login(head)

    page = client.post(reverse("meetings:agenda-item-delete", args=[item.reference_id])).content.decode()

    assert "Saken har dokumenter eller vedlegg. Flytt eller slett dem først." in page
    assert item.meeting.agenda.exists()


def test_a_meeting_is_planned_with_the_next_free_number(client, head):
    factories.make_meeting(held_on=date(2024, 2, 14))
    client.force_login(head)

    response = client.post(reverse("meetings:meeting-new"), {"held_on": "2024-05-03", "place": "Vestnes"})

    assert response.url == reverse("meetings:meeting", args=[2024, 2])
