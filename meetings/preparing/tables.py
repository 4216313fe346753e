"""The plan of a year's meetings as a list."""

import django_tables2 as tables

from meetings.agenda.models import Meeting
from rorikt.tables.columns import CountColumn, DayColumn


class PlanTable(tables.Table):
    caption = "Årets møter"

    held_on = DayColumn("Dato")
    number = tables.Column("Møte", linkify=True, order_by=("year", "sequence"))
    starts_at = tables.TimeColumn(format="H.i", verbose_name="Klokkeslett")
    place = tables.Column("Sted")
    cases = CountColumn("Saker")
    stage = tables.Column("Status", accessor="stage__label", orderable=False)

    class Meta:
        model = Meeting
        empty_text = "Ingen møter er planlagt dette året."
        fields = ["held_on", "number", "starts_at", "place", "cases", "stage"]
        order_by = "held_on"
