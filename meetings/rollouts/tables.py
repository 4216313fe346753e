"""The measures of one municipality as lists, and the whole matrix as a table for files."""

from dataclasses import dataclass
from datetime import date

import django_tables2 as tables

from meetings.register_pages.pages import EXEMPT, DueColumn, StateColumn, TitleColumn
from meetings.register_pages.states import State
from meetings.rollouts.matrix import Box, Measure, lacking, progress, totals
from meetings.rollouts.report import Rollouts
from rorikt.amounts import NOTHING, short_date
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Table


@dataclass(frozen=True)
class OwnMeasure:
    """A measure as one municipality has it; `others` are those who have it in operation."""

    title: str
    url: str
    is_exempt: bool
    state: State
    place: int
    day: date | None
    comment: str
    is_late: bool
    others: str = ""


class OwnMeasureTable(tables.Table):
    title = TitleColumn("Tiltak")
    state = StateColumn("Status", order_by=("place", "title"))
    day = DueColumn("Dato", default=NOTHING)
    comment = tables.Column("Kommentar", default=NOTHING, orderable=False)

    def __init__(self, *args: object, caption: str, empty_text: str = "", **kwargs: object) -> None:
        self.caption = caption
        super().__init__(*args, empty_text=empty_text, **kwargs)


class LackingTable(OwnMeasureTable):
    others = tables.Column("I drift hos", orderable=False)

    class Meta:
        sequence = ("title", "others", "...")


def own_measures(found: Rollouts, number: str, today: date) -> list[OwnMeasure]:
    """By how far they have come, the first state first."""
    rows = [_own(found, measure, number, today) for measure in found.measures]
    return sorted(rows, key=lambda row: row.place)


def late_measures(found: Rollouts, number: str, today: date) -> list[OwnMeasure]:
    return [_own(found, measure, number, today) for measure in found.late(number, today)]


def lacking_measures(found: Rollouts, number: str, today: date) -> list[OwnMeasure]:
    members = [one for one in found.municipalities if one in found.members]
    return [
        _own(found, measure, number, today, ", ".join(found.municipalities[one] for one in having))
        for measure, having in lacking(found.measures, number, members)
    ]


def _own(found: Rollouts, measure: Measure, number: str, today: date, others: str = "") -> OwnMeasure:
    box = measure.of(number)
    places = {state.key: place for place, state in enumerate(found.states)}
    place = places.get(box.state.key, len(places))
    is_late = found.is_late(measure, number, today)
    return OwnMeasure(
        measure.title, measure.url, measure.is_exempt, box.state, place, box.day, box.comment, is_late, others
    )


def matrix_table(found: Rollouts, today: date) -> Table:
    """All of it in words, for a file."""

    def of(number: str) -> ValueColumn[Measure]:
        return column(
            found.municipalities[number], lambda one: _told(one.of(number), found.is_late(one, number, today))
        )

    members = [one for one in found.municipalities if one in found.members]
    return tabulate(
        "utrulling",
        found.found.register.title,
        (
            column("Tiltak", lambda one: f"{one.title} ({EXEMPT.lower()})" if one.is_exempt else one.title),
            column("Hvor langt", lambda one: str(progress(one.of(number) for number in members))),
            *(of(number) for number in found.municipalities),
            column("Ansvarlig", lambda one: one.responsible or NOTHING),
        ),
        found.measures,
    )


def totals_table(found: Rollouts) -> Table:
    numbers = list(found.municipalities)

    def of(place: int) -> ValueColumn[tuple[State, list[int]]]:
        return column(found.municipalities[numbers[place]], lambda row: row[1][place], str)

    return tabulate(
        "utrulling-sum",
        "Antall tiltak etter status",
        (column("Status", lambda row: row[0].label), *(of(place) for place in range(len(numbers)))),
        totals(found.measures, numbers, found.states),
    )


def _told(box: Box, is_late: bool) -> str:
    day = f"{short_date(box.day)}" if box.day else ""
    parts = (box.state.label, day, "forsinket" if is_late else "", box.comment)
    return ", ".join(part for part in parts if part) if box else NOTHING
