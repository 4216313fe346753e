"""What a vote comes to. Source: kommuneloven § 11-9 (majority and tie), § 8-1 (blank votes), § 7-8 (elections).

A ballot is for one of the proposals, which stand against each other, or against them all. What more than half of those
who voted for or against want, is decided; on a tie the vote of who leads the meeting decides. Blank votes count on
neither side.

In an election nobody votes against. One is elected by more than half of all ballots, the blank ones among them; where
nobody is, there is a second ballot, in which the most votes are enough and a tie is settled by lot.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ballot:
    """`proposal` is None for one who voted against, and for a blank one."""

    seat: int
    proposal: int | None = None
    is_blank: bool = False


@dataclass(frozen=True)
class Rules:
    """How this case is voted on. `leader` is the seat that leads the meeting, None where it does not vote."""

    is_election: bool = False
    is_second_ballot: bool = False
    leader: int | None = None
    drawn: int | None = None


@dataclass(frozen=True)
class Result:
    """`winner` is the proposal that is decided; none where they fell (`fell`), or where nothing is settled and `lacks`
    says why. `how` tells what settled it besides a majority."""

    winner: int | None = None
    fell: bool = False
    how: str = ""
    lacks: str = ""
    votes_for: Counter[int] = field(default_factory=Counter)
    against: int = 0
    blank: int = 0


BY_LEADER, BY_LOT, BY_MOST = "møtelederens stemme", "loddtrekning", "flest stemmer i andre avstemning"
NOBODY_VOTED = "Ingen har stemt."
NO_MAJORITY = "Ingen av forslagene har flertall. Trekk ett av dem, og stem på nytt mellom de andre."
LEADER_LACKS = "Stemmetallet er likt, og møtelederens stemme avgjør, men møtelederen har ikke stemt for eller mot."
SECOND_BALLOT = "Ingen har fått mer enn halvparten av stemmene. Stem på nytt, og kryss av for andre avstemning."
DRAW = "Stemmetallet er likt. Valget avgjøres ved loddtrekning: velg hvem som ble trukket."


def may_be_blank(*, is_election: bool, is_hiring: bool, is_elected_body: bool) -> bool:
    """Those who are present have to vote, for or against: blank is for elections and hiring, and for a council that is
    no elected body."""
    return is_election or is_hiring or not is_elected_body


def result_of(ballots: Iterable[Ballot], rules: Rules) -> Result:
    ballots = list(ballots)
    votes_for = Counter(one.proposal for one in ballots if one.proposal is not None and not one.is_blank)
    blank = sum(one.is_blank for one in ballots)
    against = len(ballots) - blank - votes_for.total()
    counted = {"votes_for": votes_for, "against": against, "blank": blank}
    if not votes_for and not against:
        return Result(lacks=NOBODY_VOTED, **counted)  # type: ignore[arg-type]
    settled = (
        _election(votes_for, len(ballots), rules)
        if rules.is_election
        else _decision(votes_for, against, ballots, rules)
    )
    return Result(**settled, **counted)  # type: ignore[arg-type]


def _decision(votes_for: Counter[int], against: int, ballots: list[Ballot], rules: Rules) -> dict[str, object]:
    cast = votes_for.total() + against
    wants = Counter[int | None](votes_for)
    wants[None] = against
    largest = [choice for choice, count in wants.items() if 2 * count >= cast]
    if not largest:
        return {"lacks": NO_MAJORITY}
    if len(largest) == 1 and 2 * wants[largest[0]] > cast:
        return _chosen(largest[0])
    if len(largest) == 1:
        return {"lacks": NO_MAJORITY}
    own = next((one for one in ballots if one.seat == rules.leader and not one.is_blank), None)
    return {**_chosen(own.proposal), "how": BY_LEADER} if own else {"lacks": LEADER_LACKS}


def _chosen(choice: int | None) -> dict[str, object]:
    return {"winner": choice, "fell": choice is None}


def _election(votes_for: Counter[int], given: int, rules: Rules) -> dict[str, object]:
    if not votes_for:
        return {"lacks": NOBODY_VOTED}
    most = max(votes_for.values())
    leading = [choice for choice, count in votes_for.items() if count == most]
    if 2 * most > given:
        return {"winner": leading[0]}
    if not rules.is_second_ballot:
        return {"lacks": SECOND_BALLOT}
    if len(leading) == 1:
        return {"winner": leading[0], "how": BY_MOST}
    return {"winner": rules.drawn, "how": BY_LOT} if rules.drawn in leading else {"lacks": DRAW}
