"""The lists of meetings, documents and what they share."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from meetings.models import BuildingProject, CouncilMember, Definition, Document, Meeting
from rorikt import amounts
from rorikt.tables.columns import NUMBER, DayColumn


class MeetingTable(tables.Table):
    caption = "Rådets møter"

    number = tables.Column("Møte", linkify=True, order_by=("year", "sequence"))
    held_on = DayColumn("Dato")
    place = tables.Column("Sted")
    cases = tables.Column("Saker", attrs=NUMBER)

    class Meta:
        model = Meeting
        empty_text = "Ingen møter er registrert ennå."
        fields = ["number", "held_on", "place", "cases"]
        order_by = "-held_on"


class DocumentTable(tables.Table):
    """Of documents with their newest version; `for_staff` shows the drafts' own titles and states."""

    caption = "Dokumenter"

    title = tables.Column("Dokument")
    kind = tables.Column("Type")
    agenda_item = tables.Column("Sak", order_by=("agenda_item__meeting__held_on", "agenda_item__sequence"))
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
        title = record.printed_file_title if self.for_staff else record.approved_title  # type: ignore[attr-defined]
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), title)

    def render_agenda_item(self, record: Document) -> str:
        item = record.agenda_item
        return format_html('<a href="{}">{}</a>', item.get_absolute_url(), item.number) if item else amounts.NOTHING


class CouncilMemberTable(tables.Table):
    caption = "Medlemmer"

    name = tables.Column("Navn")
    function = tables.Column("Funksjon")
    municipality = tables.Column("Representerer")
    from_on = DayColumn("Fra")
    until_on = DayColumn("Til og med")

    class Meta:
        model = CouncilMember
        empty_text = "Ingen medlemmer er registrert. En administrator legger dem inn under Grunndata."
        fields = ["name", "function", "municipality", "from_on", "until_on"]


class DefinitionTable(tables.Table):
    caption = "Definisjoner og begreper"

    term = tables.Column("Begrep")
    meaning = tables.Column("Betydning", orderable=False)

    class Meta:
        model = Definition
        empty_text = "Ingen begreper er forklart ennå."
        fields = ["term", "meaning"]

    def __init__(self, *args: Any, may_change: bool, **kwargs: Any) -> None:
        self.may_change = may_change
        super().__init__(*args, **kwargs)

    def render_term(self, record: Definition) -> str:
        url = reverse("meetings:definition-edit", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, record.term) if self.may_change else record.term


class BuildingProjectTable(tables.Table):
    caption = "Byggprosjekter"

    title = tables.Column("Tittel")
    municipality = tables.Column("Kommune", default="Alle")
    status = tables.Column("Overordnet status")
    comment = tables.Column("Kommentar", orderable=False)
    is_active = tables.Column("Pågår")

    class Meta:
        model = BuildingProject
        empty_text = "Ingen byggprosjekter er registrert ennå."
        fields = ["title", "municipality", "status", "comment", "is_active"]

    def __init__(self, *args: Any, may_change: bool, **kwargs: Any) -> None:
        self.may_change = may_change
        super().__init__(*args, **kwargs)

    def render_title(self, record: BuildingProject) -> str:
        url = reverse("meetings:building-project-edit", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, record.title) if self.may_change else record.title

    def render_is_active(self, value: bool) -> str:
        return "Ja" if value else "Nei"
