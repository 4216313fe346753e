"""The list of documents."""

from typing import Any

import django_tables2 as tables

from meetings.agenda.models import AgendaItem
from meetings.documents.models import Document
from rorikt.tables.columns import DayColumn


class DocumentTable(tables.Table):
    """Of documents with their newest version; `for_staff` shows the drafts' own titles and states."""

    caption = "Dokumenter"

    title = tables.Column("Dokument", linkify=True)
    kind = tables.Column("Type")
    agenda_item = tables.Column(
        "Sak", linkify=True, order_by=("agenda_item__meeting__held_on", "agenda_item__sequence")
    )
    approved_at = DayColumn("Sist godkjent")
    status = tables.Column("Status")

    class Meta:
        model = Document
        empty_text = "Ingen dokumenter å vise. Fjern et valg over, eller vent til et dokument er godkjent."
        fields = ["title", "kind", "agenda_item", "approved_at", "status"]
        order_by = ("-agenda_item", "title")

    def __init__(self, *args: Any, for_staff: bool, **kwargs: Any) -> None:
        self.for_staff = for_staff
        super().__init__(*args, exclude=[] if for_staff else ["status"], **kwargs)

    def render_title(self, record: Document) -> str:
        return record.printed_file_title if self.for_staff else record.approved_title  # type: ignore[attr-defined]

    def render_agenda_item(self, value: AgendaItem) -> str:
        return value.number
