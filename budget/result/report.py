"""What documents show of the operating result of a year: single figures, tables, and the sources behind them.

Every function takes the year and reads the rows itself; none rounds anything but what it prints. What cannot be shown
because rows are missing raises `NotAvailable`.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from budget.lines.models import BudgetLine, VarianceCause
from budget.lines.result import Result
from budget.money.cells import (
    FORMS,
    KRONER_NOTE,
    Form,
    HeldRows,
    amount_figure,
    approximately,
    followed_by,
    hold_rows,
    known_form,
    only_one,
)
from budget.result.operating_result import ResultOf, ResultRow, comparable_result, result_of
from budget.splits.report import split_table
from budget.splits.splitting import split_of_year
from budget.years.models import AccountingYear
from budget.years.state import said_so_far, state_of
from rorikt.amounts import (
    NO_BREAK_SPACE,
    kroner,
    percentage,
    whole_kroner,
)
from rorikt.figures.columns import column, tabulate
from rorikt.figures.once import once
from rorikt.figures.values import Cell, Figure, NotAvailable, Source, Table


def causes(year: int, on: date | None = None) -> Table:
    """The named causes of the variances, an estimate marked «ca.», an unknown amount printed «–»."""
    rows = VarianceCause.objects.filter(line__year=year).select_related("line").order_by("line__position", "line", "pk")
    if not rows:
        raise NotAvailable(f"Det er ikke lagt inn årsaker til avvik i {year}.")

    def amount(row: VarianceCause) -> Cell:
        return Cell.of(row.amount, approximately if row.is_approximate else whole_kroner)

    return tabulate(
        "arsaker",
        f"Årsaker til avvik {state_of(year, on).period}",
        (
            column("Årsak", lambda row: row.title, width=50, link=lambda row: row.line.get_absolute_url()),
            column("Type utgift", lambda row: row.line.title, width=30),
            column("Beløp", amount, width=20, kind="number"),
        ),
        rows,
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
    result = _complete(found)
    # Positive amounts, also of what was not spent.
    sign = -1 if result.underspend else 1
    split = split_of_year({purpose: sign * amount for purpose, amount in overspent(found).items()}, year)
    amount = abs(result.variance)
    word, label = ("mindreforbruket", "Til gode") if result.underspend else ("merforbruket", "Å betale")
    return split_table(
        "fordeling-merforbruk",
        f"Fordeling av {word} {year}: hver kommunes andel av {FORMS['ore'](amount)}",
        split,
        kroner,
        label=label,
        source=_result_page(year) + "#fordeling",
    )


def overspent(found: ResultOf) -> dict[int | None, Decimal]:
    """What was spent more than budgeted, by the purpose of the lines; below zero for what was not spent."""
    amounts: dict[int | None, Decimal] = {}
    for row in found.rows:
        amounts[row.line.purpose_id] = amounts.get(row.line.purpose_id, Decimal(0)) - (row.variance or Decimal(0))
    return amounts


def overspend(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """NOK, zero for an underspend. Raises NotAvailable while accounts are missing from the year."""
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
    amount = FORMS[known_form(form)](abs(result.variance))
    words = f"et {found.word.lower()} på {amount}" if result.variance else "et resultat i balanse"
    return replace(figure, text=followed_by(words, found.state.so_far))


def actual_sum(year: int, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """All lines as far as the accounts reach. Raises NotAvailable where they cannot be held against a budget."""
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
    """NOK of the whole year, however far the accounts reach."""
    line = _line(year, line_slug)
    return amount_figure("linje-budsjett", f"{line}: årsbudsjett", line.budgeted, form, line.get_absolute_url())


def line_variance(year: int, line_slug: str, form: Form = "kroner", *, on: date | None = None) -> Figure:
    """Negative for an overspend."""
    found, row = _row(year, line_slug, on)
    variance = row.variance or Decimal(0)
    return so_far_figure("linje-avvik", f"{row.title} {{period}}: avvik", found, variance, form, row.url)


def cause(year: int, cause_slug: str, form: Form = "kroner") -> Figure:
    """Positive for what cost more than planned, an estimate with «ca.». Raises NotAvailable where it has no amount."""
    found = VarianceCause.objects.filter(line__year=year, slug=cause_slug).select_related("line")
    row = only_one(list(found), f"årsak «{cause_slug}»", year)
    if row.amount is None:
        raise NotAvailable(f"Årsaken «{row.title}» har ikke noe beløp.")
    label = f"Årsak til avvik på {row.line}: {row.title}"
    figure = amount_figure("arsak", label, row.amount, form, row.line.get_absolute_url())
    return replace(figure, text=f"ca.{NO_BREAK_SPACE}{figure.text}") if row.is_approximate else figure


def year_source(year: int, on: date | None = None) -> Source:
    return held_year(year, on).source


def held_year(year: int, on: date | None = None) -> HeldRows:
    state = state_of(year, on)
    return hold_rows(
        f"Regnskapsår {year}",
        AccountingYear.objects.filter(year=year),
        accounts_to=state.accounts_to,
        closed_on=state.closed_on.isoformat() if state.closed_on else None,
        as_of=on.isoformat() if on else None,
    )


def so_far_figure(key: str, label: str, found: ResultOf, amount: Decimal, form: Form, source: str = "") -> Figure:
    """An amount of the accounts; that of an open year says in the sentence how far it goes, and what it lacks.

    `label` has `{period}` where the year stands.
    """
    figure = amount_figure(key, label.format(period=found.period), amount, form, source or _result_page(found.year))
    if found.unplaced:
        figure = replace(figure, text=followed_by(figure.text, found.unplaced.without(FORMS["ore"])))
    return said_so_far(figure, found.state)


@once
def _lines(year: int) -> list[BudgetLine]:
    lines = list(BudgetLine.objects.for_year(year))
    if not lines:
        raise NotAvailable(f"Det finnes ingen driftslinjer for {year}.")
    return lines


def _line(year: int, line_slug: str) -> BudgetLine:
    return only_one([line for line in _lines(year) if line.slug == line_slug], f"driftslinje «{line_slug}»", year)


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


def _result_page(year: int) -> str:
    return reverse("budget:operating-result", args=[year])
