"""Who sits in which place of the council in one case, and which substitute comes next. Persons are known by a number.

A member votes; where one is not there, the substitute who meets in that place does. One who takes no part in a case
leaves the place to the substitute who is called in for it, or empty. Source: kommuneloven §§ 7-10, 8-1, 11-10, 11-11.
"""

from collections.abc import Collection, Iterable, Mapping


def sitting(
    members: Iterable[int],
    present: Collection[int],
    stand_ins: Mapping[int, int],
    absences: Mapping[int, int | None],
) -> dict[int, int]:
    """Each who takes part in the case, and the member whose place it is.

    `present` are all who are at the meeting, `stand_ins` gives the substitute of a member who is not, and `absences`
    those who take no part in the case with the substitute who sits there instead, or None.
    """
    seats: dict[int, int] = {}
    for member in members:
        holder = member if member in present else stand_ins.get(member)
        if holder is not None and holder in present:
            sitter = _in_place_of(holder, absences)
            if sitter is not None and sitter in present:
                seats.setdefault(sitter, member)
    return seats


def _in_place_of(holder: int, absences: Mapping[int, int | None]) -> int | None:
    """A substitute may be disqualified too, and have one of their own. Nobody has a place twice."""
    seen, sitter = set(), holder
    while sitter in absences:
        seen.add(sitter)
        after = absences[sitter]
        if after is None or after in seen:
            return None
        sitter = after
    return sitter


def next_substitute(ranked: Iterable[int], taken: Collection[int]) -> int | None:
    """The first of the substitutes of one municipality, in their order, who is not `taken` or away."""
    return next((one for one in ranked if one not in taken), None)
