"""Who has said that they cannot come, and who is called instead, as pages show it."""

from dataclasses import dataclass

from meetings.agenda.models import Meeting
from meetings.council.models import CouncilMember
from meetings.mailing.models import SubstituteCall
from meetings.notice.recipients import seats_of
from rorikt.people.models import User


@dataclass(frozen=True)
class Standing:
    """One of the council before a meeting. `called_for` is whom a substitute comes for; `substitute` who comes
    instead. `reason` is for those who run the meeting alone."""

    seat: CouncilMember
    is_absent: bool
    reason: str = ""
    substitute: str = ""
    called_for: str = ""

    @property
    def lacks_substitute(self) -> bool:
        return self.is_absent and self.seat.function in CouncilMember.VOTING and not self.substitute

    @property
    def told(self) -> str:
        if self.is_absent:
            instead = f", {self.substitute} er kalt inn" if self.substitute else ""
            return f"{self.seat.name} har meldt forfall{instead}."
        return f"{self.seat.name} er kalt inn for {self.called_for}."


def standings_of(meeting: Meeting) -> list[Standing]:
    """Of all who have a seat on the day. One query, and one more where anybody is absent: nobody is called else."""
    seats = seats_of(meeting)
    standing = SubstituteCall.objects.filter(meeting=meeting, ended_at=None).select_related("absent", "substitute")
    calls = list(standing) if any(seat.absence is not None for seat in seats) else []  # type: ignore[attr-defined]
    instead = {call.absent_id: call.substitute.name for call in calls}
    called_for = {call.substitute_id: call.absent.name for call in calls}
    return [
        Standing(
            seat,
            seat.absence is not None,  # type: ignore[attr-defined]
            seat.absence or "",  # type: ignore[attr-defined]
            instead.get(seat.pk, ""),
            called_for.get(seat.pk, ""),
        )
        for seat in seats
    ]


def own_of(standings: list[Standing], user: User) -> list[Standing]:
    """The seats this person holds and may say forfall for: a substitute when called."""
    own = [one for one in standings if one.seat.user_id == user.pk]
    is_called = CouncilMember.Function.SUBSTITUTE
    return [one for one in own if one.seat.function != is_called or one.called_for or one.is_absent]
