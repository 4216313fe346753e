"""What documents may show of what follows from decisions. A paper is for all, so what is exempt is closed in it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.followup.models import Action, ActionQuerySet
from meetings.followup.shown import ShownAction, show_action
from rorikt.amounts import long_date, short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.offers import Asked, Offer, Owner
from rorikt.figures.values import Cell, Source, Table
from rorikt.people.models import User

OWNER = "followup"


def told_on(day: date) -> ActionQuerySet:
    """What a meeting on the day is told of: what is open, and what was ended since the meeting before it."""
    last = Meeting.objects.filter(held_on__lt=day, cancelled_at=None).order_by("-held_on").first()
    return Action.objects.told_on(day, last.held_on if last else None).with_case()


def actions_table(day: date, reader: User | None = None) -> Table:
    """How each stood at the end of the day, as anybody may read it where no reader is given. Without rows it says so
    in its note: that nothing is left is an answer."""
    today = timezone.localdate()
    shown = [show_action(action, reader, today) for action in told_on(day)]
    return tabulate(
        "tabell:oppfolging",
        f"Oppfølging av vedtak per {long_date(day)}",
        (
            column("Vedtak", lambda one: one.action.item.number, width=16, link=_url),
            column("Tiltak", lambda one: one.title, width=40, link=lambda one: one.action.get_absolute_url()),
            column("Ansvarlig", lambda one: one.owner, width=18),
            column("Frist", lambda one: _due(one.action), width=13),
            column("Status", lambda one: one.action.state_on(day, today), width=13),
        ),
        shown,
        note="" if shown else "Det er ingen tiltak å følge opp.",
        as_of=day,
    )


def _url(one: ShownAction) -> str:
    return one.action.item.get_absolute_url()


def _due(action: Action) -> Cell:
    return Cell(short_date(action.due_on), action.due_on.isoformat())


def _sources(asked: Asked, used: Iterable[Sequence[str]]) -> Iterator[Source]:
    rows = list(told_on(asked.as_of).values_list("pk", "title", "owner", "body", "due_on", "state", "ended_on"))
    yield Source("Tiltak", len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())


OFFERS = (
    Offer("tabell:oppfolging", "Oppfølging av vedtak", OWNER, lambda asked: actions_table(asked.as_of), is_block=True),
)
OWNERS = (Owner(OWNER, "Oppfølging", _sources),)
