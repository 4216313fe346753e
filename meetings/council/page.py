"""The council of one day, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meetings.council.checks import council_problems
from meetings.council.models import CouncilMember
from rorikt.people.models import Cooperation, Municipality

Function = CouncilMember.Function
ORDER = list(Function)


@dataclass(frozen=True)
class Delegation:
    """Those of one municipality; `substitutes` in the order they are called."""

    municipality: Municipality
    members: list[CouncilMember]
    substitutes: list[CouncilMember]


@dataclass(frozen=True)
class Council:
    """`others` stand for nobody: observers and the secretary, and members where no municipality is named."""

    delegations: list[Delegation]
    others: list[CouncilMember]
    problems: list[str]


def council_on(day: date, cooperation: Cooperation | None) -> Council:
    seats = list(CouncilMember.objects.seated_on(day).select_related("municipality", "user"))
    municipalities = list(Municipality.objects.all())
    is_elected = cooperation is None or cooperation.is_council_elected_body
    return Council(
        [found for found in (_delegation(municipality, seats) for municipality in municipalities) if found],
        _in_order([seat for seat in seats if not _stands_for_one(seat)]),
        list(council_problems(seats, municipalities, is_elected_body=is_elected)),
    )


def _delegation(municipality: Municipality, seats: Sequence[CouncilMember]) -> Delegation | None:
    own = [seat for seat in seats if seat.municipality_id == municipality.pk and _stands_for_one(seat)]
    members = _in_order([seat for seat in own if seat.is_voting])
    substitutes = [seat for seat in own if not seat.is_voting]
    substitutes.sort(key=lambda seat: (seat.rank is None, seat.rank or 0, seat.name))
    return Delegation(municipality, members, substitutes) if own else None


def _stands_for_one(seat: CouncilMember) -> bool:
    return seat.municipality_id is not None and (seat.is_voting or seat.function == Function.SUBSTITUTE)


def _in_order(seats: list[CouncilMember]) -> list[CouncilMember]:
    return sorted(seats, key=lambda seat: (ORDER.index(Function(seat.function)), seat.name))
