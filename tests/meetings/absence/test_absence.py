"""Forfall with one tap: the next substitute is called, told, and told again where the member comes after all."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.absence import actions
from meetings.absence.standing import standings_of
from meetings.agenda.models import Meeting
from meetings.conducting.page import MeetingNow
from meetings.mailing.models import Notice, SubstituteCall
from meetings.notice.recipients import recipients_of
from meetings.proceedings.models import Attendance
from meetings.proceedings.roll import roll_of
from rorikt.people.models import User
from tests import factories
from tests.meetings.notice.conftest import SITE, council, meeting, send, server  # noqa: F401

pytestmark = pytest.mark.django_db
VERA, VIDAR = "vera@example.no", "vidar@example.no"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    def run(act, *arguments, **options):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*arguments, **options)

    return run


@pytest.fixture
def called(meeting, head, server, committed):  # noqa: F811
    committed(send, meeting, head)
    server.mails.clear()
    return Meeting.objects.get(pk=meeting.pk)


def by(head):
    return {"site": SITE, "by": head, "now": timezone.now()}


def report(meeting, seat, head, reason="Syk"):  # noqa: F811
    return actions.report_absence(meeting, seat, reason=reason, **by(head))


def test_the_next_substitute_is_called_and_gets_the_papers(called, council, head, server, committed):  # noqa: F811
    done = committed(report, called, council["kåre"], head)

    assert (done.substitute, done.is_told) == (council["vara1"], True)
    attendance = Attendance.objects.get(meeting=called, seat=council["kåre"])
    assert (attendance.state, attendance.reason) == ("absent", "Syk")
    [mail] = server.mails
    assert "<vera@example.no>" in mail["To"]
    said = mail.get_body(("plain",)).get_content()
    assert "Kåre Ødegård kan ikke møte, og du er kalt inn som vara." in said
    assert "Økonomirapport" in said
    assert [part.get_filename() for part in mail.iter_attachments()] != []
    assert any(part.get_param("method") == "REQUEST" for part in mail.walk())


def test_a_substitute_who_cannot_either_is_passed_over(called, council, head, server, committed):  # noqa: F811
    committed(report, called, council["kåre"], head)
    second = committed(report, called, council["vara1"], head)

    assert second.substitute == council["vara2"]
    assert VIDAR in server.mails[-1]["To"]
    third = committed(report, called, council["vara2"], head)
    assert third.substitute is None
    standing = {one.seat: one for one in standings_of(called)}
    assert standing[council["kåre"]].lacks_substitute


def test_one_who_has_said_no_before_is_not_called(called, council, head, committed):  # noqa: F811
    committed(report, called, council["vara1"], head)

    assert committed(report, called, council["kåre"], head).substitute == council["vara2"]


def test_a_substitute_of_another_municipality_is_not_called(called, council, head, committed):  # noqa: F811
    assert committed(report, called, council["berit"], head).substitute is None


def test_nobody_comes_for_an_observer(called, council, head, committed):  # noqa: F811
    assert not committed(report, called, council["observatør"], head).is_needed


def test_who_comes_after_all_sends_the_substitute_home(called, council, head, server, committed):  # noqa: F811
    committed(report, called, council["kåre"], head)

    done = committed(actions.withdraw_absence, called, council["kåre"], **by(head))

    assert done.substitute == council["vara1"]
    assert not Attendance.objects.exists()
    mail = server.mails[-1]
    assert "ikke lenger kalt inn" in mail.get_body(("plain",)).get_content()
    assert any(part.get_param("method") == "CANCEL" for part in mail.walk())
    again = committed(report, called, council["kåre"], head)
    assert again.substitute == council["vara1"]


def test_before_the_notice_nobody_is_told_and_the_substitute_gets_it_as_called(
    meeting, council, head, server, committed  # noqa: F811
):  # fmt: skip
    done = committed(report, meeting, council["kåre"], head)
    assert (done.substitute, done.is_told) == (council["vara1"], False)
    assert server.mails == []

    got = {one.address: one for one in recipients_of(meeting)}

    assert got[VERA].why == "kalt inn som vara for Kåre Ødegård"
    assert got[VERA].is_invited
    assert not got["kare@example.no"].is_invited
    assert not got[VIDAR].is_invited


def test_nothing_is_reported_twice_or_of_a_meeting_that_has_begun(called, council, head, committed):  # noqa: F811
    committed(report, called, council["kåre"], head)
    with pytest.raises(ValidationError, match="har allerede meldt forfall"):
        report(called, council["kåre"], head)
    with pytest.raises(ValidationError, match="har ikke meldt forfall"):
        actions.withdraw_absence(called, council["berit"], **by(head))
    with pytest.raises(ValidationError, match="allerede kalt inn"):
        actions.call_substitute(called, council["kåre"], **by(head))
    Meeting.objects.update(opened_at=timezone.now())
    with pytest.raises(ValidationError, match="Møtet er åpnet"):
        report(called, council["berit"], head)


def test_the_database_calls_nobody_for_two(called, council, head):  # noqa: F811
    who = {"meeting": called, "called_at": timezone.now(), "called_by": head}
    SubstituteCall.objects.create(absent=council["kåre"], substitute=council["vara1"], **who)

    for absent, substitute in (("berit", "vara1"), ("kåre", "vara2"), ("ola", "ola")):
        with pytest.raises(IntegrityError), transaction.atomic():
            SubstituteCall.objects.create(absent=council[absent], substitute=council[substitute], **who)


def test_a_member_says_forfall_for_the_own_seat_and_no_other(client, called, council, committed):  # noqa: F811
    client.force_login(council["kåre"].user)
    page = client.get(called.get_absolute_url()).content.decode()
    own = reverse("meetings:absence-report", args=[called.year, called.sequence, council["kåre"].pk])
    assert own in page
    other = reverse("meetings:absence-report", args=[called.year, called.sequence, council["berit"].pk])
    assert other not in page
    assert client.post(other).status_code == 403

    answer = committed(client.post, own, follow=True)

    told = answer.content.decode()
    assert "Forfallet til Kåre Ødegård er meldt. Vera Vara er kalt inn som vara og får innkallingen på e-post." in told
    assert "Du har meldt forfall" in told
    assert Notice.objects.get(kind="call").sent_by == council["kåre"].user
    withdraw = reverse("meetings:absence-withdraw", args=[called.year, called.sequence, council["kåre"].pk])
    answer = committed(client.post, withdraw, follow=True)
    assert "Vera Vara er ikke lenger kalt inn og får e-post om det." in answer.content.decode()


def test_the_reason_is_for_those_who_run_the_meeting(client, called, council, head, finance, committed):  # noqa: F811
    committed(report, called, council["kåre"], head, reason="Operasjon")

    client.force_login(finance)
    page = client.get(called.get_absolute_url()).content.decode()
    assert "Kåre Ødegård har meldt forfall, Vera Vara er kalt inn." in page
    assert "Operasjon" not in page
    client.force_login(factories.make_user(User.Role.SECRETARY))
    page = client.get(reverse("meetings:absences", args=[called.year, called.sequence])).content.decode()
    assert "Operasjon" in page


def test_the_page_of_all_seats_takes_as_many_queries_for_one_as_for_many(
    client, called, council, head, django_assert_num_queries  # noqa: F811
):  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(head)
    path = reverse("meetings:absences", args=[called.year, called.sequence])
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number in range(20):
        factories.make_council_member(name=f"Medlem {number}")

    with django_assert_num_queries(len(few)):
        client.get(path)
    assert len(few) <= 12


def test_the_substitute_who_was_called_is_proposed_when_the_meeting_begins(called, council, head, committed):  # noqa: F811
    committed(report, called, council["vara1"], head)
    committed(report, called, council["kåre"], head)  # Vidar is called
    committed(actions.withdraw_absence, called, council["vara1"], **by(head))  # Vera could come after all

    roll = roll_of(called)

    assert roll.proposed_for(council["kåre"]) == council["vara2"]
    assert roll.place_for(council["vara2"]) == council["kåre"]
    assert MeetingNow(called).rows[0].hint == "Vidar Vara er kalt inn som vara."


def test_who_looks_at_the_meeting_sees_an_absence_that_comes_meanwhile(client, called, council, head, committed):  # noqa: F811
    client.force_login(head)
    path = reverse("meetings:meeting-now", args=[called.year, called.sequence])
    seen = client.get(path)["ETag"]

    committed(report, called, council["kåre"], head)

    assert client.get(path, headers={"If-None-Match": seen}).status_code == 200
