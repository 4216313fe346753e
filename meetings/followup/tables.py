"""Lists of decisions and of actions. What a closed row says is never asked for, so no order or export tells it."""

from datetime import date
from typing import Any

import django_tables2 as tables

from meetings.agenda.closed import is_closed_to, title_for
from meetings.followup.models import Action
from meetings.followup.register import left_of
from meetings.followup.shown import CLOSED, ShownAction, show_action
from meetings.proceedings.models import Treatment
from rorikt.amounts import NOTHING
from rorikt.people.models import User
from rorikt.tables.columns import DayColumn

LONGEST = 160  # letters of a decision in the list
UNBROKEN = {"td": {"class": "unbroken"}}


def _case_url(record: Action | Treatment) -> str:
    return record.item.get_absolute_url()


class ActionTable(tables.Table):
    caption = "Oppfølging av vedtak"

    title = tables.Column("Tiltak", linkify=True, empty_values=(), orderable=False)
    due_on = DayColumn("Frist")
    state = tables.Column("Status", empty_values=(), orderable=False)
    owner = tables.Column("Ansvarlig", empty_values=(), orderable=False)
    case = tables.Column(
        "Sak",
        accessor="item__number",
        linkify=_case_url,
        order_by=("item__meeting__held_on", "item__sequence"),
        attrs=UNBROKEN,
    )
    ended_on = DayColumn("Avsluttet", default=NOTHING)

    class Meta:
        empty_text = "Ingen tiltak å vise. Et tiltak føres på siden til en sak som er vedtatt."
        order_by = "due_on"

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        self.user, self.today = user, today
        super().__init__(*args, **kwargs)

    def _shown(self, record: Action) -> ShownAction:
        return show_action(record, self.user, self.today)

    def render_title(self, record: Action) -> str:
        return self._shown(record).title

    def render_owner(self, record: Action) -> str:
        return self._shown(record).owner

    def render_state(self, record: Action) -> str:
        return self._shown(record).state


class DecisionTable(tables.Table):
    caption = "Vedtak"

    number = tables.Column(
        "Sak",
        linkify=_case_url,
        order_by=("item__meeting__year", "item__meeting__sequence", "item__sequence"),
        attrs=UNBROKEN,
    )
    title = tables.Column("Tittel", empty_values=(), orderable=False)
    kind = tables.Column("Type", accessor="item__get_kind_display", orderable=False)
    settled_at = DayColumn("Vedtatt")
    decision = tables.Column("Vedtak", empty_values=(), orderable=False)
    money = tables.Column("Rammen", accessor="has_money", orderable=False)
    actions = tables.Column("Oppfølging", empty_values=(), orderable=False)

    class Meta:
        empty_text = "Ingen vedtak å vise. Fjern et valg over, eller vent til en sak er vedtatt i et møte."

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def render_title(self, record: Treatment) -> str:
        return title_for(record.item, self.user)

    def render_decision(self, record: Treatment) -> str:
        text = self.value_decision(record)
        return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"

    def value_decision(self, record: Treatment) -> str:
        return CLOSED if is_closed_to(record.item, self.user) else " ".join(record.decision.split())

    def render_money(self, value: bool) -> str:
        return "Endrer rammen" if value else NOTHING

    def render_actions(self, record: Any) -> str:
        return left_of(record) or NOTHING
