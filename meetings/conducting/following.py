"""What one of those who follow a meeting may see: the case that is debated, and what has become of the others."""

from dataclasses import dataclass
from functools import cached_property

from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.models import AgendaItem, Meeting
from meetings.conducting.page import CaseNow, Listed, case_of, listed, sitting_of
from meetings.proceedings.deciding import vote_values
from meetings.proceedings.models import CaseAbsence, Vote
from rorikt.people.models import User


@dataclass(frozen=True)
class Told:
    """A vote in words."""

    name: str
    represents: str
    vote: str


@dataclass(frozen=True)
class Following:
    meeting: Meeting
    user: User
    cases: list[tuple[Listed, str]]
    case: CaseNow | None

    @property
    def title(self) -> str:
        return title_for(self.case.item, self.user) if self.case else ""

    @cached_property
    def is_closed(self) -> bool:
        """The debate is not for this person: the case is exempt, the doors are closed, or they are disqualified in it
        behind closed doors."""
        if self.case is None or is_closed_to(self.case.item, self.user):
            return True
        treatment = self.case.treatment
        if not treatment or not treatment.closed_basis:
            return False
        away = {CaseAbsence.Reason.DISQUALIFIED, CaseAbsence.Reason.EXCUSED}
        is_away = any(one.seat.user_id == self.user.pk and one.reason in away for one in self.case.absences)
        return is_away or not self.user.has_perm("meetings.view_exempt")

    @property
    def votes(self) -> list[Told]:
        """Open votes, of all; who voted for whom in an election is told to nobody but oneself."""
        if self.case is None or self.case.is_election:
            return []
        return [self._told(vote) for vote in self.case.votes.values()]

    @property
    def own(self) -> list[Told]:
        found = self.case.votes.values() if self.case else ()
        return [self._told(vote) for vote in found if vote.seat.user_id == self.user.pk]

    def _told(self, vote: Vote) -> Told:
        words = dict(self.case.vote_choices) if self.case else {}
        value = vote_values(vote)["choice"]
        return Told(vote.seat.name, vote.represents, words.get(value, vote.get_choice_display()))


def following(meeting: Meeting, user: User) -> Following:
    cases = listed(meeting)
    sitting = sitting_of(meeting)
    current = next((one.item for one in cases if sitting and one.item.pk == sitting.current_id), None)
    titled = [(one, title_for(one.item, user)) for one in cases]
    return Following(meeting, user, titled, _case(current))


def _case(item: AgendaItem | None) -> CaseNow | None:
    return case_of(item) if item else None
