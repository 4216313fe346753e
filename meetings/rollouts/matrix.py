"""Measures that are introduced municipality by municipality: how far each has come, what is late, and what is missing.

Pure. Those who count are the members of today; a box of a former member is shown where it holds something.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from meetings.register_pages import states
from meetings.register_pages.states import UNSAID, State

IN_OPERATION, NOT_RELEVANT = "i-drift", "ikke-aktuelt"


@dataclass(frozen=True)
class Box:
    """What one municipality has of a measure. The day is when it came, or is to come, into operation."""

    state: State = UNSAID
    day: date | None = None
    comment: str = ""

    def __bool__(self) -> bool:
        return self != EMPTY

    @property
    def is_in_operation(self) -> bool:
        return self.state.key == IN_OPERATION

    @property
    def is_relevant(self) -> bool:
        return self.state.key != NOT_RELEVANT

    def is_late(self, today: date) -> bool:
        """Its day has passed, and it is not in operation."""
        return not self.is_in_operation and self.is_relevant and states.is_late(self.state, self.day, today)


EMPTY = Box()


@dataclass(frozen=True)
class Measure:
    """`boxes` by the number of the municipality; those that hold nothing may be left out."""

    title: str
    url: str
    boxes: Mapping[str, Box]
    responsible: str = ""
    is_exempt: bool = False

    def of(self, municipality: str) -> Box:
        return self.boxes.get(municipality, EMPTY)


@dataclass(frozen=True)
class Progress:
    """How many of those for whom it is relevant have it in operation; `unsaid` of them have no state at all."""

    in_operation: int
    relevant: int
    unsaid: int

    def __str__(self) -> str:
        if not self.relevant:
            return "ikke aktuelt"
        unsaid = f", {self.unsaid} ikke ført" if self.unsaid else ""
        return f"i drift i {self.in_operation} av {self.relevant}{unsaid}"

    @property
    def of_measures(self) -> str:
        """The same of one municipality, whose boxes are measures."""
        if not self.relevant:
            return "ingen tiltak er aktuelle"
        unsaid = f", {self.unsaid} ikke ført" if self.unsaid else ""
        return f"{self.in_operation} av {self.relevant} i drift{unsaid}"


def progress(boxes: Iterable[Box]) -> Progress:
    relevant = [box for box in boxes if box.is_relevant]
    return Progress(
        sum(box.is_in_operation for box in relevant), len(relevant), sum(not box.state.key for box in relevant)
    )


def shown(measures: Iterable[Measure], municipalities: Iterable[str], members: Iterable[str]) -> list[str]:
    """The members, and whoever else a box still holds something of; in the order of `municipalities`."""
    holding = {number for measure in measures for number, box in measure.boxes.items() if box}
    return [number for number in municipalities if number in holding or number in set(members)]


def totals(
    measures: Sequence[Measure], municipalities: Sequence[str], known: Iterable[State]
) -> list[tuple[State, list[int]]]:
    """For each state, in how many measures each municipality has it; and last those that nobody has said, if any."""
    counts = [
        (state, [sum(measure.of(number).state.key == state.key for measure in measures) for number in municipalities])
        for state in (*known, UNSAID)
    ]
    return [(state, row) for state, row in counts if state.key or any(row)]


def late(measures: Iterable[Measure], municipality: str, today: date) -> list[Measure]:
    """The longest late first."""
    found = [measure for measure in measures if measure.of(municipality).is_late(today)]
    return sorted(found, key=lambda measure: (measure.of(municipality).day or today, measure.title))


def lacking(measures: Iterable[Measure], municipality: str, members: Iterable[str]) -> list[tuple[Measure, list[str]]]:
    """What others have in operation and this one has not, with who they are; not what is not relevant for it."""
    others = [number for number in members if number != municipality]
    found = []
    for measure in measures:
        own = measure.of(municipality)
        having = [number for number in others if measure.of(number).is_in_operation]
        if having and own.is_relevant and not own.is_in_operation:
            found.append((measure, having))
    return sorted(found, key=lambda pair: -len(pair[1]))
