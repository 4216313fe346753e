"""The list of meetings."""

import django_tables2 as tables

from meetings.agenda.models import Meeting
from rorikt.tables.columns import CountColumn, DayColumn


class MeetingTable(tables.Table):
    caption = "Rådets møter"

    number = tables.Column("Møte", linkify=True, order_by=("year", "sequence"))
    held_on = DayColumn("Dato")
    place = tables.Column("Sted")
    cases = CountColumn("Saker")

    class Meta:
        model = Meeting
        empty_text = "Ingen møter er registrert ennå."
        fields = ["number", "held_on", "place", "cases"]
        order_by = "-held_on"
