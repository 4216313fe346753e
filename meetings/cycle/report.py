"""The cycle of a year as its page shows it: what comes when, who has it, and how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse

from meetings.agenda.models import Meeting
from meetings.cycle.models import CyclePoint, CycleTurn
from rorikt.amounts import MONTHS, short_date


@dataclass(frozen=True)
class Occurrence:
    """A point in one year. `due` is None where its meeting is not planned."""

    point: CyclePoint
    year: int
    due: date | None
    turn: CycleTurn | None
    today: date

    @property
    def is_done(self) -> bool:
        return self.turn is not None and self.turn.is_done

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.due is not None and self.due < self.today

    @property
    def state(self) -> str:
        if self.turn and self.turn.done_at:
            return f"Gjort {short_date(self.turn.done_at)} av {self.turn.done_by}"
        if self.turn and self.turn.item:
            return f"Sak {self.turn.item.number}" if self.turn.item.number else "Sak i køen"
        if self.due is None:
            return "Møtet er ikke planlagt"
        return "Over fristen" if self.is_late else "Ikke gjort"

    @property
    def tone(self) -> str:
        if self.is_done:
            return "success"
        return "danger" if self.is_late else "neutral"

    @property
    def deadline(self) -> str:
        if self.due is None:
            return f"{self.point.days_before} dager før møtet"
        return (
            f"{short_date(self.due)}, {self.point.days_before} dager før møtet"
            if self.point.days_before
            else short_date(self.due)
        )

    @property
    def finish_url(self) -> str:
        return reverse("meetings:cycle-finish", args=[self.point.pk, self.year])

    @property
    def reopen_url(self) -> str:
        return reverse("meetings:cycle-reopen", args=[self.point.pk, self.year])


@dataclass(frozen=True)
class Month:
    """What a month of the year holds. `number` begins with 1."""

    number: int
    name: str
    occurrences: list[Occurrence]
    meetings: list[Meeting]
    is_now: bool

    @property
    def told(self) -> str:
        """In words, for those who do not see the wheel."""
        done = sum(one.is_done for one in self.occurrences)
        late = sum(one.is_late for one in self.occurrences)
        parts = [f"{len(self.occurrences)} punkt{'' if len(self.occurrences) == 1 else 'er'}"]
        parts += [f"{done} gjort"] if done else []
        parts += [f"{late} over fristen"] if late else []
        parts += [f"møte {meeting.held_on.day}." for meeting in self.meetings]
        return f"{self.name}: {', '.join(parts)}."


def months_of(year: int, today: date) -> list[Month]:
    """The twelve months of a year, each point in the month that it belongs to."""
    meetings = _meetings(year, year)
    found = occurrences([year], meetings, today)
    return [
        Month(
            number,
            name.capitalize(),
            [one for one in found if one.point.month == number],
            [meeting for meeting in meetings if (meeting.held_on.year, meeting.held_on.month) == (year, number)],
            (today.year, today.month) == (year, number),
        )
        for number, name in enumerate(MONTHS, start=1)
    ]


def occurrences_around(today: date) -> list[Occurrence]:
    """Of last year, this one and the next: what may be late, and what is soon due."""
    years = [today.year - 1, today.year, today.year + 1]
    return occurrences(years, _meetings(years[0], years[-1]), today)


def occurrences(years: list[int], meetings: Iterable[Meeting], today: date) -> list[Occurrence]:
    """Those of points that are there in the year, the first due first."""
    turns = CycleTurn.objects.filter(year__in=years).select_related("done_by", "item__meeting")
    points = CyclePoint.objects.select_related("owner").prefetch_related(Prefetch("turns", turns, to_attr="in_years"))
    days = [meeting.held_on for meeting in meetings]
    found = [
        Occurrence(point, year, point.due(year, days), _turn_of(point, year), today)
        for point in points
        for year in years
        if point.begins(year)
    ]
    return sorted(found, key=lambda one: (one.due or date.max, one.point.title))


def _turn_of(point: CyclePoint, year: int) -> CycleTurn | None:
    return next((turn for turn in point.in_years if turn.year == year), None)  # type: ignore[attr-defined]


def _meetings(first: int, last: int) -> list[Meeting]:
    """Those of the years and of the year after, which the last months may lead up to."""
    held = Meeting.objects.filter(cancelled_at=None, held_on__year__range=(first, last + 1))
    return list(held.order_by("held_on", "sequence"))
