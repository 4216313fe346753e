"""The register of decisions, of all years, and those that a meeting is told of by itself: where the last ones stand.

What is exempt is found by its public title alone by who may not read it.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, LPad

from budget.frame.models import FrameChange
from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.models import Meeting
from meetings.followup.models import Action, MunicipalityAct
from meetings.proceedings.models import Treatment
from rorikt.cases.closed import EXEMPT
from rorikt.people.models import User

_OPEN = Q(item__exemption_basis="")
NOTHING_LEFT = "Ingenting gjenstår"


@dataclass(frozen=True)
class LastDecision:
    """`text` and `state` say what was decided, as far as the reader may read it, and what is left of it."""

    number: str
    title: str
    url: str
    text: str
    state: str


def decisions() -> "QuerySet[Treatment]":
    """Every decision, the newest first, with its number, and how much is left of what follows from it."""
    found = _numbered(Treatment.objects.decided().select_related("item__meeting"))
    actions, acts = "item__actions", "item__municipality_acts"
    open_actions = Q(item__actions__state=Action.State.OPEN)
    untreated = Q(item__municipality_acts__state=MunicipalityAct.State.UNTREATED)
    return found.annotate(
        action_count=Count(actions, distinct=True),
        open_count=Count(actions, filter=open_actions, distinct=True),
        act_count=Count(acts, distinct=True),
        untreated_count=Count(acts, filter=untreated, distinct=True),
        has_money=Exists(
            FrameChange.objects.filter(
                Q(case=OuterRef("item__reference")) | Q(case__same_as=OuterRef("item__reference"))
            )
        ),
    ).order_by("-settled_at", "-pk")


def _numbered(found: "QuerySet[Treatment]") -> "QuerySet[Treatment]":
    """With `number`, as `AgendaItem.number` prints it."""
    item = LPad(Cast("item__sequence", CharField()), 3, Value("0"))
    parts = ("item__meeting__year", Value("/M"), "item__meeting__sequence", Value("-"), item)
    return found.annotate(number=Concat(*parts, output_field=CharField()))


def left_of(decision: Any) -> str:
    """`2 av 3 tiltak er åpne, 4 av 5 kommuner har ikke svart`; of one of `decisions`. Empty where nothing follows."""
    if not decision.action_count and not decision.act_count:
        return ""
    told = []
    if decision.open_count:
        told.append(f"{decision.open_count} av {decision.action_count} tiltak er åpne")
    if decision.untreated_count:
        told.append(f"{decision.untreated_count} av {decision.act_count} kommuner har ikke svart")
    return ", ".join(told) or NOTHING_LEFT


def since_last(meeting: Meeting, user: User) -> list[LastDecision]:
    """The decisions of the meeting before this one, by one query; none once this one is over."""
    if meeting.is_over:
        return []
    earlier = Meeting.objects.filter(held_on__lt=meeting.held_on, cancelled_at=None)
    before = earlier.order_by("-held_on", "-sequence").values("pk")[:1]
    found = decisions().filter(item__meeting__in=before).order_by("item__sequence")
    return [_last(treatment, user) for treatment in found]


def _last(decision: Any, user: User) -> LastDecision:
    item = decision.item
    text = EXEMPT if is_closed_to(item, user) else decision.decision
    return LastDecision(item.number, title_for(item, user), item.get_absolute_url(), text, left_of(decision))


def searched(found: "QuerySet[Treatment]", text: str, user: User) -> "QuerySet[Treatment]":
    """Those that hold every word: in the number, the title or the decision; for one who may not read it, in the public
    title alone, so that no hit tells what an exempt decision says."""
    for word in text.split():
        found = found.filter(_holds(word, is_trusted=user.has_perm("meetings.view_exempt")))
    return found


def _holds(word: str, *, is_trusted: bool) -> Q:
    # Not `icontains`: SQLite compares without case in ASCII only, and knows no «Å» for «å».
    pattern = re.escape(word)
    text = Q(item__title__iregex=pattern) | Q(decision__iregex=pattern)
    public = ~_OPEN & Q(item__public_title__iregex=pattern)
    return Q(number__iregex=pattern) | public | (text if is_trusted else _OPEN & text)
