"""Meetings and cases are numbered in their order, and a number that was printed is never used again."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from meetings.agenda.actions import delete_item, next_sequence, save_item, save_meeting
from meetings.agenda.closed import closed_to, find_numbered
from meetings.agenda.models import AgendaItem, Meeting
from meetings.agenda.numbering import case_number, meeting_number, parse_meeting_number
from rorikt.audit.models import AuditEntry
from rorikt.cases.closed import ClosedCase
from rorikt.people.models import User
from tests.factories import (
    make_attachment,
    make_document,
    make_estimate,
    make_item,
    make_meeting,
    make_user,
    make_waiting,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)


def refused(item, head):
    with pytest.raises(ValidationError) as caught:
        delete_item(item, by=head, now=NOW)
    assert AgendaItem.objects.filter(pk=item.pk).exists()
    return caught.value.messages[0]


def test_the_next_meeting_of_a_year_comes_after_its_last():
    for sequence, day in ((1, date(2024, 2, 14)), (4, date(2024, 9, 1)), (7, date(2025, 1, 9))):
        make_meeting(held_on=day, sequence=sequence)

    assert [next_sequence(year) for year in (2023, 2024, 2025)] == [1, 5, 8]


def test_a_meeting_is_stored_with_its_trace(head):
    meeting = save_meeting(Meeting(year=2024, sequence=1, held_on=date(2024, 2, 14)), by=head, now=NOW)

    assert meeting.pk
    assert AuditEntry.objects.get().subject == f"meetings.meeting:{meeting.pk}"


def test_a_meeting_that_is_opened_while_somebody_edits_it_stays_open(head):
    edited = make_meeting(held_on=date(2024, 2, 14), place="Molde")
    Meeting.objects.filter(pk=edited.pk).update(opened_at=NOW)

    edited.place = "Vestnes"
    save_meeting(edited, by=head, now=NOW)

    stored = Meeting.objects.get(pk=edited.pk)
    assert (stored.place, stored.opened_at) == ("Vestnes", NOW)


def test_a_new_case_comes_after_the_last_of_its_meeting_and_an_old_one_keeps_its_number(head, author):
    meeting = make_meeting()
    make_item(meeting=meeting, sequence=3)
    make_item(meeting=make_meeting(held_on=date(2024, 6, 1)), sequence=9)

    item = save_item(AgendaItem(meeting=meeting, title="Ny"), case_officers=[author], by=head, now=NOW)
    assert (item.number, list(item.case_officers.all())) == ("2024/M1-004", [author])

    item.title = "Ny tittel"
    save_item(item, case_officers=[], by=head, now=NOW)
    item.refresh_from_db()
    assert (item.number, item.title, list(item.case_officers.all())) == ("2024/M1-004", "Ny tittel", [])


def test_a_case_is_deleted_only_where_it_carries_nothing_and_those_after_it_move_up(head):
    meeting = make_meeting()
    first = make_item(meeting=meeting)
    make_item(meeting=meeting, title="Den siste")

    paper = make_document(agenda_item=first)
    assert refused(first, head).startswith("Saken har dokumenter eller vedlegg")
    paper.delete()
    attachment = make_attachment(agenda_item=first)
    assert refused(first, head).startswith("Saken har dokumenter eller vedlegg")
    attachment.delete()

    delete_item(first, by=head, now=NOW)
    assert [(item.title, item.sequence) for item in meeting.agenda.all()] == [("Den siste", 1)]


def test_a_case_that_waits_is_deleted_too(head):
    make_estimate()  # names no case, and so not this one
    item = make_waiting()

    delete_item(item, by=head, now=NOW)

    assert not AgendaItem.objects.exists()


def test_a_case_that_the_money_names_is_not_deleted(head):
    item = make_item(meeting=make_meeting())
    make_estimate(case=item.reference)

    assert refused(item, head).startswith("Saken er brukt under Økonomi")


# What the rest of the product asks


@pytest.mark.parametrize(("role", "sees"), [(role, role != User.Role.FINANCE) for role in User.Role])
def test_exempt_cases_are_closed_to_finance_and_the_public(role, sees):
    meeting = make_meeting()
    make_item(meeting=meeting)
    item = make_item(meeting=meeting, title="Hemmelig", exemption_basis="offl. § 23", public_title="Avtale")
    case = ClosedCase(item.reference_id, "Avtale")

    assert closed_to(make_user(role=role)) == ({} if sees else {item.reference_id: case})
    assert closed_to(None) == {item.reference_id: case}


def test_a_case_of_a_known_meeting_has_to_be_there():
    meeting = make_meeting()
    item = make_item(meeting=meeting, sequence=2)

    assert [find_numbered(number) for number in ("2024/M1-002", "2019/M1-001", "2024/M2-001", "tekst")] == [
        item.reference, None, None, None,
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="Møte 2024/M1 har ingen sak 2024/M1-001"):
        find_numbered("2024/M1-001")


def test_numbers_are_printed_with_three_digits_and_read_back():
    assert (meeting_number(2024, 1), case_number(2024, 1, 4), case_number(2024, 12, 123)) == (
        "2024/M1",
        "2024/M1-004",
        "2024/M12-123",
    )
    assert parse_meeting_number(" 2024/M12 ") == (2024, 12)


@pytest.mark.parametrize("text", ["", "2024", "2024/1", "M1/2024", "2024/M", "2024/M1-004", "x2024/M1", "20245/M1"])
def test_what_is_no_number_of_a_meeting_is_refused(text):
    with pytest.raises(ValueError, match="is not a meeting number"):
        parse_meeting_number(text)
