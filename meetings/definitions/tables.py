"""The list of terms."""

from typing import Any

import django_tables2 as tables

from meetings.definitions.models import Definition
from rorikt.tables.columns import change_link


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
