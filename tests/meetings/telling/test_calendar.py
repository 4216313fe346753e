"""The calendar that a person subscribes to."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.agenda.models import Meeting
from meetings.mailing.invitations import invitation
from meetings.telling.addresses import find_address, make_address, path_of, take_address
from meetings.telling.calendars import calendar_of
from meetings.telling.models import CalendarAddress
from rorikt.logs import lines
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 1, 10, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def address(council_member):
    make_address(council_member, NOW)
    return CalendarAddress.objects.get()


@pytest.fixture
def meeting():
    return factories.make_meeting(starts_at=time(9), place="Molde")


def events(address, today=TODAY):
    return list(Calendar.from_ical(calendar_of(address, today)).walk("VEVENT"))


def summon(meeting, **given):
    Meeting.objects.filter(pk=meeting.pk).update(summoned_at=NOW)
    meeting.refresh_from_db()
    return factories.make_notice(meeting=meeting, kind="invitation", sent_at=NOW, **given)


def test_a_planned_meeting_is_tentative(address, meeting):
    [event] = events(address)

    assert (str(event["SUMMARY"]), str(event["STATUS"]), event["SEQUENCE"]) == (
        "Planlagt: Møte 2024/M1 i rådet",
        "TENTATIVE",
        0,
    )
    assert event.decoded("DTSTART") == datetime(2024, 2, 14, 8, tzinfo=UTC)
    assert str(event["LOCATION"]) == "Molde"


def test_a_called_meeting_is_the_same_event_as_its_invitation(address, meeting, head):
    notice, delivery = summon(meeting, sent_by=head)

    [event] = events(address)
    [invited] = Calendar.from_ical(invitation(notice, delivery)).walk("VEVENT")

    for name in ("UID", "SEQUENCE", "DTSTART", "LOCATION", "STATUS"):
        assert event[name] == invited[name], name


def test_the_invitation_that_comes_later_has_the_uid_that_the_planned_meeting_had(address, meeting, head):
    from meetings.notice.sending import Kind, Written, build

    [planned] = events(address)

    sent = build(meeting, Kind.INVITATION, Written("Innkalling", "Velkommen"), site="", by=head, now=NOW)

    assert sent.calendar_uid == str(planned["UID"])


def test_a_meeting_that_has_moved_since_its_notice_has_the_next_sequence(address, meeting, head):
    summon(meeting, sent_by=head, calendar_sequence=2)
    assert events(address)[0]["SEQUENCE"] == 2

    Meeting.objects.filter(pk=meeting.pk).update(held_on=date(2024, 3, 6))

    [event] = events(address)
    assert event["SEQUENCE"] == 3
    assert event.decoded("DTSTART").date() == date(2024, 3, 6)


@pytest.mark.parametrize("is_told", [True, False])
def test_a_meeting_that_is_called_off_says_so_by_a_higher_sequence(address, meeting, head, is_told):
    summon(meeting, sent_by=head, calendar_sequence=2)
    Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=NOW)
    if is_told:
        factories.make_notice(meeting=meeting, kind="cancellation", sent_by=head, calendar_sequence=3)

    [event] = events(address)

    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 3)
    assert str(event["SUMMARY"]).startswith("Avlyst: ")


def test_a_meeting_without_a_clock_is_the_whole_day(address):
    factories.make_meeting()

    [event] = events(address)

    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2024, 2, 14), date(2024, 2, 15))


def test_the_dates_of_own_open_actions_stand_there_and_those_of_others_do_not(address, head):
    item = factories.decide(factories.make_item()).item
    factories.make_action(item=item, owner=address.user, title="Skriv avtalen", due_on=date(2024, 4, 1))
    factories.make_action(item=item, owner=address.user, state="done", ended_on=date(2024, 3, 1))
    factories.make_action(item=item, owner=head)

    found = [event for event in events(address) if str(event["SUMMARY"]).startswith("Frist")]

    assert [(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in found] == [
        ("Frist: Skriv avtalen", date(2024, 4, 1))
    ]


def test_what_is_exempt_is_not_named(address):
    closed = {"title": "Hemmelig sak", "public_title": "En sak", "exemption_basis": "offentleglova § 23"}
    item = factories.decide(factories.make_item(**closed)).item
    factories.make_action(item=item, owner=address.user, title="Hemmelig tiltak")

    content = calendar_of(address, TODAY).decode()

    assert "emmelig" not in content
    assert "tiltak i saken «En sak»" in content


def test_it_is_read_without_a_log_in_by_the_secret_and_asked_for_again_cheaply(client, address, meeting):
    first = client.get(path_of(address))

    assert first.status_code == 200
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, max-age=14400"
    again = client.get(path_of(address), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_wrong_secret_an_old_one_and_that_of_one_who_has_left_are_not_found(client, address):
    path = path_of(address)
    other = path[:-5] + ("0" if path[-5] != "0" else "1") + ".ics"
    wrong = [other, reverse("meetings:calendar", args=["tull"]), reverse("meetings:calendar", args=["0" * 96])]

    assert [client.get(one).status_code for one in wrong] == [404] * 3
    make_address(address.user, NOW)
    assert client.get(path).status_code == 404
    address.refresh_from_db()
    assert client.get(path_of(address)).status_code == 200
    address.user.is_active = False
    address.user.save()
    assert client.get(path_of(address)).status_code == 404
    take_address(address.user)
    assert not CalendarAddress.objects.exists()


def test_the_secret_stands_neither_in_the_database_nor_in_a_log(client, address, caplog):
    secret = path_of(address).rpartition("/")[2].removesuffix(".ics")
    stored = [str(value) for row in CalendarAddress.objects.values_list() for value in row]
    assert not any(secret[32:] in value for value in stored)

    client.get(path_of(address).replace(".ics", "0.ics"))

    records = [record for record in caplog.records if record.name == "django.request"]
    assert records
    for record in records:
        told = lines.formatter(lines.JSON).format(record)
        assert secret[:32] not in told
        assert json.loads(told)["event"].startswith("Not Found: /kalender/…")


def test_another_installation_has_other_secrets(address, settings):
    secret = path_of(address).rpartition("/")[2].removesuffix(".ics")
    assert find_address(secret) == address

    settings.SECRET_KEY = "another"

    assert find_address(secret) is None


def test_a_person_makes_an_address_sees_it_makes_another_and_takes_it_away(client, council_member):
    client.force_login(council_member)
    assert "Lag en adresse" in client.get(reverse("rorikt:wishes")).text

    shown = client.post(reverse("meetings:calendar-new"), follow=True).text
    address = CalendarAddress.objects.get()
    assert f'value="http://testserver{path_of(address)}"' in shown
    assert f'href="webcal://testserver{path_of(address)}"' in shown
    client.post(reverse("meetings:calendar-new"))
    assert CalendarAddress.objects.get().number != address.number
    client.post(reverse("meetings:calendar-delete"))
    assert not CalendarAddress.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_a_calendar_costs_the_same_queries_for_any_number_of_meetings(address, head, count, django_assert_num_queries):
    for number in range(count):
        meeting = factories.make_meeting(held_on=date(2024, 1 + number, 5))
        summon(meeting, sent_by=head)
        item = factories.decide(factories.make_item(meeting=meeting)).item
        factories.make_action(item=item, owner=address.user)
    address = CalendarAddress.objects.select_related("user").get()

    with django_assert_num_queries(4):
        assert len(events(address)) == 2 * count


def test_what_is_over_a_year_old_is_left_out(address):
    factories.make_meeting(held_on=timezone.localdate() - timedelta(days=401))

    assert events(address, timezone.localdate()) == []
