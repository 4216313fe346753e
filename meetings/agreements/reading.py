"""The agreements of the register, as one person may read them, or the public."""

from meetings.agreements.binding import Agreement
from meetings.registers.access import hidden_from, rows_for
from meetings.registers.models import Register
from meetings.registers.sheet import Line, begun, lines_of
from meetings.registers.standard import Standard
from rorikt.people.models import User


def register_of_agreements() -> Register | None:
    return begun(Standard.AGREEMENTS)


def agreements_for(user: User | None) -> tuple[list[Agreement], int]:
    """In their order, and how many are left out since they are exempt. `None` is the public, as in a paper."""
    register = register_of_agreements()
    if register is None:
        return [], 0
    found = [_agreement(line) for line in lines_of(register, rows_for(user, register), user)]
    return found, hidden_from(user, register)


def _agreement(line: Line) -> Agreement:
    state = line.state("status")
    named = line["gjelder"]
    return Agreement(
        title=str(line.row),
        url=line.row.get_absolute_url(),
        supplier=line["leverandor"].text,
        numbers=() if named.for_all else named.numbers,
        first=line["fra"].day,
        last=line["til"].day,
        notice=line["oppsigelse"].day,
        options=line["opsjoner"].text,
        cost=line["kostnad"].number,
        charged_to=line["kostes-av"].text,
        state=state.key if state else "",
        state_label=state.label if state else "",
        is_over=line.is_settled,
    )
