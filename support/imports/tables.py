"""Tables of ticket imports: the files, and what a file holds by month and priority."""

from datetime import date, datetime
from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from rorikt.amounts import month_name, number, short_moment
from rorikt.figures.values import Cell, Column, Table
from rorikt.imports.models import ImportedFile
from rorikt.tables.columns import NUMBER
from support.sla.models import Priority


class TicketImportTable(tables.Table):
    caption = "Importerte saksfiler, den nyeste først"

    original_name = tables.Column(verbose_name="Fil")
    state = tables.Column(verbose_name="Tilstand")
    row_count = tables.Column(verbose_name="Rader", attrs=NUMBER)
    source = tables.Column(verbose_name="Kilde", default="–")
    uploaded_at = tables.Column(verbose_name="Lastet opp")
    uploaded_by = tables.Column(verbose_name="Av")
    confirmed_at = tables.Column(verbose_name="Importert", default="–")
    confirmed_by = tables.Column(verbose_name="Importert av", default="–")
    sha256 = tables.Column(verbose_name="SHA-256", orderable=False)

    class Meta:
        model = ImportedFile
        fields = [
            "original_name", "state", "row_count", "source", "uploaded_at", "uploaded_by", "confirmed_at",
            "confirmed_by", "sha256",
        ]  # fmt: skip
        empty_text = "Ingen saksfiler er lastet opp."

    def render_original_name(self, value: str, record: ImportedFile) -> str:
        return format_html('<a href="{}">{}</a>', reverse("support:ticket-import", args=[record.pk]), value)

    def value_original_name(self, value: str) -> str:
        return value

    def render_row_count(self, value: int) -> str:
        return number(value)

    def render_uploaded_at(self, value: datetime) -> str:
        return short_moment(value)

    def render_confirmed_at(self, value: datetime) -> str:
        return short_moment(value)

    def render_sha256(self, value: str) -> str:
        return f"{value[:12]}…"

    def value_sha256(self, value: str) -> str:
        return value


def months_table(imported: ImportedFile) -> Table | None:
    """Tickets of the file by the month they were created in, and priority."""
    found = imported.summary.get("months", [])
    if not found:
        return None
    counts = {(month, priority): count for month, priority, count in found}
    months = sorted({month for month, _, _ in found})
    rows = [[counts.get((month, priority), 0) for priority in Priority] for month in months]
    total = [sum(column) for column in zip(*rows, strict=True)]
    return Table(
        key="maneder",
        caption="Saker i filen etter måneden de ble opprettet",
        columns=(
            Column("Måned"),
            *(Column(priority.label, "number") for priority in Priority),
            Column("Alle", "number"),
        ),
        rows=tuple((Cell(_month(month)), *_numbers(row)) for month, row in zip(months, rows, strict=True)),
        total=(Cell("Sum"), *_numbers(total)),
    )


def _numbers(counts: list[int]) -> list[Cell]:
    return [Cell(number(Decimal(count)), str(count)) for count in [*counts, sum(counts)]]


def _month(text: str) -> str:
    return month_name(date.fromisoformat(f"{text}-01"))
