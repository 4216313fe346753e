"""The list of all seats that are or have been in the council."""

from typing import Any

import django_tables2 as tables

from meetings.council.models import CouncilMember
from rorikt.tables.columns import DayColumn, change_link


class CouncilMemberTable(tables.Table):
    caption = "Alle verv, også tidligere og kommende"

    name = tables.Column("Navn", linkify=change_link("meetings:seat-edit"))
    function = tables.Column("Funksjon")
    municipality = tables.Column("Representerer")
    from_on = DayColumn("Fra")
    until_on = DayColumn("Til og med")

    class Meta:
        model = CouncilMember
        empty_text = "Ingen verv er registrert ennå."
        fields = ["name", "function", "municipality", "from_on", "until_on"]
        order_by = ["-from_on", "name"]

    def __init__(self, *args: Any, may_change: bool, **kwargs: Any) -> None:
        self.may_change = may_change
        super().__init__(*args, **kwargs)
