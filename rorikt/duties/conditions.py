"""Whether what follows the clock is done."""

from collections.abc import Iterable
from datetime import datetime

from rorikt.conditions import Condition, Measure, State
from rorikt.duties.models import DutyState


def look_at_duties(now: datetime) -> State:
    failed = list(DutyState.objects.exclude(error="").order_by("name"))
    if not failed:
        last = DutyState.objects.exclude(ended_at=None).order_by("-ended_at").values_list("ended_at", flat=True).first()
        return State("Gjort", True, last)
    detail = " ".join(f"{state.name}: {state.error}" for state in failed)
    return State(f"{len(failed)} feilet", False, max(state.ended_at or now for state in failed), detail)


def seconds_since(now: datetime) -> Iterable[tuple[dict[str, str], float]]:
    for state in DutyState.objects.exclude(ended_at=None).order_by("name"):
        if state.ended_at:
            yield {"duty": state.name}, (now - state.ended_at).total_seconds()


CONDITIONS = (Condition("Faste oppgaver", look_at_duties),)
MEASURES = (
    Measure(
        "duties_failed",
        "Work by the clock whose last attempt failed.",
        lambda now: [({}, DutyState.objects.exclude(error="").count())],
    ),
    Measure("duty_seconds_since", "Seconds since work by the clock was last done.", seconds_since, ("duty",)),
)
