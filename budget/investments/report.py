"""What pages and documents show of the investments and their settlement.

Every function takes the year and reads the rows itself. What cannot be shown because rows are missing raises
`NotAvailable`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse

from budget.investments.settlement import Settlement, settle
from budget.keys.report import municipality_names
from budget.money.cells import (
    KRONER_NOTE,
    SUM_NOTE,
    THOUSANDS_NOTE,
    Form,
    Printer,
    amount_figure,
    closable_cell,
    dash_for_zero,
    only_one,
)
from budget.money.columns import complete_sum
from budget.money.reader import Reader
from budget.projects.disposal import Disposal
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.projects.result import InvestmentResult
from budget.splits.splitting import KeyInTime, Split, split_of_year
from budget.years.so_far import YearState
from budget.years.state import investments_state_of, said_so_far
from rorikt.amounts import ORE, kroner, thousands
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.once import once
from rorikt.figures.values import Cell, Figure, NotAvailable, Table


def investments(year: int, on: date | None = None, *, exact: bool = False) -> Table:
    """With VAT, as the accounts show it. Zero is printed «–». What is left of an open year's budget is no variance.

    In a year that money is carried into, the accounts are held against what may be used: the budget, its revisions and
    what was carried in. Else what was carried over would look overspent.
    """
    shown = dash_for_zero(kroner if exact else thousands)
    state, projects, result = _investments(year, on)
    if carried := _carried_into(year):
        return _carried_table(state, projects, carried, shown, exact=exact)
    actual, variance = ("Regnskap", "Avvik") if state.is_closed else ("Regnskap hittil", "Rest av årsbudsjettet")
    return tabulate(
        "investeringer",
        f"Investeringer {state.period}, inkl. mva.",
        (
            column("Prosjekt", lambda one: one.title, width=46, total="SUM", link=lambda one: one.get_absolute_url()),
            column(actual, lambda one: one.actual, shown, 18, total=result.actual),
            column("Årsbudsjett", lambda one: one.budgeted, shown, 18, total=result.budgeted),
            column(variance, lambda one: one.variance, shown, 18, total=result.variance),
        ),
        projects,
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note="" if exact else SUM_NOTE,
        source=_investments_page(year),
    )


def investment_disposal(year: int, on: date | None = None) -> Table:
    """What each project may use, has used and is foreseen to use, with VAT; of its budget what was decided by then.

    A paper is for all: a budget that was changed in an exempt case is closed in it, and so are the sums of it.
    """
    state, _, _ = _investments(year, on)
    projects, closed = list(InvestmentProject.objects.for_year(year).with_disposal(on)), Reader().projects
    disposals = {one.pk: one.disposal for one in projects}
    whole = Disposal.of_all(disposals.values())
    has_closed = any(one.pk in closed for one in projects)

    def decided(label: str, name: str, width: int) -> ValueColumn[InvestmentProject]:
        def cell(one: InvestmentProject) -> Cell:
            return closable_cell(getattr(disposals[one.pk], name), thousands, is_hidden=one.pk in closed)

        total = closable_cell(getattr(whole, name), thousands, is_hidden=has_closed)
        return column(label, cell, width=width, kind="number", total=total)

    return tabulate(
        "investeringer-disposisjon",
        f"Investeringer {state.period}, budsjett, bruk og prognose inkl. mva.",
        (
            column("Prosjekt", lambda one: one.title, width=28, total="SUM", link=lambda one: one.get_absolute_url()),
            column("Årsbudsjett", lambda one: one.budgeted, thousands, 12, total=whole.budgeted),
            decided("Disponibelt", "available", 12),
            column(
                "Regnskap" if state.is_closed else "Regnskap hittil",
                lambda one: one.actual,
                thousands,
                12,
                total=whole.actual,
            ),
            column("Bundet", lambda one: one.committed, thousands, 10, total=whole.committed),
            decided("Rest", "remaining", 12),
            column(
                "Prognose",
                lambda one: one.forecast,
                thousands,
                13,
                total=Cell.of(complete_sum(one.forecast for one in projects), thousands),
            ),
        ),
        projects,
        unit_note=THOUSANDS_NOTE,
        note=f"{SUM_NOTE} Disponibelt er årsbudsjettet med endringer og det som er overført fra eller til et annet år. "
        "Rest er det som verken er brukt eller bundet.",
        source=_investments_page(year),
    )


def _carried_table(
    state: YearState, projects: list[InvestmentProject], usable: dict[int, Decimal], shown: Printer, *, exact: bool
) -> Table:
    actual, variance = ("Regnskap", "Avvik") if state.is_closed else ("Regnskap hittil", "Rest av budsjettet")
    hides = bool(Reader().projects & {project.pk for project in projects})

    def added(project: InvestmentProject) -> Decimal:
        return usable[project.pk] - project.budgeted

    def left(project: InvestmentProject) -> Decimal:
        return usable[project.pk] - project.actual

    def closable(amount: Callable[[InvestmentProject], Decimal]) -> Callable[[InvestmentProject], Cell]:
        return lambda project: closable_cell(amount(project), shown, is_hidden=hides)

    def summed(amount: Callable[[InvestmentProject], Decimal]) -> Cell:
        return closable_cell(sum(map(amount, projects), Decimal(0)), shown, is_hidden=hides)

    note = "Regulert og overført er budsjettreguleringer og det som er overført fra tidligere år."
    return tabulate(
        "investeringer",
        f"Investeringer {state.period}, inkl. mva.",
        (
            column("Prosjekt", lambda one: one.title, width=34, total="SUM", link=lambda one: one.get_absolute_url()),
            column(actual, lambda one: one.actual, shown, 16, total=sum),
            column("Årsbudsjett", lambda one: one.budgeted, shown, 16, total=sum),
            column("Regulert og overført", closable(added), width=18, total=summed(added), kind="number"),
            column(variance, closable(left), width=16, total=summed(left), kind="number"),
        ),
        projects,
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note=note if exact else f"{note} {SUM_NOTE}",
        source=_investments_page(state.year),
    )


@once
def _carried_into(year: int) -> dict[int, Decimal]:
    """Project to what it may use in the year, where money is carried into any of them; else nothing.

    What is carried out again is not taken off: it is the next year's, and the result of this one stays as it was.
    """
    projects = InvestmentProject.objects.for_year(year).with_disposal()
    disposals = {project.pk: project.disposal for project in projects}
    if not any(one.carried_in for one in disposals.values()):
        return {}
    return {pk: one.revised + one.carried_in for pk, one in disposals.items()}


def investment_settlement(year: int, on: date | None = None) -> Table:
    """Each municipality's own payment against its share of the expenses; a positive variance is offset next year."""
    settlement, split = settlement_of(year, on), investment_split(year)
    names, lines, total = municipality_names(), settlement.lines, settlement.total
    offset = f"Avvik (motregnes investeringstilskudd {year + 1})"
    expenses = f"Utgifter {year} eksl. mva."
    return tabulate(
        "investeringsoppgjor",
        f"Avregning av investeringer {year} mot akonto",
        (
            column("Kommune", lambda one: names[one], width=20, total="SUM"),
            column("Andel", split.printed_share, width=14, total=split.printed_total, kind="number"),
            column(f"Akonto {year}", lambda one: lines[one].paid_on_account, kroner, 20, total=total.paid_on_account),
            column(expenses, lambda one: lines[one].expenses_excl_vat, kroner, 22, total=total.expenses_excl_vat),
            column(offset, lambda one: lines[one].variance, kroner, 24, total=total.variance),
        ),
        lines,
        unit_note=KRONER_NOTE,
        note=split.note(Reader()),
        source=_settlement_page(year),
    )


def investment_split(year: int, *, keys: Sequence[KeyInTime] = ()) -> Split:
    """The year's expenses without VAT, by the keys of what the projects are for."""
    _projects(year)
    rows = InvestmentProject.objects.for_year(year).order_by().values_list("purpose").annotate(Sum("actual_excl_vat"))
    return split_of_year({purpose: amount.quantize(ORE) for purpose, amount in rows}, year, keys=keys)


def settlement_of(year: int, on: date | None = None, *, split: Split | None = None) -> Settlement:
    """The year's settlement by its keys, once the year is closed."""
    if refusal := investments_state_of(year, on).why_not_shared("investeringene avregnes mot akonto"):
        raise NotAvailable(refusal)
    split = split or investment_split(year)
    return settle(split.parts(), _paid(year, split))


def _paid(year: int, split: Split) -> dict[str, Decimal]:
    """What each that takes part has paid on account. One without a payment row is missing, not zero."""
    shares, names = split.numbers, municipality_names()
    paid = {payment.municipality_id: payment.amount for payment in PaymentOnAccount.objects.for_year(year)}
    if missing := [names[number] for number in shares if number not in paid]:
        raise NotAvailable(
            f"Akonto {year} mangler for {', '.join(missing)}. Legg inn 0 for en kommune som ikke har betalt noe."
        )
    if outside := [names[number] for number in paid if number not in shares]:
        raise NotAvailable(f"{', '.join(outside)} har betalt akonto {year}, men har ingen andel i årets nøkkel.")
    return paid


def investments_actual(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """NOK with VAT, of all projects of the year."""
    state, _, result = _investments(year, on)
    label = f"Investeringer {state.period}, regnskap inkl. mva."
    figure = amount_figure("investeringer-regnskap", label, result.actual, form, _investments_page(year))
    return said_so_far(figure, state)


def investments_budgeted(year: int, form: Form = "kroner") -> Figure:
    """The budgets as they were first set, NOK: without revisions and what is carried over."""
    amount = _investment_result(year).budgeted
    label = f"Investeringer {year}, årsbudsjett"
    return amount_figure("investeringer-budsjett", label, amount, form, _investments_page(year))


def investments_underspend(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """Of what could be used, where money was carried into the year; else of the year's budget.

    Raises NotAvailable until the year is closed: what is left of a budget in April is not saved.
    """
    result, carried = _investment_result(year), _carried_into(year)
    if carried and Reader().projects & carried.keys():
        raise NotAvailable(f"En overføring eller regulering av investeringene i {year} er unntatt offentlighet.")
    amount = sum(carried.values(), Decimal(0)) - result.actual if carried else result.variance
    if refusal := investments_state_of(year, on).why_not_shared("mindreforbruket i investeringene vises"):
        raise NotAvailable(refusal)
    if amount < 0:
        raise NotAvailable(f"Investeringene i {year} har merforbruk, ikke mindreforbruk.")
    label = f"Investeringer {year}, mindreforbruk inkl. mva."
    return amount_figure("investeringer-mindreforbruk", label, amount, form, _investments_page(year))


def investments_excl_vat(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """NOK without VAT: what the municipalities share."""
    state, _, result = _investments(year, on)
    label = f"Investeringer {state.period}, regnskap eksl. mva."
    figure = amount_figure("investeringer-eksl-mva", label, result.actual_excl_vat, form, _investments_page(year))
    return said_so_far(figure, state)


def project_actual(year: int, project_slug: str, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """NOK with VAT. Raises NotAvailable unless exactly one project of the year has this slug."""
    state, projects, _ = _investments(year, on)
    project = only_one([one for one in projects if one.slug == project_slug], f"prosjekt «{project_slug}»", year)
    label = f"{project.title} {state.period}: regnskap inkl. mva."
    figure = amount_figure("investering-regnskap", label, project.actual, form, project.get_absolute_url())
    return said_so_far(figure, state)


def paid_on_account(year: int, form: Form = "kroner") -> Figure:
    """NOK of all municipalities together. Raises NotAvailable where one of them has no payment stored."""
    amount = sum(_paid(year, investment_split(year)).values(), Decimal(0))
    label = f"Akonto for investeringer {year}, sum"
    return amount_figure("akonto-sum", label, amount, form, _settlement_page(year))


def settlement_variance(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """Positive is what the municipalities together have paid too much."""
    amount = settlement_of(year, on).total.variance
    label = f"Avregning av investeringer {year}, sum som motregnes"
    return amount_figure("oppgjor-sum", label, amount, form, _settlement_page(year))


def _investments(year: int, on: date | None) -> tuple[YearState, list[InvestmentProject], InvestmentResult]:
    """Raises NotAvailable where nobody knows how far the accounts reach."""
    projects, state = _projects(year), investments_state_of(year, on)
    if not state.is_comparable:
        raise NotAvailable(state.why_not_comparable)
    return state, projects, _investment_result(year)


@once
def _projects(year: int) -> list[InvestmentProject]:
    projects = list(InvestmentProject.objects.for_year(year))
    if not projects:
        raise NotAvailable(f"Det finnes ingen investeringsprosjekter for {year}.")
    return projects


@once
def _investment_result(year: int) -> InvestmentResult:
    _projects(year)
    return InvestmentProject.objects.for_year(year).result()


def _investments_page(year: int) -> str:
    return reverse("budget:investments", args=[year])


def _settlement_page(year: int) -> str:
    return reverse("budget:settlement", args=[year])
