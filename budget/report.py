"""What pages and documents show of a year's money: single figures, tables, and the sources behind them.

Every function takes the year and reads the rows anew; none rounds anything but what it prints. What cannot be shown
because rows are missing raises `NotAvailable`. Cost estimates of cases are in estimate_report.py.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from budget.accounts.report import import_sources
from budget.keys.allocation import allocate
from budget.keys.report import key_note, key_of, key_sources, municipality_names, split_rows
from budget.lines.models import BudgetLine, LineForecast, MonthShare, VarianceCause
from budget.lines.result import Result, lines_source_name
from budget.money.cells import (
    FORMS,
    KRONER_NOTE,
    SUM_NOTE,
    THOUSANDS_NOTE,
    Form,
    _dash_for_zero,
    _known,
    _only,
    _with,
    amount_cell,
    amount_figure,
    approximately,
    percent_cell,
    source_of_rows,
)
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.projects.result import InvestmentResult
from budget.settlement import Settlement, settle
from budget.year_result import ResultOf, ResultRow, comparable_result, result_of
from budget.years.models import AccountingYear
from budget.years.so_far import YearState
from budget.years.state import _said_so_far, investments_state_of, state_of
from rorikt.amounts import (
    kroner,
    percentage,
    thousands,
    whole_kroner,
)
from rorikt.figures.values import Cell, Column, Figure, NotAvailable, Source, Table

# Operating result


def causes(year: int, on: date | None = None) -> Table:
    """The named causes of the variances, an estimate marked «ca.», an unknown amount printed «–»."""
    rows = VarianceCause.objects.filter(line__year=year).select_related("line").order_by("line__position", "line", "pk")
    if not rows:
        raise NotAvailable(f"Det er ikke lagt inn årsaker til avvik i {year}.")
    return Table(
        key="arsaker",
        caption=f"Årsaker til avvik {state_of(year, on).period}",
        columns=(Column("Årsak", width=50), Column("Type utgift", width=30), Column("Beløp", "number", 20)),
        rows=tuple(
            (
                Cell(cause.title, source=cause.line.get_absolute_url()),
                Cell(cause.line.title),
                amount_cell(cause.amount, approximately if cause.is_approximate else whole_kroner),
            )
            for cause in rows
        ),
        unit_note=KRONER_NOTE,
        source=_result_page(year),
    )


def overspend_split(year: int, on: date | None = None) -> Table:
    """What each municipality pays of the overspend, or gets of the underspend, to the øre; positive amounts.

    Raises NotAvailable until the year is closed.
    """
    return split_of(result_of(year, on=on))


def split_of(found: ResultOf) -> Table:
    """As `overspend_split`, of a year whose accounts are read."""
    year = found.year
    _lines(year)
    if refusal := found.state.why_not_shared("mer- eller mindreforbruk fordeles"):
        raise NotAvailable(refusal)
    result, key = _complete(found), key_of(year)
    amount = abs(result.variance)
    word, column = ("mindreforbruket", "Til gode") if result.underspend else ("merforbruket", "Å betale")
    shares = key.percentages()
    return Table(
        key="fordeling-merforbruk",
        caption=f"Fordeling av {word} {year}: hver kommunes andel av {FORMS['ore'](amount)}",
        columns=(Column("Kommune", width=40), Column("Andel", "number", 25), Column(column, "number", 35)),
        rows=split_rows(allocate(amount, shares), shares, kroner),
        total=(Cell("SUM"), percent_cell(Decimal(100)), amount_cell(amount, kroner)),
        unit_note=KRONER_NOTE,
        note=key_note(key),
        source=_result_page(year) + "#fordeling",
    )


def overspend(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    found, result = _overspent(year, on)
    return so_far_figure("merforbruk", "Merforbruk {period}", found, result.overspend, form)


def overspend_percent(year: int, *, on: date | None = None) -> Figure:
    """Of the budget of the same months. The council was shown 1,68 % for 2023; the table gives 2,31 %."""
    found, result = _overspent(year, on)
    percent = result.overspend_percent
    if percent is None:
        raise NotAvailable(f"Budsjettet for {year} er null, så merforbruket kan ikke regnes i prosent av det.")
    budget = "årsbudsjettet" if found.is_whole else "budsjettet for de samme månedene"
    label = f"Merforbruk {found.period} i prosent av {budget}"
    text = percentage(percent) if found.is_whole else f"{percentage(percent)} av budsjettet {found.state.until_month}"
    return Figure("merforbruk-prosent", label, percent, "%", text, source=_result_page(year))


def result_in_words(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """`et merforbruk på 1 937 783 kr`, which fits a sentence whatever came of the year."""
    found = comparable_result(year, on=on)
    result = _complete(found)
    figure = so_far_figure("resultat", "Resultat {period}", found, result.variance, form)
    amount = FORMS[_known(form)](abs(result.variance))
    words = f"et {found.word.lower()} på {amount}" if result.variance else "et resultat i balanse"
    return replace(figure, text=_with(words, found.state.so_far))


def actual_sum(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    found = comparable_result(year, on=on)
    return so_far_figure("regnskap-sum", "Regnskap {period}, sum", found, found.actual, form)


def budgeted_sum(year: int, form: Form = "kroner") -> Figure:
    """Of the whole year, whatever the accounts reach."""
    amount = sum((line.budgeted for line in _lines(year)), Decimal(0))
    return amount_figure("budsjett-sum", f"Årsbudsjett {year}, sum", amount, form, _result_page(year))


def budgeted_so_far(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """Of the months that the accounts reach."""
    found = comparable_result(year, on=on)
    return so_far_figure("budsjett-hittil", "Budsjett {period}, sum", found, found.budgeted or Decimal(0), form)


def line_actual(year: int, line_slug: str, form: Form = "kroner", *, on: date | None = None) -> Figure:
    found, row = _row(year, line_slug, on)
    return so_far_figure("linje-regnskap", f"{row.title} {{period}}: regnskap", found, row.actual, form, row.url)


def line_budgeted(year: int, line_slug: str, form: Form = "kroner") -> Figure:
    line = _line(year, line_slug)
    return amount_figure("linje-budsjett", f"{line}: årsbudsjett", line.budgeted, form, line.get_absolute_url())


def line_variance(year: int, line_slug: str, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """Negative for an overspend."""
    found, row = _row(year, line_slug, on)
    variance = row.variance or Decimal(0)
    return so_far_figure("linje-avvik", f"{row.title} {{period}}: avvik", found, variance, form, row.url)


def cause(year: int, cause_slug: str, form: Form = "kroner") -> Figure:
    found = VarianceCause.objects.filter(line__year=year, slug=cause_slug).select_related("line")
    row = _only(list(found), f"årsak «{cause_slug}»", year)
    if row.amount is None:
        raise NotAvailable(f"Årsaken «{row.title}» har ikke noe beløp.")
    return amount_figure(
        "arsak", f"Årsak til avvik på {row.line}: {row.title}", row.amount, form, row.line.get_absolute_url()
    )


# Investments


def investments(year: int, on: date | None = None, *, exact: bool = False) -> Table:
    """With VAT, as the accounts show it. Zero is printed «–». What is left of an open year's budget is no variance."""
    shown = _dash_for_zero(kroner if exact else thousands)
    state, projects, result = _investments(year, on)
    return Table(
        key="investeringer",
        caption=f"Investeringer {state.period}, inkl. mva.",
        columns=(
            Column("Prosjekt", width=46),
            Column("Regnskap" if state.is_closed else "Regnskap hittil", "number", 18),
            Column("Årsbudsjett", "number", 18),
            Column("Avvik" if state.is_closed else "Rest av årsbudsjettet", "number", 18),
        ),
        rows=tuple(
            (
                Cell(project.title, source=project.get_absolute_url()),
                *(amount_cell(amount, shown) for amount in (project.actual, project.budgeted, project.variance)),
            )
            for project in projects
        ),
        total=(
            Cell("SUM"),
            *(amount_cell(amount, shown) for amount in (result.actual, result.budgeted, result.variance)),
        ),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note="" if exact else SUM_NOTE,
        source=_investments_page(year),
    )


def investment_settlement(year: int, on: date | None = None) -> Table:
    """Each municipality's own payment against its share of the expenses; a positive variance is offset next year."""
    settlement, key = settlement_of(year, on), key_of(year)
    names, shares, total = municipality_names(), key.percentages(), settlement.total
    return Table(
        key="investeringsoppgjor",
        caption=f"Avregning av investeringer {year} mot akonto",
        columns=(
            Column("Kommune", width=20),
            Column("Andel", "number", 14),
            Column(f"Akonto {year}", "number", 20),
            Column(f"Utgifter {year} eksl. mva.", "number", 22),
            Column(f"Avvik (motregnes investeringstilskudd {year + 1})", "number", 24),
        ),
        rows=tuple(
            (
                Cell(names[number]),
                percent_cell(shares[number]),
                *(amount_cell(part, kroner) for part in (line.paid_on_account, line.expenses_excl_vat, line.variance)),
            )
            for number, line in settlement.lines.items()
        ),
        total=(
            Cell("SUM"),
            percent_cell(Decimal(100)),
            *(amount_cell(part, kroner) for part in (total.paid_on_account, total.expenses_excl_vat, total.variance)),
        ),
        unit_note=KRONER_NOTE,
        note=key_note(key),
        source=_settlement_page(year),
    )


def settlement_of(year: int, on: date | None = None) -> Settlement:
    """The year's settlement by its key, once the year is closed."""
    if refusal := investments_state_of(year, on).why_not_shared("investeringene avregnes mot akonto"):
        raise NotAvailable(refusal)
    return settle(_investment_result(year).actual_excl_vat, _paid(year), key_of(year).percentages())


def _paid(year: int) -> dict[str, Decimal]:
    """What each member of the year's key has paid on account. One without a payment row is missing, not zero."""
    shares, names = key_of(year).percentages(), municipality_names()
    paid = {payment.municipality_id: payment.amount for payment in PaymentOnAccount.objects.for_year(year)}
    if missing := [names[number] for number in shares if number not in paid]:
        raise NotAvailable(
            f"Akonto {year} mangler for {', '.join(missing)}. Før inn 0 for en kommune som ikke har betalt noe."
        )
    if outside := [names[number] for number in paid if number not in shares]:
        raise NotAvailable(f"{', '.join(outside)} har betalt akonto {year}, men har ingen andel i årets nøkkel.")
    return paid


def investments_actual(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    state, _, result = _investments(year, on)
    label = f"Investeringer {state.period}, regnskap inkl. mva."
    figure = amount_figure("investeringer-regnskap", label, result.actual, form, _investments_page(year))
    return _said_so_far(figure, state)


def investments_budgeted(year: int, form: Form = "kroner") -> Figure:
    amount = _investment_result(year).budgeted
    label = f"Investeringer {year}, årsbudsjett"
    return amount_figure("investeringer-budsjett", label, amount, form, _investments_page(year))


def investments_underspend(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """Raises NotAvailable until the year is closed: what is left of a budget in April is not saved."""
    amount = _investment_result(year).variance
    if refusal := investments_state_of(year, on).why_not_shared("mindreforbruket i investeringene vises"):
        raise NotAvailable(refusal)
    if amount < 0:
        raise NotAvailable(f"Investeringene i {year} har merforbruk, ikke mindreforbruk.")
    label = f"Investeringer {year}, mindreforbruk inkl. mva."
    return amount_figure("investeringer-mindreforbruk", label, amount, form, _investments_page(year))


def investments_excl_vat(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    state, _, result = _investments(year, on)
    label = f"Investeringer {state.period}, regnskap eksl. mva."
    figure = amount_figure("investeringer-eksl-mva", label, result.actual_excl_vat, form, _investments_page(year))
    return _said_so_far(figure, state)


def project_actual(year: int, project_slug: str, form: Form = "kroner", *, on: date | None = None) -> Figure:
    state, projects, _ = _investments(year, on)
    project = _only([one for one in projects if one.slug == project_slug], f"prosjekt «{project_slug}»", year)
    label = f"{project.title} {state.period}: regnskap inkl. mva."
    figure = amount_figure("investering-regnskap", label, project.actual, form, project.get_absolute_url())
    return _said_so_far(figure, state)


def paid_on_account(year: int, form: Form = "kroner") -> Figure:
    amount = sum(_paid(year).values(), Decimal(0))
    label = f"Akonto for investeringer {year}, sum"
    return amount_figure("akonto-sum", label, amount, form, _settlement_page(year))


def settlement_variance(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """Positive is what the municipalities together have paid too much."""
    amount = settlement_of(year, on).total.variance
    label = f"Avregning av investeringer {year}, sum som motregnes"
    return amount_figure("oppgjor-sum", label, amount, form, _settlement_page(year))


# What stands behind the figures


def sources(year: int, on: date | None = None) -> tuple[Source, ...]:
    """The rows of the year's figures, each kind with its count and hash, and the key they are split by.

    One says how far the accounts reached, as a paper of the day `on` shows them.
    """
    return (
        source_of_rows(lines_source_name(year), BudgetLine.objects.for_year(year)),
        source_of_rows(f"Årsaker til avvik {year}", VarianceCause.objects.filter(line__year=year)),
        source_of_rows(f"Investeringsprosjekter {year}", InvestmentProject.objects.for_year(year)),
        source_of_rows(f"Akonto {year}", PaymentOnAccount.objects.for_year(year)),
        year_source(year, on),
        *key_sources([year]),
        *import_sources(year),
        *_chosen_sources(year),
    )


def year_source(year: int, on: date | None = None) -> Source:
    state = state_of(year, on)
    return source_of_rows(
        f"Regnskapsår {year}",
        AccountingYear.objects.filter(year=year),
        accounts_to=state.accounts_to,
        closed_on=state.closed_on.isoformat() if state.closed_on else None,
        as_of=on.isoformat() if on else None,
    )


def _chosen_sources(year: int) -> tuple[Source, ...]:
    """What people have chosen for the year's lines, where they have: spreads over the months, and forecasts."""
    chosen = {
        f"Månedsfordeling {year}": MonthShare.objects.filter(line__year=year),
        f"Prognoser {year}": LineForecast.objects.filter(line__year=year),
    }
    return tuple(source_of_rows(name, rows) for name, rows in chosen.items() if rows.exists())


def so_far_figure(key: str, label: str, found: ResultOf, amount: Decimal, form: Form, source: str = "") -> Figure:
    """An amount of the accounts; that of an open year says in the sentence how far it goes, and what it lacks.

    `label` has `{period}` where the year stands.
    """
    figure = amount_figure(key, label.format(period=found.period), amount, form, source or _result_page(found.year))
    if found.unplaced:
        figure = replace(figure, text=_with(figure.text, found.unplaced.without(FORMS["ore"])))
    return _said_so_far(figure, found.state)


def _lines(year: int) -> list[BudgetLine]:
    lines = list(BudgetLine.objects.for_year(year))
    if not lines:
        raise NotAvailable(f"Det finnes ingen driftslinjer for {year}.")
    return lines


def _line(year: int, line_slug: str) -> BudgetLine:
    return _only([line for line in _lines(year) if line.slug == line_slug], f"driftslinje «{line_slug}»", year)


def _row(year: int, line_slug: str, on: date | None) -> tuple[ResultOf, ResultRow]:
    line = _line(year, line_slug)
    found = comparable_result(year, on=on)
    return found, found.of(line)


def _complete(found: ResultOf) -> Result:
    """What may be called an over- or underspend. Raises NotAvailable while accounts are missing from it."""
    if found.total is None:
        raise NotAvailable(found.state.why_not_comparable)
    if found.unplaced:
        raise NotAvailable(f"{found.unplaced.sentence(FORMS['ore'])} Koble dem under Økonomi, Konti.")
    return found.total


def _overspent(year: int, on: date | None) -> tuple[ResultOf, Result]:
    found = comparable_result(year, on=on)
    result = _complete(found)
    if result.underspend:
        raise NotAvailable(f"Driftsresultatet for {year} viser mindreforbruk, ikke merforbruk.")
    return found, result


def _investments(year: int, on: date | None) -> tuple[YearState, list[InvestmentProject], InvestmentResult]:
    """Raises NotAvailable where nobody knows how far the accounts reach."""
    projects, state = _projects(year), investments_state_of(year, on)
    if not state.is_comparable:
        raise NotAvailable(state.why_not_comparable)
    return state, projects, _investment_result(year)


def _projects(year: int) -> list[InvestmentProject]:
    projects = list(InvestmentProject.objects.for_year(year))
    if not projects:
        raise NotAvailable(f"Det finnes ingen investeringsprosjekter for {year}.")
    return projects


def _investment_result(year: int) -> InvestmentResult:
    _projects(year)
    return InvestmentProject.objects.for_year(year).result()


def _result_page(year: int) -> str:
    return reverse("budget:operating-result", args=[year])


def _investments_page(year: int) -> str:
    return reverse("budget:investments", args=[year])


def _settlement_page(year: int) -> str:
    return reverse("budget:settlement", args=[year])
