"""Tables of the mapping of accounts, and of where each account stands."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from budget.mapping.forms import OUTSIDE
from budget.mapping.report import Nested, Placement, told, told_some
from budget.money.columns import AmountColumn
from rorikt.amounts import NOTHING


class AccountMappingTable(tables.Table):
    """The mappings of a year, each with what is taken out of it and what it is taken out of."""

    basis = tables.Column(accessor="mapping__get_basis_display", verbose_name="Gjelder")
    range = tables.Column(accessor="mapping__range", verbose_name="Nummer")
    line = tables.Column(default=OUTSIDE, accessor="mapping__line__title", verbose_name="Type utgift")
    inside = tables.Column(empty_values=(), verbose_name="Smalere og videre områder")
    change = tables.Column(verbose_name="Endre", empty_values=())

    class Meta:
        orderable = False
        empty_text = "Ingen konti er koblet til en type utgift i dette året."

    def __init__(self, *args: Any, year: int, may_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, exclude=() if may_change else ("change",), **kwargs)
        self.caption = f"Konti og KOSTRA-arter i {year}"

    def render_inside(self, record: Nested) -> str:
        said = [f"Gjelder foran {told(record.around)}."] if record.around else []
        said += [f"Unntatt: {told_some(record.inside)}."] if record.inside else []
        return " ".join(said) or NOTHING

    def render_change(self, record: Nested) -> str:
        url = reverse("budget:account-mapping-edit", args=[record.mapping.pk])
        return format_html('<a href="{}" aria-label="Endre {}">Endre</a>', url, record.mapping)


class PlacementTable(tables.Table):
    account = tables.Column(accessor="codes__account", verbose_name="Konto", default=NOTHING)
    art = tables.Column(accessor="codes__art", verbose_name="KOSTRA-art", default=NOTHING)
    name = tables.Column(verbose_name="Navn", default=NOTHING)
    line = tables.Column(empty_values=(), verbose_name="Type utgift")
    mapping = tables.Column(verbose_name="Koblingen som gjelder", default="Uten kobling")
    instead_of = tables.Column(empty_values=(), verbose_name="Går foran")
    amount = AmountColumn(verbose_name="Beløp")

    class Meta:
        orderable = False
        empty_text = "Ingen regnskapsfil er importert for året, så det er ingen konti å vise."

    def __init__(self, *args: Any, year: int, may_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caption, self.may_change = f"Hver konto i regnskapet for {year}, beløp i kroner", may_change

    def render_line(self, record: Placement) -> str:
        if record.mapping is None:
            return NOTHING
        return record.mapping.line.title if record.mapping.line else OUTSIDE

    def render_mapping(self, record: Placement) -> str:
        if record.mapping is None or not self.may_change:
            return str(record.mapping)
        url = reverse("budget:account-mapping-edit", args=[record.mapping.pk])
        return format_html('<a href="{}">{}</a>', url, record.mapping)

    def value_mapping(self, record: Placement) -> str:
        return str(record.mapping or "Uten kobling")

    def render_instead_of(self, record: Placement) -> str:
        return told_some(record.instead_of) or NOTHING
