"""Tables of the financial plan."""

import django_tables2 as tables

from budget.money.columns import AmountColumn, ReaderTable, SumColumn
from budget.plan.models import FinancialPlan, PlanChange, PlanLine
from rorikt.amounts import NOTHING
from rorikt.tables.columns import CaseColumn, ChangeableTable, DayColumn, NumberColumn


class FinancialPlanTable(ReaderTable):
    caption = "Økonomiplaner, den nyeste først"

    title = tables.Column(linkify=True, orderable=False)
    years = tables.Column(verbose_name="Gjelder", orderable=False)
    adopted_on = DayColumn(default="utkast")
    decision = tables.Column(default=NOTHING, orderable=False)
    case = CaseColumn(default=NOTHING)

    class Meta:
        model = FinancialPlan
        fields = ["title", "base_year", "years", "adopted_on", "decision", "case"]
        empty_text = "Ingen økonomiplan er laget ennå. En plan går ut fra et årsbudsjett og gjelder fire år."

    def render_title(self, record: FinancialPlan) -> str:
        return self.reader.of(record).text(record.title)

    def render_decision(self, record: FinancialPlan) -> str:
        return NOTHING if self.reader.of(record).is_closed else record.decision

    def render_years(self, value: list[int]) -> str:
        return f"{value[0]}–{value[-1]}"

    def render_base_year(self, value: int) -> str:
        return str(value)


class PlanLineTable(ChangeableTable):
    caption = "Linjene i planen, beløp i kroner"
    change_page = "budget:plan-line-edit"

    title = tables.Column(verbose_name="Type utgift", footer="SUM")
    base = SumColumn(verbose_name="Basisår")

    class Meta:
        model = PlanLine
        fields = ["title", "base"]
        sequence = ["...", "change"]
        empty_text = "Planen har ingen linjer."


class PlanChangeTable(ChangeableTable):
    caption = "Tiltak, beløp i kroner i årets priser"
    change_page = "budget:plan-change-edit"

    year = NumberColumn()
    amount = AmountColumn()

    class Meta:
        model = PlanChange
        fields = ["title", "line", "year", "amount", "is_lasting"]
        sequence = ["...", "change"]
        empty_text = "Ingen tiltak er lagt inn. Uten tiltak følger rammene prisveksten."

    def render_is_lasting(self, value: bool) -> str:
        return "varig" if value else "bare dette året"
