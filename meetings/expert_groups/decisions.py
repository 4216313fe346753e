"""What an expert group has decided, and what became of it: on its own, and in the council where it went there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.decided import outcome_of
from meetings.agenda.models import AgendaItem
from meetings.register_pages import states
from meetings.register_pages.opening import Opened, state_of
from meetings.register_pages.states import State
from meetings.registers.models import RegisterRow
from meetings.registers.sheet import Line
from rorikt.people.models import User

TO_COUNCIL, AT_COUNCIL, DONE = "til-radet", "i-radet", "gjennomfort"
_TREATED = ("meeting", "treatment")
_FOLLOWED = (*_TREATED, *(f"continued_by__{name}" for name in (*_TREATED, "continued_by")))


@dataclass(frozen=True)
class CaseOfDecision:
    """`told` is how far it has come in the council; `text` what was decided, empty until it is."""

    number: str
    title: str
    url: str
    told: str
    text: str
    is_decided: bool


@dataclass(frozen=True)
class GroupDecision:
    """`may_send`: a case can be made of it, by this person. `may_finish`: the council has decided."""

    row: RegisterRow
    title: str
    url: str
    is_exempt: bool
    state: State
    day: date | None
    due: date | None
    is_late: bool
    responsible: str
    became: str
    case: CaseOfDecision | None
    may_send: bool
    may_finish: bool


def shown_decisions(found: Opened, lines: Iterable[Line], user: User, today: date) -> list[GroupDecision]:
    """The newest first. One that may be sent to the council is one that a case may be made of."""
    listed = list(lines)
    cases = cases_of(line.row for line in listed)
    may_make = found.may_write and user.has_perm("meetings.change_meeting")
    shown = [_shown(found, line, cases.get(line.row.case_id or 0), user, today, may_make) for line in listed]
    return sorted(shown, key=lambda one: one.day or date.min, reverse=True)


def cases_of(rows: Iterable[RegisterRow]) -> dict[int, AgendaItem]:
    """The cases that these rows point at, by reference; where one is continued as another, that one."""
    wanted = {row.case_id for row in rows if row.case_id}
    if not wanted:
        return {}
    items = AgendaItem.objects.filter(Q(reference__in=wanted) | Q(reference__others__in=wanted)).distinct()
    found = {item.reference_id: newest_of(item) for item in items.select_related(*_FOLLOWED)}
    others = AgendaItem.objects.filter(reference__others__in=wanted).values_list("reference__others", "reference")
    return found | {other: found[reference] for other, reference in others if reference in found}


def newest_of(item: AgendaItem) -> AgendaItem:
    """The case itself, or what continues it in another meeting."""
    while (after := getattr(item, "continued_by", None)) is not None:
        item = after
    return item


def is_taken(item: AgendaItem | None) -> bool:
    """The council has it, or has had it. A case that was withdrawn leaves its decision free for another."""
    return item is not None and not item.is_withdrawn


def can_be_sent(state: str, item: AgendaItem | None) -> bool:
    return state in {TO_COUNCIL, AT_COUNCIL} and not is_taken(item)


def _shown(
    found: Opened, line: Line, item: AgendaItem | None, user: User, today: date, may_make: bool
) -> GroupDecision:
    state, due = state_of(line, "status"), line["frist"].day
    case = _case(item, user) if item else None
    is_decided = case is not None and case.is_decided
    return GroupDecision(
        row=line.row,
        title=line.row.title,
        url=line.row.get_absolute_url(),
        is_exempt=found.is_exempt(line.row),
        state=state,
        day=line["dato"].day,
        due=due,
        is_late=states.is_late(state, due, today),
        responsible=line.text("ansvarlig"),
        became=line.text("utfall"),
        case=case,
        may_send=may_make and can_be_sent(state.key, item),
        may_finish=found.may_write and is_decided and not state.is_settled,
    )


def _case(item: AgendaItem, user: User) -> CaseOfDecision:
    outcome = outcome_of(item, is_closed=is_closed_to(item, user))
    told = "Trukket" if item.is_withdrawn else outcome.told if outcome else ""
    waits = f"På sakslisten til {item.meeting}" if item.meeting else "Venter på et møte"
    return CaseOfDecision(
        number=item.number,
        title=title_for(item, user),
        url=item.get_absolute_url(),
        told=told or waits,
        text=outcome.text if outcome else "",
        is_decided=outcome is not None and outcome.is_decided and not item.is_withdrawn,
    )
