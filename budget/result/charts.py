"""Tables and charts of the operating result of a year, as far as its accounts reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from itertools import zip_longest
from operator import attrgetter

from django.urls import reverse

from budget.lines.period import MONTHS_OF_YEAR, by_month
from budget.lines.result import TOO_MUCH
from budget.money.cells import KRONER_NOTE, SUM_NOTE, THOUSANDS_NOTE, Printer
from budget.money.reader import Reader
from budget.result.operating_result import ResultOf, ResultRow, accounts_url, comparable_result
from budget.year_budget.report import hides_regulations
from rorikt.amounts import MONTHS, NO_BREAK_SPACE, kroner, percentage, thousands
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Chart, NotAvailable, Series, Table


def result_table(found: ResultOf, *, exact: bool = False) -> Table:
    """With the accounts behind each amount, and the variance in per cent. `found` can be compared."""
    widths = (34, 17, 15) if found.is_whole else (28, 15, 12)
    return _result("driftsresultat-hittil", found, exact, *widths)


def operating_result(year: int, on: date | None = None, *, exact: bool = False) -> Table:
    """As far as the accounts reach, on the day of a paper. Raises NotAvailable where nobody knows how far that is."""
    found = comparable_result(year, on=on)
    widths = (40, 20) if found.is_whole else (32, 17)
    return _result("driftsresultat", found, exact, *widths)


def _result(key: str, found: ResultOf, exact: bool, title: int, amount: int, percent: int = 0) -> Table:
    """In columns of these widths; where `percent` has none, without it and without links to the accounts."""

    def told(name: str, label: str) -> ValueColumn[ResultRow]:
        value, shown = attrgetter(name), kroner if exact else thousands
        link = attrgetter("accounts_url") if percent and name == "actual" else None
        return column(label, value, shown, amount, total=value(found), link=link)

    columns: list[ValueColumn[ResultRow]] = [
        column("Type utgift", lambda row: row.title, width=title, total="SUM", link=lambda row: row.url),
        *(told(name, label) for name, label in found.heads.items()),
    ]
    if percent:
        shown = partial(percentage, decimals=1)
        columns.append(column("Avvik i %", lambda row: row.percent, shown, percent, total=found.percent))
    so_far = "" if found.is_whole else f"Budsjett hittil er budsjettet {found.state.until_month}."
    return tabulate(
        key,
        f"Driftsresultat {found.period}",
        columns,
        found.rows,
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note=" ".join(part for part in (so_far, "" if exact else SUM_NOTE) if part),
        source=_page(found),
        lacks=found.lacks(shown_kroner),
    )


def budget_and_accounts(year: int, on: date | None = None, *, exact: bool = False) -> Table:
    """The budget as the council adopted it, what has moved it since, and the accounts held against what it is now.

    Raises NotAvailable where the budget is not adopted, an amount that moved it is exempt, or nobody knows how far the
    accounts reach.
    """
    found = comparable_result(year, on=on)
    revised = found.revised
    if revised is None:
        raise NotAvailable(f"Budsjettet for {year} er ikke registrert som vedtatt. Registrer vedtaket under Budsjett.")
    if hides_regulations(year, Reader()):
        raise NotAvailable(f"En regulering av budsjettet for {year} er unntatt offentlighet.")
    shown: Printer = kroner if exact else thousands
    compared = [] if found.is_whole else ["budgeted"]
    heads = found.heads | {"year_budget": "Regulert budsjett"}
    columns: list[ValueColumn[ResultRow]] = [
        column("Type utgift", lambda row: row.title, width=28, total="SUM", link=lambda row: row.url),
        column("Opprinnelig budsjett", lambda row: row.original, shown, 15, total=revised.total_original),
        column("Regulering", lambda row: row.regulation, shown, 12, total=revised.total_regulation),
    ]
    for name in ["year_budget", *compared, "actual", "variance"]:
        columns.append(column(heads[name], attrgetter(name), shown, 15, total=getattr(found, name)))
    until = "" if found.is_whole else f"Budsjett hittil er det regulerte budsjettet {found.state.until_month}."
    return tabulate(
        "budsjett-og-regnskap",
        f"Budsjett og regnskap {found.period}",
        columns,
        found.rows,
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note=" ".join(part for part in (until, "" if exact else SUM_NOTE) if part),
        source=reverse("budget:year-budget", args=[year]),
        lacks=found.lacks(shown_kroner),
    )


def operating_result_to_date(year: int, month: int, on: date | None = None, *, exact: bool = False) -> Table:
    """Up to a month, and no further than the accounts reach; of the whole year in December of a closed one.

    Raises NotAvailable where the accounts are not known month by month.
    """
    return result_table(comparable_result(year, month, on), exact=exact)


def explanation_table(found: ResultOf, *, exact: bool = False) -> Table:
    """Of each line that has a variance or a cause: what its causes account for and what is left.

    Raises NotAvailable where there is nothing to explain, or nothing to hold the accounts against.
    """
    shown: Printer = kroner if exact else thousands
    whole = found.explanation
    if whole is None:
        raise NotAvailable(found.state.why_not_comparable)
    rows = [row for row in found.rows if row.variance or row.causes]
    if not rows:
        raise NotAvailable("Ingen linje har avvik å forklare.")
    return tabulate(
        "forklart",
        f"Forklart og uforklart avvik {found.period}",
        (
            column("Type utgift", lambda row: row.title, width=40, total="SUM", link=lambda row: row.causes_url),
            column("Avvik", lambda row: row.variance, shown, 20, total=whole.variance),
            column("Forklart", lambda row: row.explained, shown, 20, total=whole.explained),
            column("Uforklart", lambda row: row.unexplained, shown, 20, total=whole.unexplained),
        ),
        rows,
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note=" ".join(
            [
                "Årsaker uten beløp er ikke regnet med.",
                *([TOO_MUCH] if any(row.explanation and row.explanation.explains_too_much for row in rows) else []),
                *([] if exact else [SUM_NOTE]),
            ]
        ),
        source=_page(found),
        lacks=found.lacks(shown_kroner),
    )


@dataclass(frozen=True)
class MonthRow:
    """`booked` is `None` in a month that the accounts do not reach."""

    name: str
    budgeted: Decimal
    booked: Decimal | None

    @property
    def variance(self) -> Decimal | None:
        return None if self.booked is None else self.budgeted - self.booked


def line_months(row: ResultRow, found: ResultOf) -> Table:
    """The line month by month, to the øre; months that the accounts do not reach are printed «–»."""
    line, is_known, url = row.line, found.actuals.is_known, accounts_url(row.line)
    booked = found.actuals.of(line)[: (found.state.accounts_to or 0) if is_known else 0]
    months = [MonthRow(*one) for one in zip_longest(MONTHS, by_month(line.budgeted, found.weights[line.pk]), booked)]
    budget_sum, actual_sum = (row.budgeted, row.actual if is_known else None) if row.result else (line.budgeted, None)
    return tabulate(
        "maneder",
        f"{line}: budsjett og regnskap måned for måned",
        (
            column("Måned", lambda month: month.name, width=25, total=f"SUM {found.state.until_month}".strip()),
            column("Budsjett", lambda month: month.budgeted, kroner, 25, total=budget_sum),
            column(
                "Regnskap",
                lambda month: month.booked,
                kroner,
                25,
                total=actual_sum,
                link=lambda month: url if month.booked else "",
            ),
            column("Avvik", lambda month: month.variance, kroner, 25, total=row.variance if is_known else None),
        ),
        months,
        unit_note=KRONER_NOTE,
        note="" if found.is_whole else f"Årsbudsjettet er {kroner(line.budgeted)}.",
    )


def variance_chart(found: ResultOf) -> Chart:
    """Below zero is an overspend. `found` can be compared."""
    table = tabulate(
        "avvik-per-type",
        f"Avvik per type utgift {found.period}",
        (
            column("Type utgift", lambda row: row.title, width=60, total="SUM", link=lambda row: row.url),
            column("Avvik", lambda row: row.variance, thousands, 40, total=found.variance),
        ),
        found.rows,
        unit_note=THOUSANDS_NOTE,
        note="Under null er merforbruk. " + SUM_NOTE,
        lacks=found.lacks(shown_kroner),
    )
    return drawn(table, "Avvik", source=_page(found))


def month_chart(found: ResultOf) -> Chart:
    """The accounts of each month against what the budget has for it; months they do not reach have no accounts."""
    reach = found.state.accounts_to or 0
    booked = [_sum(found.actuals.of(row.line)[month] for row in found.rows) for month in range(reach)]
    spread = [by_month(row.year_budget, found.weights[row.line.pk]) for row in found.rows]
    budgeted = [_sum(one[month] for one in spread) for month in range(MONTHS_OF_YEAR)]
    pages = {name: f"{_page(found)}?maned={month}" for month, name in enumerate(MONTHS[:reach], 1)}
    until = found.state.until_month
    table = tabulate(
        "maned-for-maned",
        f"Regnskap og budsjett måned for måned {found.year}{f', regnskap {until}' if until else ''}",
        (
            column(
                "Måned",
                lambda month: month.name,
                width=40,
                total=f"SUM {until}".strip(),
                link=lambda month: pages.get(month.name, ""),
            ),
            column("Regnskap", lambda month: month.booked, thousands, 20, total=_sum(booked)),
            column("Budsjett", lambda month: month.budgeted, thousands, 20, total=_sum(budgeted[:reach])),
            column("Avvik", lambda month: month.variance, thousands, 20, total=found.variance),
        ),
        [MonthRow(*one) for one in zip_longest(MONTHS, budgeted, booked)],
        unit_note=THOUSANDS_NOTE,
        note=f"Årsbudsjettet er {thousands(found.year_budget)}. {SUM_NOTE}",
        lacks=found.lacks(shown_kroner),
    )
    return drawn(table, "Regnskap", "Budsjett", source=_page(found))


def drawn(table: Table, *labels: str, source: str, key: str = "", title: str = "") -> Chart:
    """Bars of the columns with these labels, in whole thousands, above the table with the same amounts.

    `key` and `title` are told where they are not as those of the table.
    """
    places = {column.label: place for place, column in enumerate(table.columns)}
    series = {label: [_height(row[places[label]]) for row in table.rows] for label in labels}
    return Chart(
        key=key or table.key,
        title=title or f"{table.caption}, i hele 1000 kroner",
        kind="bars",
        categories=tuple(row[0].text for row in table.rows),
        series=tuple(Series(label, tuple(heights)) for label, heights in series.items()),
        unit="tusen kroner",
        table=table,
        source=source,
    )


def _height(cell: Cell) -> float | None:
    """For the drawing alone."""
    return float((Decimal(cell.value) / 1000).quantize(Decimal(1), ROUND_HALF_UP)) if cell.value else None


def shown_kroner(amount: Decimal) -> str:
    return f"{kroner(amount)}{NO_BREAK_SPACE}kr"


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _page(found: ResultOf) -> str:
    return reverse("budget:operating-result", args=[found.year])
