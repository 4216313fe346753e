"""What follows from decisions as one reader meets it. What hangs on an exempt case is closed with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meetings.agenda.closed import is_closed_to
from meetings.agenda.decided import Outcome, outcome_of
from meetings.agenda.models import AgendaItem
from meetings.followup.models import Action, MunicipalityAct
from rorikt.amounts import NOTHING
from rorikt.cases.closed import EXEMPT
from rorikt.people.models import User

CLOSED = "Unntatt offentlighet sammen med saken."


@dataclass(frozen=True)
class ShownAction:
    """A closed one is named by the public title of its case, and what it says is left out."""

    action: Action
    title: str
    owner: str
    is_closed: bool
    is_overdue: bool

    @property
    def state(self) -> str:
        return "Over fristen" if self.is_overdue else self.action.get_state_display()

    @property
    def tone(self) -> str:
        if self.is_overdue:
            return "danger"
        return "success" if self.action.state == Action.State.DONE else "neutral"


@dataclass(frozen=True)
class ShownAct:
    act: MunicipalityAct
    reference: str
    may_change: bool

    @property
    def tone(self) -> str:
        tones = {"untreated": "neutral", "rejected": "danger"}
        return tones.get(self.act.state, "success")


@dataclass(frozen=True)
class Followup:
    """What the page of a case shows below its papers once it is decided."""

    actions: list[ShownAction]
    acts: list[ShownAct]
    missing_kinds: list[tuple[str, str]]

    @property
    def acts_left(self) -> int:
        return sum(one.act.state == MunicipalityAct.State.UNTREATED for one in self.acts)


def outcome_for(item: AgendaItem, user: User) -> Outcome | None:
    return outcome_of(item, is_closed=is_closed_to(item, user))


def show_action(action: Action, user: User | None, today: date) -> ShownAction:
    """`user` is `None` for anybody."""
    item = action.item
    is_closed = item.is_exempt if user is None else is_closed_to(item, user)
    title = f"{EXEMPT}: {item.public_title}" if is_closed else action.title
    body = NOTHING if is_closed else action.body
    owner = action.owner.name if action.owner else body
    return ShownAction(action, title, owner, is_closed, action.is_overdue(today))


def followup_of(item: AgendaItem, user: User, today: date) -> Followup:
    actions = Action.objects.filter(item=item).with_case()
    acts = list(item.municipality_acts.select_related("municipality", "item"))
    asked = {act.kind for act in acts}
    return Followup(
        [show_action(action, user, today) for action in actions],
        show_acts(acts, user, is_closed=is_closed_to(item, user)),
        [(kind.value, kind.label) for kind in MunicipalityAct.Kind if kind not in asked],
    )


def show_acts(acts: Iterable[MunicipalityAct], user: User, *, is_closed: bool) -> list[ShownAct]:
    """A municipality always reads its own reference."""
    return [
        ShownAct(
            act,
            "" if is_closed and act.municipality_id != user.municipality_id else act.reference,
            user.has_perm("meetings.change_municipality_act", act),
        )
        for act in acts
    ]
