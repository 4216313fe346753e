"""What is not in order with who sits in the council, one sentence for each."""

from collections.abc import Iterable, Iterator, Sequence

from meetings.council.models import CouncilMember
from rorikt.people.models import Municipality, User

Function = CouncilMember.Function


def council_problems(
    seats: Sequence[CouncilMember], municipalities: Iterable[Municipality], *, is_elected_body: bool
) -> Iterator[str]:
    """`seats` are those of one day. What only a body of elected members must have is asked of no other."""
    if not seats:
        yield "Rådet har ingen medlemmer ennå."
        return
    yield from one_leads(seats)
    yield from substitutes_have_an_order(seats)
    if is_elected_body:
        yield from the_head_is_no_member(seats)
        yield from every_municipality_is_there(seats, municipalities)


def one_leads(seats: Iterable[CouncilMember]) -> Iterator[str]:
    leaders = [seat.name for seat in seats if seat.function == Function.CHAIR]
    if not leaders:
        yield "Rådet har ingen leder."
    if len(leaders) > 1:
        yield f"Rådet har flere ledere samtidig: {', '.join(leaders)}. Avslutt de vervene som ikke gjelder."


def substitutes_have_an_order(seats: Iterable[CouncilMember]) -> Iterator[str]:
    """Else nobody knows who is called next."""
    for seat in seats:
        if seat.function == Function.SUBSTITUTE and seat.rank is None:
            yield f"{seat.name} har ikke nummer blant varamedlemmene."


def the_head_is_no_member(seats: Iterable[CouncilMember]) -> Iterator[str]:
    """Source: kommuneloven § 19-3."""
    for seat in seats:
        decides = seat.is_voting or seat.function == Function.SUBSTITUTE
        if decides and seat.user and seat.user.role == User.Role.HEAD:
            yield f"{seat.name} er IKT-leder, og kan ikke være medlem eller varamedlem (kommuneloven § 19-3)."


def every_municipality_is_there(
    seats: Iterable[CouncilMember], municipalities: Iterable[Municipality]
) -> Iterator[str]:
    """At least one member each, and as many substitutes. Source: kommuneloven § 19-3."""
    for municipality in municipalities:
        own = [seat for seat in seats if seat.municipality_id == municipality.pk]
        members = sum(seat.is_voting for seat in own)
        substitutes = sum(seat.function == Function.SUBSTITUTE for seat in own)
        if not members:
            yield f"{municipality} har ikke noe medlem."
        elif substitutes < members:
            yield (
                f"{municipality} har {members} {'medlem' if members == 1 else 'medlemmer'} og {substitutes} "
                f"{'varamedlem' if substitutes == 1 else 'varamedlemmer'}. Det skal være minst like mange vara "
                "(kommuneloven § 19-3)."
            )
