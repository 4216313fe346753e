"""Lists of terms and building projects."""

from typing import Any

import django_tables2 as tables

from meetings.registers.models import BuildingProject, Definition
from rorikt.tables.columns import DayColumn, change_link


class DefinitionTable(tables.Table):
    caption = "Definisjoner og begreper"

    term = tables.Column("Begrep", linkify=change_link("meetings:definition-edit"))
    other_forms = tables.Column("Andre skrivemåter", orderable=False)
    meaning = tables.Column("Betydning", orderable=False)

    class Meta:
        model = Definition
        empty_text = "Ingen begreper er forklart ennå."
        fields = ["term", "other_forms", "meaning"]

    def __init__(self, *args: Any, may_change: bool, **kwargs: Any) -> None:
        self.may_change = may_change
        super().__init__(*args, **kwargs)

    def render_other_forms(self, record: Definition) -> str:
        return ", ".join(record.forms)


class BuildingProjectTable(tables.Table):
    caption = "Byggprosjekter"

    title = tables.Column("Tittel", linkify=change_link("meetings:building-project-edit"))
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

    def render_is_active(self, value: bool) -> str:
        return "Ja" if value else "Nei"
