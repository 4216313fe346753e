"""The list of building projects."""

import django_tables2 as tables

from meetings.register_pages.pages import StateColumn, TitleColumn
from rorikt.amounts import NOTHING


class BuildingProjectTable(tables.Table):
    caption = "Byggprosjekter"

    title = TitleColumn("Tittel")
    state = StateColumn("Overordnet status", orderable=False)
    comment = tables.Column("Kommentar", orderable=False, default=NOTHING)
    municipality = tables.Column("Kommune", orderable=False, default=NOTHING)
    told = tables.Column("Mot rapportene", orderable=False)

    class Meta:
        empty_text = "Ingen byggprosjekter er ført ennå."
