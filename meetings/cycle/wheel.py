"""The cycle of a year drawn as a wheel: twelve sectors with how many points each has, and the meetings on the rim."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meetings.cycle.report import Month

CENTRE, INNER, OUTER, NAMES, COUNTS, RIM = 200, 82, 168, 138, 108, 184


@dataclass(frozen=True)
class Place:
    """Where something stands, as SVG spells it."""

    x: str
    y: str
    text: str = ""


@dataclass(frozen=True)
class Sector:
    """`tone` is that of its points: `late`, `done` where all are, `open`, or `empty`."""

    path: str
    tone: str
    is_now: bool
    name: Place
    count: Place


@dataclass(frozen=True)
class Wheel:
    """`told` says the same in words."""

    sectors: list[Sector]
    meetings: list[Place]
    told: str


def draw(months: Sequence[Month]) -> Wheel:
    sectors = [_sector(month) for month in months]
    meetings = [_at(RIM, _angle(meeting.held_on)) for month in months for meeting in month.meetings]
    return Wheel(sectors, meetings, " ".join(month.told for month in months))


def _sector(month: Month) -> Sector:
    first, last = _turn(month.number - 1), _turn(month.number)
    middle = (first + last) / 2
    corners = [_at(OUTER, first), _at(OUTER, last), _at(INNER, last), _at(INNER, first)]
    a, b, c, d = (f"{corner.x} {corner.y}" for corner in corners)
    path = f"M{a} A{OUTER} {OUTER} 0 0 1 {b} L{c} A{INNER} {INNER} 0 0 0 {d} Z"
    count = str(len(month.occurrences)) if month.occurrences else ""
    name = month.name[:3].lower()
    return Sector(path, _tone(month), month.is_now, _at(NAMES, middle, name), _at(COUNTS, middle, count))


def _tone(month: Month) -> str:
    if not month.occurrences:
        return "empty"
    if any(one.is_late for one in month.occurrences):
        return "late"
    return "done" if all(one.is_done for one in month.occurrences) else "open"


def _turn(months: float) -> float:
    """The angle after so many months: January begins at the top, and the year goes with the clock."""
    return math.pi * months / 6


def _angle(day: date) -> float:
    return _turn(day.month - 1 + (day.day - 0.5) / 31)


def _at(radius: float, angle: float, text: str = "") -> Place:
    x, y = CENTRE + radius * math.sin(angle), CENTRE - radius * math.cos(angle)
    return Place(f"{x:.1f}", f"{y:.1f}", text)
