"""The list of deadlines."""

from datetime import datetime

import django_filters
import django_tables2 as tables
from django.utils.html import format_html

from rorikt.amounts import short_moment
from support.deadlines.due import Falls
from support.sla.models import Priority
from support.tickets.filters import municipality_filter, team_filter
from support.tickets.links import NO_MUNICIPALITY
from support.tickets.models import Ticket

TONES = {Falls.LATE: "danger", Falls.TODAY: "warning", Falls.NEXT: "info"}


class DeadlineTable(tables.Table):
    number = tables.Column(linkify=True, verbose_name="Sak")
    due_at = tables.Column(verbose_name="Frist")
    falls = tables.Column(verbose_name="Forfaller", orderable=False)
    kind = tables.Column(verbose_name="Type")
    priority = tables.Column(verbose_name="Prioritet")
    category = tables.Column(verbose_name="Kategori", accessor="category__name")
    municipality = tables.Column(verbose_name="Kommune", accessor="municipality__name", default=NO_MUNICIPALITY)
    team = tables.Column(verbose_name="Team", accessor="team__name", default="Uten team")
    created_at = tables.Column(verbose_name="Opprettet")

    class Meta:
        model = Ticket
        fields = (
            "number", "due_at", "falls", "kind", "priority", "category", "municipality", "team", "created_at",
        )  # fmt: skip
        order_by = "due_at"
        empty_text = "Ingen åpne saker passer med det du har valgt."

    def render_due_at(self, value: datetime) -> str:
        return short_moment(value)

    def render_created_at(self, value: datetime) -> str:
        return short_moment(value)

    def render_falls(self, value: str) -> str:
        falls = Falls(value)
        return format_html('<span class="ds-tag" data-color="{}">{}</span>', TONES.get(falls, "neutral"), falls.label)


class DeadlineFilter(django_filters.FilterSet):
    falls = django_filters.ChoiceFilter(label="Forfaller", choices=Falls)
    kind = django_filters.ChoiceFilter(label="Type", choices=Ticket.Kind)
    priority = django_filters.ChoiceFilter(label="Prioritet", choices=Priority)
    municipality = municipality_filter()
    team = team_filter()

    class Meta:
        model = Ticket
        fields: list[str] = []
