"""The invitation as a calendar reads it, held against RFC 5545 and RFC 5546."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.mailing.invitations import invitation
from meetings.mailing.models import Delivery, Notice
from meetings.notice import sending
from meetings.notice.sending import Written
from tests.meetings.notice.conftest import WRITTEN, fix, send

OSLO = ZoneInfo("Europe/Oslo")
KÅRE = "kare@example.no"


def make_notice(kind="invitation", **facts):
    usual = {
        "council": "Samarbeidsrådet for ROR-IKT", "number": "2024/M1", "path": "/moter/2024/M1/", "where": "Rådhuset",
        "held_on": "2024-02-14", "starts_at": "09.00", "ends_at": "12.30", "cases": [], "changes": [],
    }  # fmt: skip
    return Notice(
        kind=kind, facts={**usual, **facts}, calendar_uid="fast@example.no", calendar_sequence=2,
        site="https://styring.example.no", sent_at=datetime(2024, 2, 1, 11, tzinfo=UTC),
    )  # fmt: skip


def make_delivery(**values):
    return Delivery(**{"role": "member", "name": "Kåre Ødegård", "address": KÅRE, **values})


def read(raw):
    calendar = icalendar.Calendar.from_ical(raw)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_a_calendar_reads_the_meeting(settings):
    settings.DEFAULT_FROM_EMAIL = "Rådet <radet@example.no>"

    calendar, event = read(invitation(make_notice(), make_delivery()))

    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "REQUEST")
    assert event["UID"] == "fast@example.no"
    assert event["SEQUENCE"] == 2
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "Møte 2024/M1 i Samarbeidsrådet for ROR-IKT"
    assert event["LOCATION"] == "Rådhuset"
    assert event.decoded("DTSTART") == datetime(2024, 2, 14, 9, tzinfo=OSLO)
    assert event.decoded("DTEND") == datetime(2024, 2, 14, 12, 30, tzinfo=OSLO)
    assert event.decoded("DTSTAMP") == datetime(2024, 2, 1, 11, tzinfo=UTC)
    assert event["DTSTART"].params["TZID"] == "Europe/Oslo"
    assert event["ORGANIZER"] == "mailto:radet@example.no"
    assert event["ATTENDEE"] == f"mailto:{KÅRE}"
    assert event["ATTENDEE"].params["CN"] == "Kåre Ødegård"
    assert event["URL"] == "https://styring.example.no/moter/2024/M1/"


def test_the_rules_of_the_format_are_kept():
    long = make_notice(where="Et svært langt møtested i Rauma med æ, ø og å, og et komma; " * 4)

    raw = invitation(long, make_delivery())

    lines = raw.split(b"\r\n")
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # no sign is cut in two
    calendar, event = read(raw)
    assert event["LOCATION"] == long.facts["where"].strip()
    for name in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "ORGANIZER", "SUMMARY"):
        assert name in event
    assert calendar["PRODID"]
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Oslo"]


@pytest.mark.parametrize(
    "moment", ["2024-02-14T09:00", "2024-07-01T09:00", "2026-03-29T04:00", "2026-10-25T04:00", "2031-11-03T09:00"]
)
def test_the_time_zone_that_is_sent_along_is_that_of_oslo(moment):
    calendar, _ = read(invitation(make_notice(), make_delivery()))
    [zone] = calendar.walk("VTIMEZONE")

    read_by = zone.to_tz(lookup_tzid=False)
    local = datetime.fromisoformat(moment)
    assert local.replace(tzinfo=read_by).utcoffset() == local.replace(tzinfo=OSLO).utcoffset()


def test_a_meeting_without_a_clock_fills_the_day():
    _, event = read(invitation(make_notice(starts_at="", ends_at=""), make_delivery()))

    assert event.decoded("DTSTART") == date(2024, 2, 14)
    assert event.decoded("DTEND") == date(2024, 2, 15)


@pytest.mark.parametrize("kind", ["cancellation", "recall"])
def test_a_meeting_that_is_off_is_taken_out_of_the_calendar(kind):
    calendar, event = read(invitation(make_notice(kind), make_delivery()))

    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["UID"] == "fast@example.no"


def test_a_name_with_line_breaks_and_quotes_gives_no_line_of_its_own():
    hostile = 'Kari "K"\r\nATTENDEE:mailto:tyv@example.com'

    raw = invitation(make_notice(where="Her\r\nX-TYV:1"), make_delivery(name=hostile))

    _, event = read(raw)
    assert event["ATTENDEE"] == f"mailto:{KÅRE}"
    assert b"\r\nX-TYV" not in raw


def invitations(server, address):
    found = []
    for mail in server.to(address):
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                found.append((part.get_param("method"), *read(part.get_payload(decode=True))))
    return found


@pytest.mark.django_db
def test_an_invitation_an_update_and_a_cancellation_are_the_same_meeting(
    meeting, head, server, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(meeting, head, Written("Innkalling", "Tekst", ends_at=time(12)))
    Meeting.objects.filter(pk=meeting.pk).update(held_on=meeting.held_on + timedelta(days=7))
    meeting = Meeting.objects.get(pk=meeting.pk)
    fix(meeting, head)
    with django_capture_on_commit_callbacks(execute=True):
        send(meeting, head, Written("Endring", "Tekst", ends_at=time(12)))
    with django_capture_on_commit_callbacks(execute=True):
        sending.call_off(
            meeting, Written("Avlyst", "Tekst"), number=3, site="https://x.no", by=head, now=timezone.now()
        )

    got = invitations(server, KÅRE)

    assert [method for method, _, _ in got] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [calendar["METHOD"] for _, calendar, _ in got] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({event["UID"] for _, _, event in got}) == 1
    assert [event["SEQUENCE"] for _, _, event in got] == [0, 1, 2]
    assert got[1][2].decoded("DTSTART") - got[0][2].decoded("DTSTART") == timedelta(days=7)


@pytest.mark.django_db
def test_a_supplement_alone_moves_nothing_in_the_calendar(meeting, head, server, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(meeting, head)
    fix(meeting, head)

    with django_capture_on_commit_callbacks(execute=True):
        notice = send(Meeting.objects.get(pk=meeting.pk), head)

    assert notice.calendar_sequence == 0


@pytest.mark.django_db
def test_only_those_who_are_called_get_the_meeting_in_their_calendar(
    meeting, head, server, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        notice = send(meeting, head, WRITTEN)

    invited = {one.address for one in notice.deliveries.filter(is_invited=True)}
    assert invited == {KÅRE, "berit@example.no", "ola@example.no", "oda@example.no", "siri@example.no"}
    got = {address for address in notice.deliveries.values_list("address", flat=True) if invitations(server, address)}
    assert got == invited
