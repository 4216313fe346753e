"""Lists of Pureservice: the runs, the tickets that wait, and those that are gone."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.utils.html import format_html

from rorikt.tables.columns import CountColumn, MomentColumn
from support.pureservice.models import SourceTicket, SyncRun

TONES = {SyncRun.State.RUNNING: "info", SyncRun.State.DONE: "success", SyncRun.State.FAILED: "danger"}


class SyncRunTable(tables.Table):
    started_at = MomentColumn(linkify=True, verbose_name="Startet")
    state = tables.Column(verbose_name="Status")
    is_full = tables.Column(verbose_name="Omfang")
    new = CountColumn(verbose_name="Nye")
    changed = CountColumn(verbose_name="Endret")
    unchanged = CountColumn(verbose_name="Uendret")
    deleted = CountColumn(verbose_name="Slettet")
    waiting = CountColumn(verbose_name="Venter")

    class Meta:
        model = SyncRun
        fields = ("started_at", "state", "is_full", "new", "changed", "unchanged", "deleted", "waiting")
        order_by = "-started_at"
        empty_text = "Ingen synkronisering er kjørt ennå."

    def render_state(self, value: Any, record: SyncRun) -> str:
        state = SyncRun.State(record.state)
        return format_html('<span class="ds-tag" data-color="{}">{}</span>', TONES[state], state.label)

    def render_is_full(self, value: bool) -> str:
        return "Alle saker" if value else "Endrede saker"


class WaitingTable(tables.Table):
    number = tables.Column(verbose_name="Sak", default="Uten nummer")
    created_at = MomentColumn(verbose_name="Opprettet", default="Ukjent")
    waits_for = tables.Column(verbose_name="Venter fordi")
    problem = tables.Column(verbose_name="Mer om det", orderable=False, default="")
    subject = tables.Column(verbose_name="Emne", orderable=False, default="")

    class Meta:
        model = SourceTicket
        fields = ("number", "created_at", "waits_for", "problem", "subject")
        order_by = "number"
        empty_text = "Ingen saker venter."

    def render_waits_for(self, value: str, record: SourceTicket) -> str:
        """A number may have been let go since the last run, as when a file is taken back."""
        is_free = record.waits_for == SourceTicket.Waits.NUMBER and not record.is_number_taken  # type: ignore[attr-defined]
        return "Nummeret er ledig nå. Neste synkronisering tar saken med" if is_free else value


class WaitingFilter(django_filters.FilterSet):
    waits_for = django_filters.ChoiceFilter(label="Venter fordi", choices=SourceTicket.Waits)

    class Meta:
        model = SourceTicket
        fields = ["waits_for"]
