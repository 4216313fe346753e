"""What is done with a meeting while it is held: opened, who is there, who leads it, closed.

Every change locks the row of the meeting first, so that those who do it at once come one after the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.proceedings.models import Attendance, CaseAbsence, Sitting, Treatment, TreatmentQuerySet, Vote
from meetings.proceedings.roll import Roll, roll_of
from meetings.queue.continuing import requeue
from rorikt.audit import trail
from rorikt.audit.overtaken import Values, is_news
from rorikt.audit.rows import delete_row, locked, store_row
from rorikt.people.models import User

PRESENT, ABSENT, LEFT = Attendance.State.PRESENT, Attendance.State.ABSENT, "left"


@dataclass(frozen=True)
class Attending:
    """What is told of one seat: `state` is present, absent, left, or empty where nothing is known."""

    state: str = ""
    stands_in_for: int | None = None
    reason: str = ""

    @property
    def values(self) -> Values:
        return {"state": self.state, "stands_in_for": str(self.stands_in_for or ""), "reason": self.reason}


def attending(row: Attendance | None) -> Attending:
    if row is None:
        return Attending()
    return Attending(LEFT if row.left_at else row.state, row.stands_in_for_id, row.reason)


def change(meeting: Meeting) -> Meeting:
    """The meeting locked until the transaction ends, and counted as changed. Raises ValidationError where it is over.

    Called first by every verb of what happens in a meeting, inside its transaction.
    """
    stored: Meeting = locked(Meeting.objects.filter(pk=meeting.pk)).get()
    if stored.closed_at:
        raise ValidationError("Møtet er hevet, og det som skjedde i det, kan ikke endres. Rett det i protokollen.")
    if stored.cancelled_at:
        raise ValidationError("Møtet er avlyst.")
    if not Sitting.objects.filter(meeting=stored).update(revision=F("revision") + 1):
        Sitting.objects.create(meeting=stored)
    return stored


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: User, now: datetime) -> None:
    """Raises ValidationError for one that is opened already, is cancelled, or has nothing to treat."""
    stored = change(meeting)
    if stored.opened_at:
        raise ValidationError("Møtet er allerede åpnet.")
    if not stored.agenda.standing().exists():
        raise ValidationError("Møtet har ingen saker å behandle. Sett opp sakslisten først.")
    _set_moment(stored, "opened_at", now)
    trail.record("åpnet møte", stored, by=by, now=now, before={"opened_at": None}, after={"opened_at": now})


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: User, now: datetime) -> None:
    """From then on nothing of what happened in it can be changed. Raises ValidationError while a case is unsettled.

    What was postponed or sent back waits for another meeting, as a case that continues it.
    """
    stored = change(meeting)
    if not stored.opened_at:
        raise ValidationError("Møtet er ikke åpnet, og kan ikke heves.")
    if unsettled := [item.number for item in unsettled_of(stored)]:
        told = f"{unsettled[0]} er" if len(unsettled) == 1 else f"{', '.join(unsettled[:-1])} og {unsettled[-1]} er"
        raise ValidationError(f"Sak {told} ikke avgjort. Vedta, utsett eller send tilbake hver sak før møtet heves.")
    _set_moment(stored, "closed_at", now)
    trail.record("hevet møte", stored, by=by, now=now, before={"closed_at": None}, after={"closed_at": now})
    undecided = (Treatment.Outcome.POSTPONED, Treatment.Outcome.SENT_BACK)
    for item in stored.agenda.standing().filter(treatment__outcome__in=undecided).order_by("sequence"):
        requeue(item, by=by, now=now)


def _set_moment(meeting: Meeting, name: str, now: datetime) -> None:
    setattr(meeting, name, now)
    meeting.full_clean()
    meeting.save(update_fields=[name])


def unsettled_of(meeting: Meeting) -> Iterable[AgendaItem]:
    """The cases that still have to be settled; not those that are withdrawn."""
    unsettled = Q(treatment=None) | Q(treatment__outcome="")
    return meeting.agenda.standing().filter(unsettled).select_related("meeting")


@transaction.atomic
def set_leader(meeting: Meeting, leader: CouncilMember | None, *, seen: str, by: User, now: datetime) -> None:
    """`leader` is None for the chair, or the deputy in the chair's place. Raises Overtaken."""
    stored = change(meeting)
    sitting = Sitting.objects.get(meeting=stored)
    given = {"leader_id": str(leader.pk) if leader else ""}
    if not is_news(given, leader_values(sitting), seen, of=sitting):
        return
    if leader and leader.pk not in roll_of(stored).present:
        raise ValidationError(f"{leader.name} er ikke ført som til stede, og kan ikke lede møtet.")
    sitting.leader = leader
    store_row(sitting, by=by, now=now, only=["leader"], is_figure=False)


def leader_values(sitting: Sitting | None) -> Values:
    return {"leader_id": str(sitting.leader_id or "") if sitting else ""}


@transaction.atomic
def set_attendance(
    meeting: Meeting, member: CouncilMember, told: Attending, *, seen: str, by: User, now: datetime
) -> None:
    """Who comes after cases were settled, took no part in them; who leaves, takes no part in those that are left.

    A substitute who comes without a place is given the first empty one of the municipality. Raises Overtaken, and
    ValidationError where it would undo what somebody has taken part in.
    """
    stored = change(meeting)
    roll = roll_of(stored)
    if member.pk not in roll.by_pk:
        raise ValidationError(f"{member.name} har ikke plass i rådet på møtedagen.")
    told = _placed(told, member, roll)
    row = roll.rows.get(member.pk)
    before = attending(row)
    if not is_news(told.values, before.values, seen, of=row):
        return
    _check(told, before, member, stored, roll)
    row = row or Attendance(meeting=stored, seat=member)
    row.state = ABSENT if told.state == ABSENT else PRESENT
    row.stands_in_for_id, row.reason = told.stands_in_for, told.reason
    row.left_at = (row.left_at or now) if told.state == LEFT else None
    store_row(row, by=by, now=now, is_figure=False)
    _follow_in_cases(stored, member, told, before, roll, by=by, now=now)
    drop_votes(stored, by=by, now=now)


def _placed(told: Attending, member: CouncilMember, roll: Roll) -> Attending:
    if member.function != CouncilMember.Function.SUBSTITUTE or told.state == ABSENT:
        return Attending(told.state, None, told.reason if told.state == ABSENT else "")
    if told.state == LEFT:  # from the place they had
        return Attending(LEFT, attending(roll.rows.get(member.pk)).stands_in_for, "")
    place = None if told.stands_in_for else roll.place_for(member)
    return Attending(told.state, told.stands_in_for or (place.pk if place else None), "")


def _check(told: Attending, before: Attending, member: CouncilMember, meeting: Meeting, roll: Roll) -> None:
    if told.state not in {PRESENT, ABSENT, LEFT}:
        raise ValidationError("Velg om medlemmet er til stede eller har forfall.")
    if told.state == LEFT and (before.state not in {PRESENT, LEFT} or not meeting.opened_at):
        raise ValidationError(f"{member.name} er ikke ført som til stede i et åpnet møte, og kan ikke ha gått.")
    if told.stands_in_for and told.stands_in_for != before.stands_in_for:
        _check_place(roll.by_pk.get(told.stands_in_for), member, roll)
    moved = told.state == ABSENT or told.stands_in_for != before.stands_in_for
    if moved and before.state in {PRESENT, LEFT} and (case := _case_taken_part_in(member, meeting, roll)):
        raise ValidationError(
            f"{member.name} har deltatt i sak {case.number}. Før at {member.name} gikk, eller gjenåpne saken først."
        )


def _check_place(place: CouncilMember | None, member: CouncilMember, roll: Roll) -> None:
    if place is None or place.function not in CouncilMember.VOTING:
        raise ValidationError("Velg et medlem av rådet som varamedlemmet møter for.")
    if place.municipality_id != member.municipality_id:
        raise ValidationError(f"{member.name} kan bare møte for et medlem fra samme kommune.")
    if attending(roll.rows.get(place.pk)).state == PRESENT:
        raise ValidationError(f"{place.name} er til stede. Et varamedlem møter bare for et medlem som ikke er der.")


def _case_taken_part_in(member: CouncilMember, meeting: Meeting, roll: Roll) -> AgendaItem | None:
    for treatment in _treatments(meeting).exclude(outcome=""):
        if member in [seat.sitter for seat in roll.sitting_in(treatment.item.absences.all())]:
            return treatment.item
    return None


def _treatments(meeting: Meeting) -> TreatmentQuerySet:
    found = Treatment.objects.filter(item__meeting=meeting).select_related("item__meeting")
    return found.prefetch_related("item__absences")


def _follow_in_cases(
    meeting: Meeting, member: CouncilMember, told: Attending, before: Attending, roll: Roll, *, by: User, now: datetime
) -> None:
    """What it means for the cases that are settled, and for those that are left."""
    left = list(unsettled_of(meeting))
    own = CaseAbsence.objects.filter(item__in=left, seat=member)
    if told.state == LEFT:
        for item in left:
            absent_from(item, member, CaseAbsence.Reason.LEFT, by=by, now=now)
    elif before.state == LEFT or told.state == ABSENT:
        for absence in own.filter(reason=CaseAbsence.Reason.LEFT):
            delete_row(absence, by=by, now=now, is_figure=False)
    if told.state == PRESENT and before.state in {"", ABSENT} and (member.pk in _votes(roll) or told.stands_in_for):
        for treatment in _treatments(meeting).exclude(outcome=""):
            instead = roll.stand_ins.get(member.pk)
            absent_from(treatment.item, member, CaseAbsence.Reason.NOT_ARRIVED, instead, by=by, now=now)
    for place in {told.stands_in_for, before.stands_in_for} - {None}:
        sits = place == told.stands_in_for and told.state == PRESENT
        gone = CaseAbsence.objects.filter(item__in=left, seat=place, reason=CaseAbsence.Reason.LEFT)
        for absence in gone:
            absence.substitute = member if sits else None
            store_row(absence, by=by, now=now, is_figure=False)


def _votes(roll: Roll) -> set[int]:
    return {one.pk for one in roll.members}


def absent_from(
    item: AgendaItem, member: CouncilMember, reason: str, substitute: int | None = None, *, by: User, now: datetime
) -> None:
    """Unless it is noted already that this person takes no part in the case."""
    if not item.absences.filter(seat=member).exists():
        absence = CaseAbsence(item=item, seat=member, reason=reason, substitute_id=substitute)
        store_row(absence, by=by, now=now, is_figure=False)


def drop_votes(meeting: Meeting, *, by: User, now: datetime) -> None:
    """The votes, in what is not settled, of those who no longer take part in it."""
    roll = roll_of(meeting)
    for treatment in _treatments(meeting).filter(outcome=""):
        sitters = [seat.sitter.pk for seat in roll.sitting_in(treatment.item.absences.all())]
        for vote in Vote.objects.filter(item=treatment.item).exclude(seat__in=sitters):
            delete_row(vote, by=by, now=now, is_figure=False)
