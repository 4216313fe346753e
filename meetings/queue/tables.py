"""The list of cases that wait for a meeting."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from meetings.agenda.models import AgendaItem
from rorikt.tables.columns import CountColumn

TONES = {AgendaItem.Stage.DRAFT: "neutral", AgendaItem.Stage.CHECKING: "info", AgendaItem.Stage.CLEARED: "success"}


class QueueTable(tables.Table):
    caption = "Saker som venter på et møte"

    title = tables.Column("Sak", linkify=True)
    kind = tables.Column("Type")
    stage = tables.Column("Status")
    officers = tables.Column("Saksbehandlere", orderable=False, empty_values=())
    papers = CountColumn("Dokumenter")
    files = CountColumn("Vedlegg")
    follows = tables.Column("Fortsetter", orderable=False, default="")

    class Meta:
        model = AgendaItem
        empty_text = "Ingen saker venter på et møte."
        fields = ["title", "kind", "stage", "officers", "papers", "files", "follows"]

    def render_stage(self, record: AgendaItem, value: Any) -> str:
        return format_html(
            '<span class="ds-tag" data-color="{}">{}</span>', TONES[AgendaItem.Stage(record.stage)], value
        )

    def value_stage(self, record: AgendaItem) -> str:
        return str(record.get_stage_display())

    def render_officers(self, record: AgendaItem) -> str:
        return ", ".join(officer.name for officer in record.case_officers.all())

    def render_follows(self, record: AgendaItem) -> str:
        return f"Sak {record.follows.number}" if record.follows else ""
