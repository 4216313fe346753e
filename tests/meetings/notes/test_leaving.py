"""Notes are gone when the seat ends: after a warning, by the clock, and not where the person goes on."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from meetings.council.models import CouncilMember
from meetings.notes import duties
from meetings.notes.actions import Sent, save_note
from meetings.notes.leaving import KEPT_AFTER, WARNED_BEFORE
from meetings.notes.models import Leaving, Note
from meetings.questions.actions import ask
from meetings.questions.models import Question
from tests import factories

pytestmark = pytest.mark.django_db

ENDS = date(2024, 6, 30)


def at(day, hours=12):
    return datetime(day.year, day.month, day.day, hours, tzinfo=UTC)


@pytest.fixture
def member(council_member):
    factories.make_council_member(user=council_member, until_on=ENDS)
    save_note(uuid4(), Sent("Husk"), seen="", by=council_member, now=at(date(2024, 3, 1)))
    return council_member


def tick(day):
    duties.notice_and_delete(at(day))
    duties.tell(at(day))


def test_who_leaves_is_warned_in_time_and_the_notes_are_deleted_after_it(client, member):
    tick(ENDS - WARNED_BEFORE - timedelta(days=1))
    assert not Leaving.objects.exists()

    tick(ENDS - WARNED_BEFORE)
    client.force_login(member)
    page = client.get(reverse("meetings:notes")).content.decode()
    tick(ENDS + KEPT_AFTER - timedelta(days=1))
    [letter] = mail.outbox

    assert letter.to == [member.email]
    assert letter.subject == "Notatene dine slettes 30. juli 2024"
    assert "Notatene dine slettes 30.\u00a0juli 2024" in page
    assert "Last ned alle" in page
    assert Note.objects.count() == 1
    tick(ENDS + KEPT_AFTER)
    assert not Note.objects.exists()


def test_nobody_loses_notes_without_the_days_of_the_warning(member):
    """As where the duty has not run, or the seat was ended afterwards."""
    late = ENDS + timedelta(days=100)

    tick(late)
    tick(late + KEPT_AFTER - timedelta(days=1))

    assert Note.objects.count() == 1
    tick(late + KEPT_AFTER)
    assert not Note.objects.exists()


@pytest.mark.parametrize("until", [None, date(2028, 1, 1)])
def test_who_has_another_seat_keeps_them(member, until):
    tick(ENDS)
    CouncilMember.objects.create(name="Samme", user=member, from_on=date(2024, 7, 1), until_on=until)

    tick(ENDS + KEPT_AFTER - timedelta(days=1))
    tick(ENDS + KEPT_AFTER * 3)

    assert Note.objects.count() == 1
    assert not Leaving.objects.exists()


def test_whose_access_is_taken_away_has_as_long_and_keeps_them_when_it_is_given_back(head):
    save_note(uuid4(), Sent("Husk"), seen="", by=head, now=at(ENDS))
    head.is_active = False
    head.save()

    tick(ENDS)
    head.is_active = True
    head.save()
    tick(ENDS + KEPT_AFTER - timedelta(days=1))
    tick(ENDS + KEPT_AFTER * 2)
    assert Note.objects.count() == 1
    assert "Tilgangen din er tatt bort" in mail.outbox[0].body

    head.is_active = False
    head.save()
    tick(ENDS + KEPT_AFTER * 2)
    tick(ENDS + KEPT_AFTER * 3)
    assert not Note.objects.exists()


def test_a_seat_that_ends_on_another_day_is_told_anew(member):
    tick(ENDS - WARNED_BEFORE)
    CouncilMember.objects.update(until_on=ENDS - timedelta(days=10))

    tick(ENDS - timedelta(days=20))

    assert [letter.subject for letter in mail.outbox] == [
        "Notatene dine slettes 30. juli 2024",
        "Notatene dine slettes 20. juli 2024",
    ]


def test_what_was_sent_as_a_question_stays_with_the_name_of_the_seat(member):
    ask("Hvorfor?", item=factories.make_item(), document=None, by=member, now=at(date(2024, 3, 1)))

    tick(ENDS - WARNED_BEFORE)
    tick(ENDS + KEPT_AFTER)

    assert not Note.objects.exists()
    assert Question.objects.get().asked_as == f"{member.name}, medlem, {member.municipality}"


def test_the_clock_tells_numbers_and_no_names(member):
    told = duties.notice_and_delete(at(ENDS)) + duties.notice_and_delete(at(ENDS + KEPT_AFTER))

    assert told == "1 skal få vite at notatene deres slettes.Notatene til 1 er slettet."
