"""A meeting that is called off gives its cases back, and one to come is not moved into the past."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.agenda import actions
from meetings.agenda.calling_off import cancel_meeting
from meetings.agenda.models import AgendaItem, Meeting
from rorikt.audit.models import AuditEntry
from tests import factories
from tests.meetings.forms import errors

pytestmark = pytest.mark.django_db
Standard = AgendaItem.Standard


def coming(days=30, **given):
    return factories.make_meeting(held_on=timezone.localdate() + timedelta(days=days), **given)


def test_the_cases_of_a_meeting_that_is_called_off_wait_for_another(head):
    meeting, now = coming(), timezone.now()
    case = factories.make_item(meeting=meeting, title="Anskaffelse")
    factories.make_item(meeting=meeting, standard=Standard.NOTICE)
    report = factories.make_item(meeting=meeting, standard=Standard.REPORT)
    factories.make_document(agenda_item=report)

    cancel_meeting(meeting, by=head, now=now)

    meeting.refresh_from_db()
    assert (meeting.stage, meeting.cancelled_at) == (Meeting.Stage.CANCELLED, now)
    waiting = AgendaItem.objects.waiting().order_by("pk")
    assert [(item, item.sequence) for item in waiting] == [(case, None), (report, None)]
    assert AgendaItem.objects.count() == 2
    told = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert told == ["flyttet sak", "slettet sak", "flyttet sak", "avlyste møte"]


def test_what_was_sent_stays_where_it_was_printed(head):
    meeting = coming(summoned_at=timezone.now())
    sent = factories.make_item(meeting=meeting, sent_at=timezone.now())

    cancel_meeting(meeting, by=head, now=timezone.now())

    sent.refresh_from_db()
    assert (sent.meeting, sent.sequence) == (meeting, 1)


def test_a_meeting_is_called_off_once_and_not_when_it_has_begun(head):
    begun, off = coming(opened_at=timezone.now()), coming(40)
    cancel_meeting(off, by=head, now=timezone.now())

    for meeting, told in ((begun, "Møtet er åpnet, og kan ikke avlyses."), (off, "Møtet er allerede avlyst.")):
        with pytest.raises(ValidationError) as caught:
            cancel_meeting(meeting, by=head, now=timezone.now())
        assert caught.value.messages == [told]


def test_a_planned_meeting_is_called_off_on_its_page(reader):
    meeting = coming()
    url = reverse("meetings:meeting-cancel", args=[meeting.year, meeting.sequence])

    assert url in reader.get(meeting.get_absolute_url()).content.decode()
    reader.post(url)

    assert "Møtet er avlyst." in reader.get(meeting.get_absolute_url()).content.decode()


def test_those_who_are_summoned_have_to_be_told(reader):
    meeting = coming(summoned_at=timezone.now())
    url = reverse("meetings:meeting-cancel", args=[meeting.year, meeting.sequence])

    page = reader.post(url).content.decode()

    meeting.refresh_from_db()
    assert "Avlys det fra innkallingen, så de som er innkalt, får vite det." in page
    assert meeting.cancelled_at is None


NOW = datetime(2024, 2, 10, 12, tzinfo=UTC)
PAST = "Datoen er passert. Velg en dag som kommer."


@pytest.mark.parametrize(
    ("held_on", "summoned_at", "told"),
    [
        (date(2024, 2, 14), NOW, f"Møtet er innkalt, og kan ikke flyttes bakover. {PAST}"),
        (date(2024, 2, 8), NOW, f"Møtet er innkalt, og kan ikke flyttes bakover. {PAST}"),
        (date(2024, 2, 10), None, PAST),
    ],
)
def test_a_meeting_to_come_is_not_moved_into_the_past(head, held_on, summoned_at, told):
    meeting = factories.make_meeting(held_on=held_on, summoned_at=summoned_at)
    meeting.held_on = date(2024, 2, 9)

    with pytest.raises(ValidationError) as caught:
        actions.save_meeting(meeting, by=head, now=NOW)

    assert caught.value.message_dict == {"held_on": [told]}


def test_a_summoned_meeting_is_moved_to_a_day_that_comes(head):
    meeting = factories.make_meeting(held_on=date(2024, 2, 14), summoned_at=NOW)
    meeting.held_on = date(2024, 2, 10)

    assert actions.save_meeting(meeting, by=head, now=NOW).held_on == date(2024, 2, 10)


def test_a_day_that_has_passed_is_refused_at_its_field(reader):
    meeting = factories.make_meeting(held_on=date(2024, 2, 14), summoned_at=NOW)

    page = reader.post(reverse("meetings:meeting-edit", args=[2024, 1]), {"held_on": "13.02.2024", "place": ""})

    meeting.refresh_from_db()
    assert list(errors(page)) == ["held_on"]
    assert meeting.held_on == date(2024, 2, 14)


def test_a_meeting_from_before_keeps_a_day_of_before(head):
    """It was held, and is entered afterwards: its day may be put right."""
    meeting = factories.make_meeting(held_on=date(2024, 2, 14))
    meeting.held_on = date(2024, 2, 21)

    assert actions.save_meeting(meeting, by=head, now=timezone.now()).held_on == date(2024, 2, 21)


def test_a_meeting_that_is_called_off_is_not_the_next_one(client, head):
    off = coming(5, cancelled_at=timezone.now())
    real = coming(9)
    client.force_login(head)

    assert client.get(reverse("rorikt:home")).context["coming"] == real
    assert off.is_over


@pytest.mark.parametrize("moment", ["cancelled_at", "closed_at"])
def test_a_meeting_that_is_over_is_not_edited_and_its_page_does_not_offer_it(client, head, moment):
    now = timezone.now()
    others = {"opened_at": now} if moment == "closed_at" else {}
    meeting = coming(summoned_at=now, **{moment: now}, **others)
    factories.make_item(meeting=meeting, sent_at=now)
    client.force_login(head)
    edit = reverse("meetings:meeting-edit", args=[meeting.year, meeting.sequence])

    answer = client.post(edit, {"held_on": meeting.held_on, "place": "Et annet sted"})
    meeting.place = "Et annet sted"
    with pytest.raises(ValidationError) as caught:
        actions.save_meeting(meeting, by=head, now=now)

    assert caught.value.messages == [f"Møte {meeting.number} er hevet eller avlyst, og kan ikke endres."]
    assert (answer.status_code, answer.url) == (302, meeting.get_absolute_url())
    assert Meeting.objects.get().place != "Et annet sted"
    assert edit not in client.get(meeting.get_absolute_url()).content.decode()


def test_a_meeting_that_was_opened_keeps_its_day(head):
    meeting = coming(opened_at=timezone.now())
    meeting.held_on += timedelta(days=1)

    with pytest.raises(ValidationError) as caught:
        actions.save_meeting(meeting, by=head, now=timezone.now())

    assert caught.value.message_dict == {"held_on": ["Møtet er åpnet, og beholder dagen sin."]}


def test_a_meeting_that_is_called_off_gets_no_packet_and_offers_none(client, head):
    meeting = coming(summoned_at=timezone.now(), cancelled_at=timezone.now())
    factories.make_item(meeting=meeting, sent_at=timezone.now())
    client.force_login(head)
    url = reverse("meetings:packet-issue", args=[meeting.year, meeting.sequence])

    answer = client.post(url, {"audience": "full"})

    assert "Møtet er avlyst, og får ingen møtepakke." in answer.content.decode()
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert url not in page
    assert reverse("meetings:meeting-now", args=[meeting.year, meeting.sequence]) not in page
