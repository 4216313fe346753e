"""What happened in a meeting, out of its rows, as its minutes tell it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.proceedings.models import Attendance, CaseAbsence, Proposal, Sitting, Treatment, Vote
from rorikt.people.models import Cooperation, User

Function = CouncilMember.Function
LEADS = (Function.CHAIR, Function.DEPUTY, Function.MEMBER)  # in this order, of those who met


@dataclass(frozen=True)
class Person:
    """One of the council; `represents` is empty for one who stands for nobody."""

    name: str
    function: str
    represents: str
    is_voting: bool = False


@dataclass(frozen=True)
class Met:
    person: Person
    stands_in_for: str = ""

    @property
    def votes(self) -> bool:
        return self.person.is_voting or bool(self.stands_in_for)


@dataclass(frozen=True)
class Away:
    """A member who did not meet, and who met instead, if anybody."""

    person: Person
    reason: str
    substitute: str = ""


@dataclass(frozen=True)
class Absence:
    name: str
    reason: str
    basis: str
    substitute: str = ""


@dataclass(frozen=True)
class PutForward:
    """`by` is empty for what was recommended."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class Ballot:
    """Those who voted alike: `choice` as in Vote, and for which proposal."""

    choice: str
    proposal: PutForward | None
    voters: tuple[str, ...]


@dataclass(frozen=True)
class CaseFacts:
    """One case, and what became of it; `outcome` is empty where that is not settled."""

    item: AgendaItem
    absences: tuple[Absence, ...] = ()
    proposals: tuple[PutForward, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    closed_basis: str = ""
    late_is_accepted: bool = False
    voting: str = ""
    tie_chosen: PutForward | None = None
    outcome: str = ""
    decision: str = ""
    notes: str = ""


@dataclass(frozen=True)
class MeetingFacts:
    """`unknown` are the members of whom it is not known whether they met; `voting_seats` how many there are in all."""

    meeting: Meeting
    council_name: str
    held_on: date
    opened_at: datetime | None
    closed_at: datetime | None
    met: tuple[Met, ...]
    away: tuple[Away, ...]
    unknown: tuple[str, ...]
    voting_seats: int
    cases: tuple[CaseFacts, ...]
    chosen_leader: Person | None = None

    @property
    def chair(self) -> Person | None:
        """Who led the meeting: the one who was chosen to, else the leader, the deputy, the first member who met."""
        if self.chosen_leader:
            return self.chosen_leader
        met = {one.person.function: one.person for one in reversed(self.met)}
        return next((met[function.label] for function in LEADS if function.label in met), None)

    @property
    def secretary(self) -> Person | None:
        return next((one.person for one in self.met if one.person.function == Function.SECRETARY.label), None)

    @property
    def voting(self) -> int:
        """How many with a vote met."""
        return sum(one.votes for one in self.met)

    @property
    def has_quorum(self) -> bool:
        """At least half of the members. Source: kommuneloven § 11-9."""
        return 2 * self.voting >= self.voting_seats > 0


def gather(meeting: Meeting) -> MeetingFacts:
    """The same number of queries for any meeting."""
    seated = CouncilMember.objects.seated_on(meeting.held_on)
    rows = meeting.attendances.select_related("seat__municipality", "stands_in_for").order_by("seat__municipality")
    attendances = sorted(rows, key=_place)
    members = [seat for seat in seated if seat.function in CouncilMember.VOTING]
    known = {attendance.seat_id for attendance in attendances}
    cooperation = Cooperation.objects.first()
    return MeetingFacts(
        meeting=meeting,
        council_name=cooperation.council_name if cooperation else "Rådet",
        held_on=meeting.held_on,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        met=tuple(
            Met(_person(row.seat), row.stands_in_for.name if row.stands_in_for else "")
            for row in attendances
            if row.state == Attendance.State.PRESENT
        ),
        away=tuple(_away(attendances)),
        unknown=tuple(seat.name for seat in members if seat.pk not in known),
        voting_seats=len(members),
        cases=tuple(_cases(meeting)),
        chosen_leader=_person(chosen) if (chosen := _chosen_leader(meeting)) else None,
    )


def _chosen_leader(meeting: Meeting) -> CouncilMember | None:
    """Where somebody else than the leader of the council, or the deputy, was to lead."""
    sitting = Sitting.objects.filter(meeting=meeting).select_related("leader__municipality").first()
    return sitting.leader if sitting else None


def leading_seat(meeting: Meeting) -> CouncilMember | None:
    """Who led the meeting, as `MeetingFacts.chair` tells it, by the seat."""
    if chosen := _chosen_leader(meeting):
        return chosen
    present = meeting.attendances.filter(state=Attendance.State.PRESENT, seat__function__in=LEADS)
    rows = sorted(
        present.select_related("seat"), key=lambda row: (LEADS.index(Function(row.seat.function)), _place(row))
    )
    return rows[0].seat if rows else None


def seat_that_met(meeting: Meeting, user: User) -> CouncilMember | None:
    """The seat by which a person was at the meeting."""
    row = meeting.attendances.filter(state=Attendance.State.PRESENT, seat__user=user).select_related("seat").first()
    return row.seat if row else None


def _place(row: Attendance) -> tuple[int, str, str]:
    """The leader first, then the members by their municipalities, and last those without a vote."""
    order = list(Function)
    votes = row.seat.function in CouncilMember.VOTING or row.stands_in_for_id is not None
    rank = order.index(Function(row.seat.function)) if row.seat.function in {Function.CHAIR, Function.DEPUTY} else 2
    return (rank if votes else 9, row.seat.municipality_id or "", row.seat.name)


def _person(seat: CouncilMember) -> Person:
    represents = seat.municipality.name if seat.municipality else ""
    return Person(seat.name, seat.get_function_display(), represents, seat.function in CouncilMember.VOTING)


def _away(attendances: Sequence[Attendance]) -> list[Away]:
    """A substitute who could not come either is not missed."""
    instead = {row.stands_in_for_id: row.seat.name for row in attendances if row.state == Attendance.State.PRESENT}
    return [
        Away(_person(row.seat), row.reason, instead.get(row.seat_id, ""))
        for row in attendances
        if row.state == Attendance.State.ABSENT and row.seat.function in CouncilMember.VOTING
    ]


def _cases(meeting: Meeting) -> list[CaseFacts]:
    items = meeting.agenda.select_related("meeting", "treatment__chair_chose__put_by").prefetch_related(
        "absences__seat",
        "absences__substitute",
        "proposals__put_by",
        "votes__seat",
        "votes__proposal__put_by",
    )
    return [_case(item) for item in items]


def _case(item: AgendaItem) -> CaseFacts:
    absences = tuple(map(_absence, item.absences.all()))
    proposals = tuple(map(_proposal, item.proposals.all()))
    treatment: Treatment | None = getattr(item, "treatment", None)
    if treatment is None:
        return CaseFacts(item, absences, proposals)
    return CaseFacts(
        item=item,
        absences=absences,
        proposals=proposals,
        ballots=tuple(_ballots(item.votes.all())),
        closed_basis=treatment.closed_basis,
        late_is_accepted=treatment.late_is_accepted,
        voting=treatment.voting,
        tie_chosen=_proposal(treatment.chair_chose) if treatment.chair_chose else None,
        outcome=treatment.outcome,
        decision=treatment.decision,
        notes=treatment.notes,
    )


def _absence(row: CaseAbsence) -> Absence:
    return Absence(row.seat.name, row.reason, row.basis, row.substitute.name if row.substitute else "")


def _proposal(row: Proposal) -> PutForward:
    return PutForward(row.text, row.put_by.name if row.put_by and not row.is_recommended else "")


def _ballots(votes: Iterable[Vote]) -> list[Ballot]:
    """One for each proposal and one for each other choice, those for something first."""
    alike: dict[tuple[int, int], list[Vote]] = {}
    order = [Vote.Choice.FOR, Vote.Choice.AGAINST, Vote.Choice.BLANK]
    for vote in votes:
        alike.setdefault((order.index(Vote.Choice(vote.choice)), vote.proposal_id or 0), []).append(vote)
    return [
        Ballot(
            found[0].choice,
            _proposal(found[0].proposal) if found[0].proposal else None,
            tuple(f"{vote.seat.name} ({vote.represents})" if vote.represents else vote.seat.name for vote in found),
        )
        for _, found in sorted(alike.items())
    ]
