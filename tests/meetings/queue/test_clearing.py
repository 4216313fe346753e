"""A case is a draft, then checked, then cleared or sent back with a note, and the trail tells who did it."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from meetings.queue.clearing import clear, send_back, send_to_check
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)


def test_a_case_goes_to_check_back_and_is_cleared(head, author):
    item = factories.make_waiting()
    item.case_officers.add(author)

    send_to_check(item, by=author, now=NOW)
    send_back(item, "  Kostnadene mangler.  ", by=head, now=NOW)
    assert (item.stage, item.stage_note) == ("draft", "Kostnadene mangler.")
    send_to_check(item, by=author, now=NOW)
    assert (item.stage, item.stage_note) == ("checking", "")
    clear(item, by=head, now=NOW)

    assert item.stage == "cleared"
    assert [(entry.action, entry.by) for entry in AuditEntry.objects.order_by("pk")] == [
        ("sendte sak til kvalitetssikring", author),
        ("sendte sak tilbake", head),
        ("sendte sak til kvalitetssikring", author),
        ("klarerte sak", head),
    ]


@pytest.mark.parametrize(
    ("role", "is_officer", "sends", "clears"),
    [
        (User.Role.HEAD, False, True, True),
        (User.Role.SECRETARY, False, True, True),
        (User.Role.AUTHOR, True, True, False),
        (User.Role.AUTHOR, False, False, False),
        (User.Role.FINANCE, True, False, False),
        (User.Role.COUNCIL_MEMBER, True, False, False),
    ],
)
def test_officers_send_and_those_who_run_the_meetings_clear(role, is_officer, sends, clears):
    item, person = factories.make_waiting(), factories.make_user(role=role)
    item.case_officers.set([person] if is_officer else [])

    for may, do in ((sends, send_to_check), (clears, clear)):
        if may:
            do(item, by=person, now=NOW)
        else:
            with pytest.raises(PermissionDenied):
                do(item, by=person, now=NOW)


def test_nothing_is_done_twice_or_without_a_word(head):
    item = factories.make_waiting()

    with pytest.raises(ValidationError, match="Saken er allerede utkast"):
        send_back(item, "Hvorfor?", by=head, now=NOW)
    send_to_check(item, by=head, now=NOW)
    with pytest.raises(ValidationError, match="Saken er allerede til kvalitetssikring"):
        send_to_check(item, by=head, now=NOW)
    with pytest.raises(ValidationError, match="Skriv hva som mangler"):
        send_back(item, " ", by=head, now=NOW)
    clear(item, by=head, now=NOW)
    with pytest.raises(ValidationError, match="Saken er allerede klarert"):
        clear(item, by=head, now=NOW)


def test_a_case_of_a_meeting_that_is_held_keeps_its_stage(head):
    item = factories.make_item(meeting=factories.make_meeting(opened_at=NOW, closed_at=NOW))

    with pytest.raises(ValidationError, match="hevet eller avlyst"):
        clear(item, by=head, now=NOW)
