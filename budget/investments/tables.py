"""Tables of the investment projects: the year's list, and the history of one project."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from budget.investments.models import BudgetRevision, CarryOver, ProjectDecision
from budget.money.columns import AmountColumn, CompleteSumColumn, ReaderTable, SumColumn, YearTable, shown_amount
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject
from budget.years.so_far import YearState
from rorikt.amounts import NOTHING, short_date
from rorikt.cases.closed import CLOSED_AMOUNT, EXEMPT
from rorikt.tables.columns import CaseColumn, DayColumn


class ClosableSumColumn(SumColumn):
    """Of a project's budget as it was decided: closed, with its sum, where one of the decisions is closed.

    The table knows whose eyes it is for: `reader`.
    """

    def hides(self, record: Any, table: tables.Table) -> bool:
        return record.pk in table.reader.projects

    def render(self, value: Decimal, table: tables.Table, record: Any) -> str:  # type: ignore[override]  # what it asks
        return CLOSED_AMOUNT if self.hides(record, table) else shown_amount(value, table)

    def value(self, value: Decimal, table: tables.Table, record: Any) -> Any:  # type: ignore[override]
        return CLOSED_AMOUNT if self.hides(record, table) else value

    def render_footer(self, bound_column: Any, table: tables.Table) -> str:
        value = self.footer_value(bound_column, table)
        return value if isinstance(value, str) else shown_amount(value, table)

    def footer_value(self, bound_column: Any, table: tables.Table) -> Any:
        if any(self.hides(row.record, table) for row in table.rows):
            return CLOSED_AMOUNT
        return super().footer_value(bound_column, table)


class DecidedSumColumn(ClosableSumColumn):
    """Of amounts that each rest on a decision of their own."""

    def hides(self, record: Any, table: tables.Table) -> bool:
        return bool(table.reader.of(record).hides_amounts)


class InvestmentProjectTable(YearTable):
    """With VAT. The rows need `with_disposal`."""

    title = tables.Column(linkify=True, footer="SUM")
    actual = SumColumn(verbose_name="Regnskap", orderable=False)
    budgeted = SumColumn()
    variance = SumColumn(verbose_name="Avvik", orderable=False)
    revised = ClosableSumColumn(verbose_name="Regulert", accessor="disposal__revised", orderable=False)
    available = ClosableSumColumn(verbose_name="Disponibelt", accessor="disposal__available", orderable=False)
    committed = SumColumn()
    remaining = ClosableSumColumn(verbose_name="Rest til disposisjon", accessor="disposal__remaining", orderable=False)
    forecast = CompleteSumColumn(verbose_name="Prognose", default=NOTHING)

    class Meta:
        model = InvestmentProject
        fields = [
            "title",
            "status",
            "actual",
            "budgeted",
            "variance",
            "revised",
            "available",
            "committed",
            "remaining",
            "forecast",
        ]
        empty_text = "Ingen investeringsprosjekter har denne statusen."

    def __init__(self, *args: Any, state: YearState, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, caption=f"Investeringer {state.period}, inkl. mva.", **kwargs)
        self.reader = reader
        if not state.is_closed:
            self.exact_heads = {"actual": f"Regnskap {state.until_month or 'hittil'}"}
            self.columns["actual"].column.verbose_name = "Regnskap hittil"
            self.columns["variance"].column.verbose_name = "Rest av årsbudsjettet"


class DecidedTable(tables.Table):
    """Amounts that rest on decisions, with who stored them; the last column deletes, for those who may."""

    delete_page = ""

    decided_on = DayColumn(verbose_name="Vedtatt", footer="SUM")
    amount = DecidedSumColumn()
    case = CaseColumn(linkify=True)
    stored = tables.Column(verbose_name="Registrert", empty_values=())
    delete = tables.Column(verbose_name="Slett", empty_values=(), exclude_from_export=True)

    def __init__(self, *args: Any, may_change: bool, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, orderable=False, exclude=() if may_change else ("delete",), **kwargs)
        self.reader = reader

    def render_decision(self, record: ProjectDecision) -> str:
        return self.reader.of(record).text(record.decision)

    def render_reason(self, record: ProjectDecision) -> str:
        return EXEMPT if self.reader.of(record).is_closed else record.reason

    def render_stored(self, record: Any) -> str:
        return f"{short_date(record.stored_at)} av {record.stored_by}"

    def render_delete(self, record: Any) -> str:
        address = reverse(self.delete_page, args=[record.pk])
        return format_html('<a href="{}" aria-label="Slett {}">Slett</a>', address, record)


class RevisionTable(DecidedTable):
    caption = "Budsjettreguleringer, beløp i kroner"
    delete_page = "budget:revision-delete"

    class Meta:
        model = BudgetRevision
        fields = ["decided_on", "amount", "reason", "decision", "case", "stored"]
        sequence = ["...", "delete"]
        empty_text = "Budsjettet er ikke regulert."


class CarriedInTable(DecidedTable):
    caption = "Overført inn fra tidligere år, beløp i kroner"
    delete_page = "budget:carry-over-delete"

    from_project = tables.Column(linkify=True)

    class Meta:
        model = CarryOver
        fields = ["decided_on", "from_project", "amount", "reason", "decision", "case", "stored"]
        sequence = ["...", "delete"]


class CarriedOutTable(DecidedTable):
    caption = "Overført ut til senere år, beløp i kroner"
    delete_page = "budget:carry-over-delete"

    to_project = tables.Column(linkify=True)

    class Meta:
        model = CarryOver
        fields = ["decided_on", "to_project", "amount", "reason", "decision", "case", "stored"]
        sequence = ["...", "delete"]


class ProjectYearTable(ReaderTable):
    """The same project in all its years."""

    caption = "Prosjektet år for år, beløp i kroner inkl. mva."

    year = tables.Column(linkify=True, footer="SUM")
    revised = ClosableSumColumn(verbose_name="Regulert budsjett", accessor="disposal__revised")
    carried_in = ClosableSumColumn(verbose_name="Overført inn", accessor="disposal__carried_in")
    carried_out = ClosableSumColumn(verbose_name="Overført ut", accessor="disposal__carried_out")
    actual = SumColumn(verbose_name="Regnskap")
    forecast = AmountColumn(verbose_name="Prognose", default=NOTHING)

    class Meta:
        model = InvestmentProject
        fields = ["year", "status", "revised", "carried_in", "carried_out", "actual", "forecast"]
        orderable = False

    def render_year(self, value: int) -> str:
        return str(value)


class HistoryTable(tables.Table):
    """What was changed on the row itself, out of the audit trail."""

    caption = "Endringer, den nyeste først"

    at = DayColumn(verbose_name="Når")
    by = tables.Column(verbose_name="Hvem", default=NOTHING)
    what = tables.Column(verbose_name="Hva")

    class Meta:
        orderable = False
        empty_text = "Ingen endringer står i endringsloggen."
