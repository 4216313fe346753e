"""Lists of projects, and the milestones of one as a line in time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from meetings.projects.milestones import Milestone, told_delay
from meetings.projects.report import Project
from meetings.register_pages.pages import StateColumn, TitleColumn, lines, tag
from rorikt.amounts import NOTHING, short_date
from rorikt.tables.columns import CountColumn, DayColumn


class ProjectTable(tables.Table):
    caption = "Prosjekter"

    title = TitleColumn("Prosjekt")
    state = StateColumn("Status", orderable=False)
    municipalities = tables.Column("Kommuner", default=NOTHING, orderable=False)
    next = tables.Column("Neste milepæl", orderable=False, empty_values=())
    reached = tables.Column("Nådd", orderable=False, attrs={"td": {"class": "unbroken"}})
    late = CountColumn("Forsinket", empty_values=(), orderable=False)
    slipped = CountColumn("Forsinket siden sist", empty_values=(), orderable=False)

    class Meta:
        empty_text = "Ingen prosjekter er ført ennå."

    def render_next(self, record: Project) -> Any:
        found = record.next
        if found is None:
            return NOTHING
        day = f"{found.title}, {short_date(found.due) if found.due else found.roughly or 'uten dato'}"
        return format_html("{} {}", day, tag("Forsinket", "warning")) if found.is_late(record.today) else day

    def render_reached(self, record: Project) -> str:
        return f"{record.reached} av {record.counted}" if record.counted else NOTHING

    def render_late(self, record: Project) -> str:
        return str(len(record.late))

    def value_late(self, record: Project) -> int:
        return len(record.late)

    def render_slipped(self, record: Project) -> str:
        return str(len(record.slipped))

    def value_slipped(self, record: Project) -> int:
        return len(record.slipped)


class MilestoneTable(tables.Table):
    """In the order of time."""

    title = TitleColumn("Milepæl", orderable=False)
    plan = DayColumn("Plan", default=NOTHING, orderable=False)
    expected = DayColumn("Ventes nå", default=NOTHING, orderable=False)
    reached = DayColumn("Nådd", default=NOTHING, orderable=False)
    roughly = tables.Column("Når, uten dag", default=NOTHING, orderable=False)
    state = StateColumn("Status", orderable=False)
    delay = tables.Column("Mot planen", empty_values=(), orderable=False)
    since = tables.Column("Siden forrige rapport", empty_values=(), orderable=False)
    responsible = tables.Column("Ansvarlig", default=NOTHING, orderable=False)

    def __init__(
        self,
        rows: Sequence[Milestone],
        *,
        caption: str,
        today: date,
        empty_text: str = "",
        exclude: tuple[str, ...] = (),
        **kwargs: object,
    ) -> None:
        self.caption, self.today = caption, today
        unsaid = () if any(one.roughly for one in rows) else ("roughly",)
        super().__init__(rows, empty_text=empty_text, exclude=(*unsaid, *exclude), **kwargs)

    def render_delay(self, record: Milestone) -> Any:
        told = told_delay(record.delay(self.today)) or NOTHING
        if record.is_overdue(self.today):
            return format_html("{} {}", told, tag("Dagen er passert", "warning"))
        return told

    def value_delay(self, record: Milestone) -> str:
        return told_delay(record.delay(self.today))

    def render_since(self, record: Milestone) -> str:
        return lines([f"{one}." for one in record.since(self.today)])

    def value_since(self, record: Milestone) -> str:
        return ". ".join(record.since(self.today))
