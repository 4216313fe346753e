"""Lists of services, of their price lists, of who takes part, and of customers."""

from typing import Any

import django_tables2 as tables

from budget.money.columns import AmountColumn
from budget.services.models import Customer, PriceList, Service, ServiceParticipant
from rorikt.amounts import NOTHING, kroner
from rorikt.tables.columns import ChangeableTable, DayColumn, NumberColumn


class ServiceTable(tables.Table):
    """With what a unit costs in the year of the page; the rows carry `priced` and `taking_part`."""

    title = tables.Column(linkify=True)
    method = tables.Column(verbose_name="Måling", accessor="method", orderable=False)
    taking_part = NumberColumn(verbose_name="Deltar", empty_values=(), orderable=False)
    priced = tables.Column(verbose_name="Pris", empty_values=(), orderable=False)

    class Meta:
        model = Service
        default = NOTHING
        fields = ["title", "unit", "method", "taking_part", "priced"]
        empty_text = "Ingen tjenester er lagt inn."

    def __init__(
        self, *args: Any, year: int, prices: dict[int, PriceList], taking_part: dict[int, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.prices, self.participants = year, prices, taking_part
        self.caption = f"Tjenester, priser i {year} eksl. mva."

    def render_taking_part(self, record: Service) -> str:
        return "alle" if record.is_for_all else str(self.participants.get(record.pk, 0))

    def render_priced(self, record: Service) -> str:
        found = self.prices.get(record.pk)
        return printed_price(found) if found else f"ingen pris i {self.year}"


class PriceListTable(ChangeableTable):
    caption = "Prislister, beløp i kroner eksl. mva."
    change_page = "budget:price-list-edit"

    per = tables.Column(verbose_name="Per")
    price = AmountColumn(default="etter trinn")
    steps = tables.Column(verbose_name="Trinn", empty_values=())

    class Meta:
        model = PriceList
        default = NOTHING
        fields = ["year", "per", "price", "tiering", "steps", "source"]
        sequence = ["...", "change"]
        empty_text = "Tjenesten har ingen prisliste. Uten en pris for året kan den ikke faktureres."

    def render_steps(self, record: PriceList) -> str:
        return printed_steps(record) or NOTHING

    def value_steps(self, record: PriceList) -> str:
        return self.render_steps(record)


class ParticipantTable(ChangeableTable):
    caption = "Kommuner som deltar"
    change_page = "budget:participant-edit"

    first_on = DayColumn()
    last_on = DayColumn(default="uten slutt")

    class Meta:
        model = ServiceParticipant
        fields = ["municipality", "first_on", "last_on"]
        sequence = ["...", "change"]
        empty_text = "Ingen kommuner deltar ennå."


class CustomerTable(ChangeableTable):
    caption = "Kunder som telles for seg"
    change_page = "budget:customer-edit"

    class Meta:
        model = Customer
        default = NOTHING
        fields = ["number", "name", "municipality"]
        sequence = ["...", "change"]
        empty_text = "Ingen kunder er lagt inn. De trengs bare når en kommune telles i flere deler."


def printed_price(prices: PriceList) -> str:
    """`120,00 kr per måned`, or the steps."""
    if prices.price is not None:
        return f"{kroner(prices.price)} kr per {prices.get_per_display()}"
    return f"{printed_steps(prices)} kr per {prices.get_per_display()}"


def printed_steps(prices: PriceList) -> str:
    """`1–50: 120,00; fra 51: 90,00`."""
    return "; ".join(f"{step.span}: {kroner(step.price)}" for step in prices.steps.all())
