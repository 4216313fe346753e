"""Lists of terms and building projects."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from meetings.registers.models import BuildingProject, Definition
from rorikt.tables.columns import DayColumn


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
    commented_on = DayColumn("Skrevet")
    is_active = tables.Column("Pågår")

    class Meta:
        model = BuildingProject
        empty_text = "Ingen byggprosjekter er registrert ennå."
        fields = ["title", "municipality", "status", "comment", "commented_on", "is_active"]

    def __init__(self, *args: Any, may_change: bool, **kwargs: Any) -> None:
        self.may_change = may_change
        super().__init__(*args, **kwargs)

    def render_title(self, record: BuildingProject) -> str:
        url = reverse("meetings:building-project-edit", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, record.title) if self.may_change else record.title

    def render_is_active(self, value: bool) -> str:
        return "Ja" if value else "Nei"
