"""What became of a case in its meeting, for the rooms below the one where it is treated and for all above it.

The treatment is found by its relation, since it stands in a room above this one.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from meetings.agenda.closed import is_closed_to
from meetings.agenda.models import AgendaItem
from rorikt.amounts import long_date
from rorikt.decisions import Decided
from rorikt.people.models import User

_BY_RELATION = "treatment"


@dataclass(frozen=True)
class Outcome:
    """`text` is what was decided; empty for what is postponed or sent back, and for who may not read the case."""

    label: str
    settled_at: datetime
    is_decided: bool
    text: str = ""

    @property
    def told(self) -> str:
        """`Vedtatt 14. februar 2024`."""
        return f"{self.label} {long_date(self.settled_at)}"


def outcome_of(item: AgendaItem, *, is_closed: bool = False) -> Outcome | None:
    """`None` until the case is settled. `is_closed`: not even the text of a decision is for this reader."""
    treatment = getattr(item, _BY_RELATION, None)
    if treatment is None or treatment.settled_at is None:
        return None
    is_decided = treatment.outcome == "decided"
    text = treatment.decision if is_decided and not is_closed else ""
    return Outcome(treatment.get_outcome_display(), treatment.settled_at, is_decided, text)


def decision_of(case: int, reader: User) -> Decided | None:
    """For the apps of the money, through rorikt.decisions."""
    item = (
        AgendaItem.objects.filter(Q(reference=case) | Q(reference__others=case))
        .select_related("meeting", _BY_RELATION)
        .first()
    )
    outcome = None if item is None or is_closed_to(item, reader) else outcome_of(item)
    if item is None or outcome is None or not outcome.is_decided:
        return None
    return Decided(outcome.text, timezone.localdate(outcome.settled_at), item.get_absolute_url())
