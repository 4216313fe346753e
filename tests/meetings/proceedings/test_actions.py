"""A meeting opened, who is there, and the meeting closed."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from meetings.agenda.models import AgendaItem
from meetings.proceedings import actions, deciding, treating
from meetings.proceedings.actions import Attending
from meetings.proceedings.models import Attendance, CaseAbsence, Proposal, Sitting, Treatment, Vote
from meetings.proceedings.roll import roll_of
from rorikt.audit.models import AuditEntry
from rorikt.audit.overtaken import Overtaken, stamp
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 14, 9, tzinfo=UTC)
NOTHING = stamp(Attending().values)


def attend(meeting, member, head, **told):
    row = Attendance.objects.filter(meeting=meeting, seat=member).first()
    seen = told.pop("seen", None) or stamp(actions.attending(row).values)
    actions.set_attendance(meeting, member, Attending(**told), seen=seen, by=head, now=NOW)


def names(item):
    return [seat.sitter.name for seat in treating.seats_in(item, roll_of(item.meeting))]


def decide(item, head, text="Slik blir det."):
    """Taken up and decided by all who are there."""
    treating.take_up(item, by=head, now=NOW)
    proposal = item.proposals.first() or Proposal.objects.create(item=item, text=text, is_recommended=True)
    treatment = Treatment.objects.select_related("item").get(item=item)
    seen = stamp(deciding.voting_values(treatment))
    deciding.choose_voting(item, f"unanimous-{proposal.pk}", seen=seen, by=head, now=NOW)
    deciding.settle(item, "decided", text, seen=stamp({"decision": treatment.decision}), by=head, now=NOW)


def substitute(of, rank=1, **overrides):
    return factories.make_council_member(
        name=f"Vara {rank}", function="substitute", rank=rank, municipality=of.municipality, **overrides
    )


def test_a_meeting_is_opened_once(head):
    meeting = factories.make_item().meeting

    actions.open_meeting(meeting, by=head, now=NOW)

    meeting.refresh_from_db()
    assert (meeting.opened_at, meeting.stage) == (NOW, "open")
    assert AuditEntry.objects.first().action == "åpnet møte"
    with pytest.raises(ValidationError, match="allerede åpnet"):
        actions.open_meeting(meeting, by=head, now=NOW)


def test_a_meeting_without_anything_to_treat_is_not_opened(head):
    meeting = factories.make_meeting()
    factories.make_item(meeting=meeting, sent_at=NOW, withdrawn_at=NOW)

    with pytest.raises(ValidationError, match="ingen saker"):
        actions.open_meeting(meeting, by=head, now=NOW)
    assert not Sitting.objects.exists()


def test_a_cancelled_meeting_is_not_opened(head):
    meeting = factories.make_item(meeting=factories.make_meeting(cancelled_at=NOW)).meeting

    with pytest.raises(ValidationError, match="avlyst"):
        actions.open_meeting(meeting, by=head, now=NOW)


def test_a_meeting_with_an_undecided_case_is_not_closed(head):
    meeting = factories.make_open_meeting(factories.make_council(), cases=2)
    first, second = meeting.agenda.all()
    decide(first, head)

    with pytest.raises(ValidationError, match=f"Sak {second.number} er ikke avgjort"):
        actions.close_meeting(meeting, by=head, now=NOW)
    AgendaItem.objects.filter(pk=second.pk).update(sent_at=NOW, withdrawn_at=NOW)
    actions.close_meeting(meeting, by=head, now=NOW)

    meeting.refresh_from_db()
    assert meeting.stage == "held"


def test_a_meeting_that_is_not_open_is_not_closed(head):
    with pytest.raises(ValidationError, match="ikke åpnet"):
        actions.close_meeting(factories.make_item().meeting, by=head, now=NOW)


def test_a_substitute_comes_into_the_empty_place_of_the_municipality(head):
    council = factories.make_council()
    meeting = factories.make_open_meeting(council[1:])
    vara = substitute(council[0])
    attend(meeting, council[0], head, state="absent", reason="Syk")

    attend(meeting, vara, head, state="present")

    row = Attendance.objects.get(seat=vara)
    assert (row.stands_in_for, names(meeting.agenda.get())[-1]) == (council[0], council[4].name)
    assert "Vara 1" in names(meeting.agenda.get())


def test_the_next_substitute_in_order_is_proposed_who_is_not_away_and_not_in_another_place(head):
    council = factories.make_council(size=6)  # the sixth is of the same municipality as the first
    meeting = factories.make_open_meeting(council[1:5])
    first, second, third = (substitute(council[0], rank) for rank in (1, 2, 3))
    substitute(council[1], 1)

    assert roll_of(meeting).proposed_for(council[0]) == first
    attend(meeting, first, head, state="absent")
    assert roll_of(meeting).proposed_for(council[0]) == second
    attend(meeting, council[5], head, state="absent")
    attend(meeting, second, head, state="present", stands_in_for=council[5].pk)
    assert roll_of(meeting).proposed_for(council[0]) == third


def test_a_substitute_stands_in_only_for_the_own_municipality_and_for_one_who_is_not_there(head):
    council = factories.make_council()
    meeting = factories.make_open_meeting(council[2:])
    vara = substitute(council[0])

    with pytest.raises(ValidationError, match="samme kommune"):
        attend(meeting, vara, head, state="present", stands_in_for=council[1].pk)
    attend(meeting, council[0], head, state="present")
    with pytest.raises(ValidationError, match="er til stede"):
        attend(meeting, vara, head, state="present", stands_in_for=council[0].pk)


def test_one_who_comes_late_took_no_part_in_what_was_settled_and_the_substitute_did(head):
    council = factories.make_council()
    meeting = factories.make_open_meeting(council[1:], cases=2)
    vara = substitute(council[0])
    attend(meeting, council[0], head, state="absent")
    attend(meeting, vara, head, state="present")
    first, second = meeting.agenda.all()
    decide(first, head)

    attend(meeting, council[0], head, state="present")

    assert "Vara 1" in names(first)
    assert council[0].name not in names(first)
    assert council[0].name in names(second)
    assert "Vara 1" not in names(second)
    absence = CaseAbsence.objects.get()
    assert (absence.item, absence.seat, absence.reason) == (first, council[0], "not_arrived")


def test_one_who_leaves_takes_no_part_in_what_is_left_and_a_substitute_may_sit_there(head):
    council = factories.make_council()
    meeting = factories.make_open_meeting(council, cases=3)
    vara = substitute(council[0])
    first, second, third = meeting.agenda.all()
    decide(first, head)

    attend(meeting, council[0], head, state="left")
    assert council[0].name in names(first)
    assert council[0].name not in names(second)
    attend(meeting, vara, head, state="present", stands_in_for=council[0].pk)
    assert "Vara 1" in names(second)
    assert "Vara 1" not in names(first)
    decide(second, head)

    attend(meeting, vara, head, state="left")
    attend(meeting, council[0], head, state="present")
    assert council[0].name in names(third)
    assert "Vara 1" not in names(third)
    assert "Vara 1" in names(second)


def test_one_who_has_taken_part_is_not_made_absent(head):
    council = factories.make_council()
    meeting = factories.make_open_meeting(council)
    decide(meeting.agenda.get(), head)

    with pytest.raises(ValidationError, match="har deltatt i sak"):
        attend(meeting, council[0], head, state="absent")


def test_the_vote_of_one_who_leaves_before_the_case_is_settled_is_gone(head):
    council = factories.make_council()
    meeting = factories.make_open_meeting(council)
    item = meeting.agenda.get()
    treating.take_up(item, by=head, now=NOW)
    deciding.vote(item, council[0], "against", seen=stamp({"choice": ""}), by=head, now=NOW)

    attend(meeting, council[0], head, state="left")

    assert not Vote.objects.exists()


def test_two_who_note_the_same_person_the_second_is_told_who_was_first(head):
    council = factories.make_council()
    meeting = factories.make_open_meeting()
    attend(meeting, council[0], head, state="present", seen=NOTHING)

    with pytest.raises(Overtaken) as told:
        attend(meeting, council[0], head, state="absent", reason="Syk", seen=NOTHING)

    assert (told.value.stored["state"], told.value.by, told.value.at) == ("present", head.name, NOW)
    attend(meeting, council[0], head, state="present", seen=NOTHING)  # the same once more is no conflict


def test_one_without_a_seat_on_the_day_is_not_noted(head):
    meeting = factories.make_open_meeting()
    former = factories.make_council_member(from_on="2020-01-01", until_on="2023-12-31")

    with pytest.raises(ValidationError, match="ikke plass i rådet"):
        attend(meeting, former, head, state="present")


def test_another_than_the_chair_leads_who_is_there(head):
    council = factories.make_council()
    meeting = factories.make_open_meeting(council[:3])

    actions.set_leader(meeting, council[2], seen=stamp({"leader_id": ""}), by=head, now=NOW)
    assert meeting.sitting.leader == council[2]
    with pytest.raises(ValidationError, match="kan ikke lede"):
        actions.set_leader(meeting, council[4], seen=stamp({"leader_id": str(council[2].pk)}), by=head, now=NOW)
