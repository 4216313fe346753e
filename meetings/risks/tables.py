"""Lists of risk analyses and of what is to be done after them."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from meetings.register_pages.pages import DueColumn, StateColumn, TitleColumn, tag
from meetings.risks.report import Analysis
from rorikt.amounts import NOTHING
from rorikt.tables.columns import DayColumn


class AnalysisTable(tables.Table):
    caption = "Risikoanalyser"

    title = TitleColumn("Tittel")
    kind = StateColumn("Type", orderable=False)
    system = tables.Column("System", default=NOTHING)
    owner = tables.Column("Eier", default=NOTHING)
    day = DayColumn("Dato", default=NOTHING)
    result = StateColumn("Resultat", orderable=False)
    next_on = DueColumn("Neste gjennomgang", late="Skulle vært gjort", default="Ikke satt")
    counts = tables.Column("Tiltak", orderable=False)

    def render_counts(self, record: Analysis) -> Any:
        told, late = str(record.counts), record.counts.late if record.counts else 0
        return format_html("{} {}", told, tag("Forsinket", "warning")) if late else told

    def value_counts(self, record: Analysis) -> str:
        return str(record.counts)


class MeasureTable(tables.Table):
    title = TitleColumn("Tiltak")
    state = StateColumn("Status", orderable=False)
    due = DueColumn("Frist", default=NOTHING)
    responsible = tables.Column("Ansvarlig", default=NOTHING)

    def __init__(self, *args: object, caption: str, empty_text: str = "", **kwargs: object) -> None:
        self.caption = caption
        super().__init__(*args, empty_text=empty_text, **kwargs)
