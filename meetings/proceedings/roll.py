"""The council at one meeting: its places, who is there, and who takes part in a case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from meetings.agenda.models import Meeting
from meetings.council.models import CouncilMember
from meetings.proceedings import seating
from meetings.proceedings.models import Attendance, CaseAbsence

PRESENT = Attendance.State.PRESENT


@dataclass(frozen=True)
class Seat:
    """One who takes part in a case, and the member whose place it is."""

    sitter: CouncilMember
    member: CouncilMember

    @property
    def represents(self) -> str:
        return self.member.municipality.name if self.member.municipality else ""


@dataclass(frozen=True)
class Roll:
    """`council` is everybody with a seat on the day, `rows` their attendance by seat, of those who have any; `called`
    the substitute who was called before the meeting, by the member who said forfall."""

    council: tuple[CouncilMember, ...]
    rows: Mapping[int, Attendance]
    called: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def by_pk(self) -> dict[int, CouncilMember]:
        return {one.pk: one for one in self.council}

    @cached_property
    def members(self) -> list[CouncilMember]:
        return [one for one in self.council if one.function in CouncilMember.VOTING]

    @cached_property
    def present(self) -> set[int]:
        return {seat for seat, row in self.rows.items() if row.state == PRESENT}

    @cached_property
    def stand_ins(self) -> dict[int, int]:
        """The substitute by the member whose place it is."""
        return {row.stands_in_for_id: seat for seat, row in self.rows.items() if row.stands_in_for_id}

    @cached_property
    def substitutes(self) -> dict[str | None, list[CouncilMember]]:
        """By municipality, in their order."""
        found: dict[str | None, list[CouncilMember]] = defaultdict(list)
        for one in sorted(self.council, key=lambda one: (one.rank is None, one.rank or 0, one.name)):
            if one.function == CouncilMember.Function.SUBSTITUTE:
                found[one.municipality_id].append(one)
        return found

    def substitutes_of(self, member: CouncilMember) -> list[CouncilMember]:
        """Of the same municipality, in their order."""
        return self.substitutes.get(member.municipality_id, [])

    def sitting_in(self, absences: Iterable[CaseAbsence]) -> list[Seat]:
        """Those who take part in a case, the chair and the deputy first."""
        away = {one.seat_id: one.substitute_id for one in absences}
        seats = seating.sitting([one.pk for one in self.members], self.present, self.stand_ins, away)
        return [Seat(self.by_pk[sitter], self.by_pk[member]) for sitter, member in seats.items()]

    def proposed_for(self, member: CouncilMember, taken: Iterable[int] = ()) -> CouncilMember | None:
        """The substitute who was called, else the one whose turn it is: not away, not in another's place, not called
        for another, and not `taken`."""
        absent = {seat for seat, row in self.rows.items() if row.state != PRESENT or row.left_at}
        busy = absent | set(self.stand_ins.values()) | set(taken)
        called = self.called.get(member.pk)
        if called is not None and called in self.by_pk and called not in busy:
            return self.by_pk[called]
        busy |= set(self.called.values())
        found = seating.next_substitute([one.pk for one in self.substitutes_of(member)], busy)
        return None if found is None else self.by_pk[found]

    def place_for(self, substitute: CouncilMember) -> CouncilMember | None:
        """Of an absent member of the same municipality whose place nobody has: the one the substitute is called for,
        else the first that nobody is called for."""
        free = [
            one
            for one in self.members
            if one.municipality_id == substitute.municipality_id
            and one.pk in self.rows
            and one.pk not in self.present
            and one.pk not in self.stand_ins
        ]
        order = {substitute.pk: 0, None: 1}
        return min(free, key=lambda one: order.get(self.called.get(one.pk), 2), default=None)


def roll_of(meeting: Meeting) -> Roll:
    """Two queries, and one more where somebody is absent.

    Who is called is found by its relation, since the calls stand in a room above this one.
    """
    council = CouncilMember.objects.seated_on(meeting.held_on).select_related("municipality")
    first = {CouncilMember.Function.CHAIR: 0, CouncilMember.Function.DEPUTY: 1}
    ordered = sorted(council, key=lambda one: first.get(CouncilMember.Function(one.function), 2))
    rows = {row.seat_id: row for row in meeting.attendances.all()}
    is_anyone_away = any(row.state != PRESENT for row in rows.values())
    calls = meeting.calls.filter(ended_at=None).values_list("absent", "substitute") if is_anyone_away else ()
    return Roll(tuple(ordered), rows, dict(calls))


def leader_in(seats: Iterable[Seat], chosen: int | None) -> CouncilMember | None:
    """Who leads a case: the one who is chosen to, else the chair, else the deputy, whoever of them takes part."""
    sitters = [seat.sitter for seat in seats]
    found = next((one for one in sitters if one.pk == chosen), None)
    for function in (CouncilMember.Function.CHAIR, CouncilMember.Function.DEPUTY):
        found = found or next((one for one in sitters if one.function == function), None)
    return found
