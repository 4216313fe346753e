"""The ticket list."""

from decimal import Decimal
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html

from rorikt.amounts import NOTHING
from rorikt.tables.columns import DayColumn, NumberColumn
from support.sla.definition import hours
from support.sla.judging import Verdict
from support.tickets.models import Ticket


class TicketTable(tables.Table):
    exact_heads: ClassVar[dict[str, str]] = {"business_time": "Arbeidstid, timer"}

    number = tables.Column(linkify=True, verbose_name="Sak")
    kind = tables.Column(verbose_name="Type")
    priority = tables.Column(verbose_name="Prioritet")
    category = tables.Column(verbose_name="Kategori", accessor="category__name")
    municipality = tables.Column(verbose_name="Kommune", accessor="municipality__name", default="Ikke oppgitt")
    created_at = DayColumn(verbose_name="Opprettet")
    resolved_at = DayColumn(verbose_name="Løst", default="Åpen")
    business_time = NumberColumn(verbose_name="Arbeidstid", default=NOTHING)
    current_verdict = tables.Column(verbose_name="SLA", default=NOTHING)

    class Meta:
        model = Ticket
        fields = (
            "number", "kind", "priority", "category", "municipality",
            "created_at", "resolved_at", "business_time", "current_verdict",
        )  # fmt: skip
        order_by = "-created_at"
        empty_text = "Ingen saker passer med det du har valgt. Fjern en avgrensning, eller nullstill."

    def render_business_time(self, value: Any) -> str:
        return hours_and_minutes(value)

    def value_business_time(self, value: Any) -> Decimal | None:
        return hours(value)

    def render_current_verdict(self, value: str) -> str:
        verdict = Verdict(value)
        return format_html('<span class="ds-tag" data-color="{}">{}</span>', TONES[verdict], verdict.label)


TONES = {
    Verdict.WITHIN: "success",
    Verdict.BREACHED: "danger",
    Verdict.OPEN_BREACHED: "warning",
    Verdict.RUNNING: "info",
    Verdict.BAD_DATA: "neutral",
}


def hours_and_minutes(value: Any) -> str:
    """`31 t 05 min`; whole minutes, the started one not counted."""
    minutes = int(value.total_seconds() // 60)
    return f"{minutes // 60}\u00a0t\u00a0{minutes % 60:02d}\u00a0min"
