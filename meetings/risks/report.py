"""The risk analyses as one person reads them, each with what is to be done after it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from meetings.register_pages import states
from meetings.register_pages.opening import Opened, lines_by, opened, opened_beside, state_of
from meetings.register_pages.states import State
from meetings.registers.models import Register
from meetings.registers.sheet import Line
from meetings.registers.standard import Standard
from meetings.risks.measures import Counts, Measure, counted, is_due
from rorikt.people.models import User


@dataclass(frozen=True)
class Analysis:
    """`counts` is `None` for who may not read the measures."""

    line: Line
    title: str
    url: str
    is_exempt: bool
    kind: State
    system: str
    owner: str
    day: date | None
    result: State
    next_on: date | None
    is_late: bool
    measures: tuple[Measure, ...]
    counts: Counts | None


@dataclass(frozen=True)
class Risks:
    """`loose` are measures of no analysis, or of one that was taken away."""

    analyses: list[Analysis]
    loose: list[Measure]
    registers: list[Register]
    are_measures_read: bool


def risks_for(user: User, today: date) -> Risks | None:
    """`None` where the register is not begun. Raises PermissionDenied for who may not read it."""
    found = opened(user, Standard.RISKS)
    if found is None:
        return None
    beside = opened_beside(user, Standard.RISK_MEASURES)
    by_analysis = lines_by(beside, "analyse")
    measures = {pk: [_measure(beside, line, today) for line in lines] for pk, lines in by_analysis.items() if beside}
    return Risks(
        [_analysis(found, line, measures.get(line.row.pk, []), beside is not None, today) for line in found.lines],
        measures.get(None, []),
        [one.register for one in (found, beside) if one],
        beside is not None,
    )


def _measure(found: Opened, line: Line, today: date) -> Measure:
    state, due = state_of(line, "status"), line["frist"].day
    return Measure(
        line.row.title,
        line.row.get_absolute_url(),
        state,
        due,
        line.text("ansvarlig"),
        found.is_exempt(line.row),
        states.is_late(state, due, today),
    )


def _analysis(found: Opened, line: Line, measures: list[Measure], are_read: bool, today: date) -> Analysis:
    return Analysis(
        line=line,
        title=line.row.title,
        url=reverse("meetings:risk", args=[line.row.uuid]),
        is_exempt=found.is_exempt(line.row),
        kind=state_of(line, "type"),
        system=line.text("system"),
        owner=line.text("eier"),
        day=line["dato"].day,
        result=state_of(line, "resultat"),
        next_on=line["neste"].day,
        is_late=is_due(line["neste"].day, today),
        measures=tuple(measures),
        counts=counted(measures) if are_read else None,
    )
