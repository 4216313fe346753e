"""The order of an agenda: numbers follow it without holes until a case is sent, and never move after."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from meetings.agenda.actions import (
    delete_item,
    move_item,
    order_agenda,
    put_on_agenda,
    save_item,
    take_off_agenda,
    withdraw_item,
)
from meetings.agenda.models import AgendaItem
from rorikt.audit.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
SENT = {"sent_at": datetime(2024, 2, 1, 12, tzinfo=UTC)}


def agenda_of(meeting):
    return [(item.title, item.sequence) for item in meeting.agenda.all()]


def filled(titles="ABC", sent="", **overrides):
    meeting = factories.make_meeting(**overrides)
    items = [factories.make_item(meeting=meeting, title=one, **(SENT if one in sent else {})) for one in titles]
    return meeting, items


def refused(do, *arguments, head):
    before = list(AgendaItem.objects.order_by("pk").values_list("pk", "meeting", "sequence"))
    with pytest.raises(ValidationError) as caught:
        do(*arguments, by=head, now=NOW)
    assert list(AgendaItem.objects.order_by("pk").values_list("pk", "meeting", "sequence")) == before
    return " ".join(caught.value.messages)


@pytest.mark.parametrize(
    ("moved", "step", "order"),
    [("A", 1, "BAC"), ("C", -1, "ACB"), ("A", -1, "ABC"), ("C", 1, "ABC"), ("A", 2, "BCA"), ("B", 0, "ABC")],
)
def test_a_case_is_moved_among_those_that_are_not_sent(head, moved, step, order):
    meeting, items = filled()

    move_item(items["ABC".index(moved)], step, by=head, now=NOW)

    assert agenda_of(meeting) == [(title, number) for number, title in enumerate(order, start=1)]
    assert AuditEntry.objects.count() == (order != "ABC")


def test_what_was_sent_comes_first_and_stays(head):
    meeting, (a, b, c, d) = filled("ABCD", sent="AB")

    move_item(d, -3, by=head, now=NOW)
    assert agenda_of(meeting) == [("A", 1), ("B", 2), ("D", 3), ("C", 4)]

    assert "er sendt ut, og beholder nummeret" in refused(move_item, a, 1, head=head)
    assert "Sakslisten er endret av en annen" in refused(order_agenda, meeting, [b.pk, c.pk, d.pk, a.pk], head=head)


def test_an_agenda_is_ordered_as_a_whole(head):
    meeting, (a, b, c) = filled()

    order_agenda(meeting, [c.pk, a.pk, b.pk], by=head, now=NOW)

    assert agenda_of(meeting) == [("C", 1), ("A", 2), ("B", 3)]
    assert AuditEntry.objects.get().action == "flyttet saker"
    assert "Sakslisten er endret av en annen" in refused(order_agenda, meeting, [c.pk, a.pk], head=head)


def test_a_case_goes_to_the_queue_and_back_and_leaves_no_hole(head):
    meeting, (a, *_) = filled()

    take_off_agenda(a, by=head, now=NOW)
    assert (a.meeting, a.sequence, a.number) == (None, None, "")
    assert agenda_of(meeting) == [("B", 1), ("C", 2)]

    put_on_agenda(a, meeting, by=head, now=NOW)
    assert agenda_of(meeting) == [("B", 1), ("C", 2), ("A", 3)]
    assert a.number == "2024/M1-003"


def test_a_case_goes_from_one_meeting_to_another(head):
    meeting, (a, *_) = filled()
    other, _ = filled("D", held_on=date(2024, 5, 1))

    put_on_agenda(a, other, by=head, now=NOW)

    assert (agenda_of(meeting), agenda_of(other)) == ([("B", 1), ("C", 2)], [("D", 1), ("A", 2)])


def test_a_case_that_was_sent_stays_in_its_meeting(head):
    _, (a, *_) = filled("A", sent="A")
    other = factories.make_meeting(held_on=date(2024, 5, 1))

    assert "er sendt ut, og beholder nummeret og møtet sitt" in refused(take_off_agenda, a, head=head)
    assert "er sendt ut, og beholder nummeret og møtet sitt" in refused(put_on_agenda, a, other, head=head)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=a.pk).update(meeting=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=a.pk).update(meeting=None, sequence=None)


@pytest.mark.parametrize("known", ["summoned", "sent"])
def test_a_case_that_comes_after_the_notice_is_late_and_last(head, known):
    meeting, _ = filled("AB", sent="AB" if known == "sent" else "")
    if known == "summoned":
        meeting.summoned_at = NOW
        meeting.save()

    late = save_item(AgendaItem(meeting=meeting, title="Sen"), case_officers=[], by=head, now=NOW)
    move_item(late, -1, by=head, now=NOW)

    late.refresh_from_db()
    assert (late.is_late, late.sequence) == (True, 3)
    take_off_agenda(late, by=head, now=NOW)
    assert late.is_late is False


def test_the_money_follows_a_case_that_moves(head):
    _, (_, b, _) = filled()
    estimate = factories.make_estimate(case=b.reference)

    move_item(b, -1, by=head, now=NOW)
    assert str(estimate.case) == "2024/M1-001 (foreløpig nummer)"
    take_off_agenda(b, by=head, now=NOW)

    estimate.refresh_from_db()
    assert estimate.case == b.reference


# Meetings that are over


@pytest.fixture(params=["held", "cancelled"])
def over(request):
    opened = {"opened_at": NOW, "closed_at": NOW}
    return factories.make_meeting(**(opened if request.param == "held" else {"cancelled_at": NOW}))


def test_nothing_comes_into_or_out_of_a_meeting_that_is_over(head, over):
    item, waiting = factories.make_item(meeting=over), factories.make_waiting()
    other = factories.make_meeting(held_on=date(2024, 5, 1))
    told = "Møte 2024/M1 er hevet eller avlyst"

    assert told in refused(put_on_agenda, waiting, over, head=head)
    assert told in refused(put_on_agenda, item, other, head=head)
    assert told in refused(take_off_agenda, item, head=head)
    assert told in refused(move_item, item, 1, head=head)
    assert told in refused(order_agenda, over, [item.pk], head=head)
    assert told in refused(delete_item, item, head=head)
    with pytest.raises(ValidationError, match=told):
        save_item(AgendaItem(meeting=over, title="Ny"), case_officers=[], by=head, now=NOW)


def test_of_a_case_in_a_meeting_that_is_over_only_what_is_exempt_changes(head, author, over):
    item = factories.make_item(meeting=over, exemption_basis="offl. § 23", public_title="Avtale", **SENT)

    item.exemption_basis = ""
    save_item(item, case_officers=[], by=head, now=NOW)
    item.refresh_from_db()
    assert not item.is_exempt

    with pytest.raises(ValidationError, match="hevet eller avlyst"):
        save_item(item, case_officers=[author], by=head, now=NOW)
    item.title = "En annen tittel"
    with pytest.raises(ValidationError, match="hevet eller avlyst"):
        save_item(item, case_officers=[], by=head, now=NOW)
    with pytest.raises(ValidationError, match="hevet eller avlyst"):
        withdraw_item(item, by=head, now=NOW)
