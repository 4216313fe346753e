"""The list of the members of the council."""

import django_tables2 as tables

from meetings.council.models import CouncilMember
from rorikt.tables.columns import DayColumn


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
