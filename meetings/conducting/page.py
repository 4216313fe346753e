"""What the pages of a meeting show while it is held."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects

from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.proceedings import actions, closing, deciding, quorum, treating
from meetings.proceedings.actions import Attending
from meetings.proceedings.models import CaseAbsence, Proposal, Sitting, Treatment, Vote
from meetings.proceedings.roll import Roll, Seat, leader_in, roll_of
from meetings.proceedings.voting import Result
from rorikt.audit.overtaken import stamp

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Listed:
    """A case of the agenda, and how far it has come."""

    item: AgendaItem
    is_now: bool

    @property
    def treatment(self) -> Treatment | None:
        return getattr(self.item, "treatment", None)

    @property
    def state(self) -> str:
        if self.item.is_withdrawn:
            return "Trukket"
        if self.treatment is None:
            return "Ikke tatt opp"
        if self.treatment.outcome:
            return self.treatment.get_outcome_display()
        return "Behandles nå" if self.is_now else "Tatt opp, ikke avgjort"

    @property
    def tone(self) -> str:
        if self.treatment is None or self.item.is_withdrawn:
            return "neutral"
        return "success" if self.treatment.outcome == "decided" else "info" if self.treatment.outcome else "warning"

    @property
    def is_settled(self) -> bool:
        return self.item.is_withdrawn or bool(self.treatment and self.treatment.outcome)


def sitting_of(meeting: Meeting) -> Sitting | None:
    return getattr(meeting, "sitting", None)


def listed(meeting: Meeting) -> list[Listed]:
    sitting = sitting_of(meeting)
    items = meeting.agenda.select_related("treatment")
    found = [Listed(item, sitting is not None and sitting.current_id == item.pk) for item in items]
    for one in found:
        one.item.meeting = meeting
    return found


@dataclass(frozen=True)
class Row:
    """One of the council as the list of those who are there shows them."""

    member: CouncilMember
    told: Attending
    places: list[CouncilMember]
    hint: str

    @property
    def key(self) -> str:
        """Of its fields. As text: a number would be formatted each time that the page prints it."""
        return str(self.member.pk)

    @property
    def seen(self) -> str:
        return stamp(self.told.values)

    @property
    def is_substitute(self) -> bool:
        return self.member.function == CouncilMember.Function.SUBSTITUTE


def rows_of(roll: Roll) -> list[Row]:
    """The substitutes below the members whose places they may take, and below all those who only attend."""
    last = {member.municipality_id: member.pk for member in roll.members}
    ordered = []
    for member in roll.members:
        ordered.append(member)
        if last[member.municipality_id] == member.pk:
            ordered += roll.substitutes_of(member)
    there = {one.pk for one in ordered}
    return [_row(member, roll) for member in [*ordered, *(one for one in roll.council if one.pk not in there)]]


def _row(member: CouncilMember, roll: Roll) -> Row:
    told = actions.attending(roll.rows.get(member.pk))
    places = []
    if member.function == CouncilMember.Function.SUBSTITUTE:
        places = [one for one in roll.members if one.municipality_id == member.municipality_id]
    return Row(member, told, places, _hint(member, told, roll))


def _hint(member: CouncilMember, told: Attending, roll: Roll) -> str:
    if member.function not in CouncilMember.VOTING or told.state not in {"absent", "left"}:
        return ""
    if instead := roll.stand_ins.get(member.pk):
        return f"{roll.by_pk[instead].name} møter i stedet." if instead in roll.by_pk else ""
    proposed = roll.proposed_for(member)
    if proposed and roll.called.get(member.pk) == proposed.pk:
        return f"{proposed.name} er kalt inn som vara."
    return f"Neste vara er {proposed.name}." if proposed else "Ingen vara kan møte."


@dataclass(frozen=True)
class MeetingNow:
    meeting: Meeting

    @cached_property
    def roll(self) -> Roll:
        return roll_of(self.meeting)

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.roll)

    @cached_property
    def cases(self) -> list[Listed]:
        return listed(self.meeting)

    @property
    def next_case(self) -> Listed | None:
        """The one that is debated, else the first that is left."""
        left = [one for one in self.cases if not one.is_settled]
        return next((one for one in left if one.is_now), left[0] if left else None)

    @property
    def voting(self) -> int:
        return len(self.roll.sitting_in([]))

    @property
    def has_quorum(self) -> bool:
        return quorum.has_quorum(len(self.roll.members), self.voting)

    @property
    def leader_seen(self) -> str:
        return stamp(actions.leader_values(sitting_of(self.meeting)))

    @property
    def leader(self) -> int | None:
        sitting = sitting_of(self.meeting)
        return sitting.leader_id if sitting else None

    @property
    def leaders(self) -> list[CouncilMember]:
        return [seat.sitter for seat in self.roll.sitting_in([])]


@dataclass(frozen=True)
class BallotRow:
    """The vote of one seat as it is shown: the choices there are, and which is chosen."""

    seat: Seat
    chosen: str
    choices: Choices
    seen: str

    @property
    def key(self) -> str:
        return str(self.seat.sitter.pk)


@dataclass(frozen=True)
class Put:
    """A proposal with what it is called, and the votes for it."""

    proposal: Proposal
    label: str
    votes: int
    may_change: bool

    @property
    def seen(self) -> str:
        return stamp({"text": self.proposal.text})


@dataclass(frozen=True)
class CaseNow:
    """A case while it is treated. `item` has been prepared by `case_of`."""

    item: AgendaItem
    is_elected: bool

    @property
    def meeting(self) -> Meeting:
        meeting = self.item.meeting
        if meeting is None:
            raise ValueError(f"{self.item} is in no meeting")
        return meeting

    @property
    def treatment(self) -> Treatment | None:
        return getattr(self.item, "treatment", None)

    @property
    def is_open(self) -> bool:
        """Whether something can be written."""
        return bool(self.treatment and not self.treatment.outcome and not self.meeting.closed_at)

    @cached_property
    def roll(self) -> Roll:
        return roll_of(self.meeting)

    @cached_property
    def seats(self) -> list[Seat]:
        return treating.seats_in(self.item, self.roll)

    @property
    def leader(self) -> CouncilMember | None:
        sitting = sitting_of(self.meeting)
        return leader_in(self.seats, sitting.leader_id if sitting else None)

    @property
    def size(self) -> int:
        return len(self.roll.members)

    @property
    def has_quorum(self) -> bool:
        return not self.is_elected or quorum.has_quorum(self.size, len(self.seats))

    @cached_property
    def votes(self) -> dict[int, Vote]:
        return {vote.seat_id: vote for vote in self.item.votes.all()}

    @cached_property
    def result(self) -> Result:
        sitting = sitting_of(self.meeting)
        votes, chosen = list(self.votes.values()), sitting.leader_id if sitting else None
        return deciding.result_in(self.treatment, votes, self.seats, chosen) if self.treatment else Result()

    @cached_property
    def proposals(self) -> list[Put]:
        found, number = [], 0
        for one in self.item.proposals.all():
            number += not one.is_recommended
            label = "Innstillingen" if one.is_recommended else f"Forslag {number} fra {one.put_by and one.put_by.name}"
            votes = self.result.votes_for[one.pk]
            found.append(Put(one, label, votes, self.is_open and not one.is_recommended and not votes))
        return found

    @cached_property
    def winner(self) -> Put | None:
        return next((one for one in self.proposals if one.proposal.pk == self.result.winner), None)

    @property
    def vote_choices(self) -> Choices:
        if self.treatment is None:
            return []
        allowed = deciding.choices_in(self.treatment, is_elected=self.is_elected)
        words = {"against": "Mot" if len(self.proposals) < 2 else "Mot alle", "blank": "Blankt"}
        return [*self.for_choices, *((choice, words[choice]) for choice in allowed if choice in words)]

    @property
    def for_choices(self) -> Choices:
        return [(f"for-{one.proposal.pk}", one.label) for one in self.proposals]

    @cached_property
    def ballots(self) -> list[BallotRow]:
        choices, found = self.vote_choices, []
        for seat in self.seats:
            values = deciding.vote_values(self.votes.get(seat.sitter.pk))
            found.append(BallotRow(seat, values["choice"], choices, stamp(values)))
        return found

    @property
    def silent(self) -> int:
        return sum(seat.sitter.pk not in self.votes for seat in self.seats)

    @property
    def voting(self) -> str:
        return deciding.voting_values(self.treatment)["voting"]

    @property
    def voting_choices(self) -> Choices:
        unanimous = [(f"unanimous-{one.proposal.pk}", f"Enstemmig: {one.label}") for one in self.proposals]
        return [*unanimous, ("by_name", "Stemmer per medlem")]

    @property
    def voting_seen(self) -> str:
        return stamp(deciding.voting_values(self.treatment))

    @property
    def is_by_name(self) -> bool:
        return self.voting == "by_name"

    @property
    def is_election(self) -> bool:
        return self.item.kind == AgendaItem.Kind.ELECTION

    @property
    def decision(self) -> str:
        """What is written, or what it starts from: the proposal that won, else the one that is recommended."""
        if self.treatment and (self.treatment.decision or self.treatment.outcome):
            return self.treatment.decision
        if self.result.fell:
            return "Forslaget ble ikke vedtatt."
        start = self.winner or next((one for one in self.proposals if one.proposal.is_recommended), None)
        return start.proposal.text if start else ""

    @property
    def seen(self) -> dict[str, str]:
        """The stamp of each part that is written by itself."""
        return {part: stamp(treating.written(self.treatment, part)) for part in treating.WRITTEN}

    @property
    def grounds(self) -> Choices:
        found = list(closing.grounds(is_elected_body=self.is_elected).items())
        return [(ground, f"{about} ({ground})" if ground != closing.OWN else about) for ground, about in found]

    @property
    def absences(self) -> list[CaseAbsence]:
        return list(self.item.absences.all())

    @cached_property
    def substitutes(self) -> list[CouncilMember]:
        """Those who could sit in the case, by municipality and in their order."""
        sitters = {seat.sitter.pk for seat in self.seats}
        away = {seat for seat, row in self.roll.rows.items() if row.left_at or seat not in self.roll.present}
        ordered = (one for of_one in self.roll.substitutes.values() for one in of_one)
        return [one for one in ordered if one.pk not in sitters | away]

    @property
    def proposed(self) -> Iterator[tuple[CouncilMember, CouncilMember]]:
        """For one who takes no part and whose place is empty, the substitute whose turn it is."""
        sitters = [seat.sitter.pk for seat in self.seats]
        for absence in self.absences:
            member = self.roll.by_pk.get(absence.seat_id)
            if member and absence.substitute_id is None:
                taken = [*sitters, *(one.seat_id for one in self.absences)]
                if found := self.roll.proposed_for(member, taken):
                    yield member, found


def prepared(item: AgendaItem) -> AgendaItem:
    """With what happened in the case, in as many queries for one as for forty."""
    prefetch_related_objects(
        [item],
        Prefetch("absences", CaseAbsence.objects.select_related("seat", "substitute")),
        Prefetch("proposals", Proposal.objects.select_related("put_by")),
        Prefetch("votes", Vote.objects.select_related("seat")),
    )
    return item


def case_of(item: AgendaItem) -> CaseNow:
    return CaseNow(prepared(item), treating.is_elected_body())
